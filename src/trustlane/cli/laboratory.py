"""`trustlane laboratory`: keep a simulated period on which risk managers try policies in the policy laboratory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import app
from trustlane.cli.telling import progress, refuse, say
from trustlane.config import places
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.selectivity.trying.period import About
    from trustlane.simulate.scenario import Scenario

MOST_DAYS = 2_000
PARTS = ("declarations.parquet", "policy.yaml", "scenario.json", "about.json")


@dataclass(frozen=True)
class Keeping:
    """What is kept: which country, how it is drawn, under which policy."""

    scenario: Scenario
    seed: int
    policy_text: str
    rules: bytes | None
    days: int
    before: int


@app.command()
def laboratory(
    scenario: Annotated[str, typer.Option(help="A scenario that ships, or a scenario file (YAML).")] = "demonstration",
    seed: Annotated[int, typer.Option(help="The same seed and scenario give the same country.", min=0)] = 1,
    policy: Annotated[
        Path | None,
        typer.Option(
            help="The policy it is assessed under: yours, as it is in force; without it the demonstration's.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Targeting rules (YAML or JSON).", exists=True, dir_okay=False)
    ] = None,
    days: Annotated[int, typer.Option(help="Days that are kept.", min=1, max=MOST_DAYS)] = 91,
    before: Annotated[
        int, typer.Option(help="Days under a plain policy before, from which is learnt.", min=1, max=MOST_DAYS)
    ] = 180,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value for one place of the scenario, such as operators.offence_ratio=0.1."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to keep it in; without it the one the pages read.", file_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was kept as JSON.")] = False,
) -> None:
    """Keep a simulated period for the policy laboratory, in which risk managers try other policies on the same trade.

    A country is drawn and screened day by day, and beside each declaration is kept what a look in each lane would have
    found. What was kept before is replaced when the new one is whole. Everything is invented and follows from the
    scenario: it teaches what the stated mechanics do, and is no evidence about the world.

    **Example:** `trustlane laboratory --scenario baseline --policy my-policy.yaml --days 91`
    """
    from trustlane.selectivity import policy as policies
    from trustlane.selectivity.rules.problems import RulesRefused
    from trustlane.simulate import demonstration
    from trustlane.simulate.inspecting import LaneUnknown
    from trustlane.simulate.scenario import ScenarioRefused, read_scenario

    folder = (out or in_force().laboratory).resolve()
    try:
        chosen = read_scenario(scenario, dict(_pair(one) for one in changed or []))
        text = policy.read_text("utf-8") if policy else demonstration.text("policy.yaml")
        wanted = Keeping(chosen, seed, text, rules.read_bytes() if rules else None, days, before)
        with progress() as bar:
            step = bar.add_task("Drawing a country", total=days)
            about = keep(wanted, folder, lambda on: bar.update(step, advance=1, description=f"Screening {on}"))
    except (ScenarioRefused, policies.PolicyRefused, RulesRefused, LaneUnknown, FolderTaken, NotOurs) as refusal:
        raise refuse(str(refusal)) from refusal
    except UnicodeDecodeError as error:
        raise refuse(f"--policy: not UTF-8 text at byte {error.start}; save it as UTF-8.") from error
    except OSError as error:
        raise refuse(f"{folder} cannot be written: {error.strerror}. Name another folder with --out.") from error
    if as_json:
        typer.echo(json.dumps(summary(about), ensure_ascii=False))
        return
    say(
        f"Kept {about.declarations:,} declarations, {about.first} to {about.last}: scenario {about.scenario}, "
        f"seed {about.seed}, {about.digest}."
    )
    say(f"The policy laboratory reads it from {folder}." if not out else f"It is in {folder}.")


class FolderTaken(ValueError):
    """The folder holds something that is no kept period."""


class NotOurs(ValueError):
    """The policy speaks of another administration than the scenario."""


def keep(wanted: Keeping, folder: Path, on_day: Callable[[date], None] = lambda on: None) -> About:
    """Keep a period in a folder; what stood there before stays until the new one is whole."""
    import msgspec

    from trustlane.cli.trials import keep_period
    from trustlane.selectivity import policy as policies
    from trustlane.selectivity.targeting import compiled_for
    from trustlane.selectivity.trying import period

    policy = policies.parse(wanted.policy_text, where="policy")
    if wanted.scenario.own not in policy.own:
        raise NotOurs(
            f"own: the policy names {', '.join(policy.own)}, and the scenario's own administration is "
            f"{wanted.scenario.own}: write own: [{wanted.scenario.own}] into a copy of the policy."
        )
    _check(folder)
    making = period.beside(folder)
    _check(making)
    shutil.rmtree(making, ignore_errors=True)
    if not folder.parent.exists():
        places.make_private(folder.parent)
    rules = compiled_for(policy, wanted.rules) if wanted.rules is not None else None
    making.mkdir()
    try:
        kept = keep_period(
            wanted.scenario,
            wanted.seed,
            policy,
            making,
            policy_text=wanted.policy_text,
            rules=rules,
            days=wanted.days,
            before=wanted.before,
            progress=on_day,
        )
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    first = wanted.scenario.begins + timedelta(days=wanted.before)
    about = period.About(
        scenario=wanted.scenario.name,
        title=wanted.scenario.title,
        digest=wanted.scenario.digest,
        seed=wanted.seed,
        first=first,
        last=first + timedelta(days=wanted.days - 1),
        before=wanted.before,
        declarations=kept.table.height,
        made_with=version("trustlane"),
        files={},
    )
    period.seal(making, about, msgspec.json.encode(wanted.scenario))
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    return about


def summary(about: About) -> dict[str, object]:
    """What was kept, for scripts."""
    import msgspec

    told: dict[str, object] = msgspec.to_builtins(about)
    told.pop("files")
    return told


def _check(folder: Path) -> None:
    """Never replace what is no kept period."""
    other = sorted(one.name for one in folder.iterdir() if one.name not in PARTS) if folder.is_dir() else []
    if other or folder.is_file():
        raise FolderTaken(
            f"{folder} holds {other[0] if other else 'a file'}, which no kept period has: name a new or empty folder "
            "with --out."
        )


def _pair(written: str) -> tuple[str, str]:
    place, equals, value = written.partition("=")
    if not equals:
        raise refuse(f"--set {written}: write place=value, such as operators.offence_ratio=0.1.")
    return place.strip(), value
