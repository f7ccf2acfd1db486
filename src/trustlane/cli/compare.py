"""`trustlane compare`: policies on trial in the same invented countries; no database, no server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from trustlane.cli import app, whole_files
from trustlane.cli.telling import console, progress, refuse, say

if TYPE_CHECKING:
    from trustlane.cli.signs_of_abuse import Sign
    from trustlane.cli.trials import Candidate
    from trustlane.selectivity.policy import Policy
    from trustlane.simulate.scenario import Scenario
    from trustlane.simulate.trials.tally import Tally

USUAL = ("trustlane", "no-credit", "rules-alone", "importer-history", "random")


@app.command()
def compare(
    policies: Annotated[
        list[str] | None,
        typer.Argument(help="What to try: names (see --list) or policy files; the first is held against the others."),
    ] = None,
    scenario: Annotated[str, typer.Option(help="A scenario that ships, or a scenario file (YAML).")] = "baseline",
    seeds: Annotated[int, typer.Option(help="In how many countries; every policy meets each.", min=1, max=1000)] = 3,
    first_seed: Annotated[int, typer.Option(help="Seed of the first country.", min=0)] = 1,
    days: Annotated[int, typer.Option(help="Days that each policy is tried for.", min=1, max=2000)] = 90,
    before: Annotated[
        int, typer.Option(help="Days under the plain policy before, from which is learnt.", min=1, max=1000)
    ] = 90,
    policy: Annotated[
        Path | None,
        typer.Option(help="The policy that names stand for; without it the simulator's.", exists=True, dir_okay=False),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            help="Targeting rules, which ours and rules-alone use; without them the simulator's.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Scale all capacities so that about this share is looked at.", min=0.001, max=1)
    ] = None,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value for one place of the scenario, such as operators.offence_ratio=0.1."),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Where a report goes: one page (HTML).")] = None,
    tally: Annotated[Path | None, typer.Option(help="Where every count goes: .csv or .parquet.")] = None,
    processes: Annotated[
        int | None, typer.Option(help="Processes at once; without it one a processor.", min=1, max=64)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    names: Annotated[bool, typer.Option("--list", help="List the policies that can be tried, and end.")] = False,
) -> None:
    """Try policies in the same invented countries, and say what each finds, what it takes, and who is looked at.

    Every policy meets the same trade and the same actors, who react to what it does to them. It sees declarations, the
    register and results of what it inspected; the truth is used to count only. What comes of it is a lesson about the
    scenario's stated mechanics, not evidence about the world.

    **Example:** `trustlane compare trustlane no-credit random --scenario drifting --seeds 4 --report drifting.html`
    """
    from trustlane.cli.trials import NAMES, NoSuchPolicy
    from trustlane.selectivity.policy import PolicyRefused
    from trustlane.selectivity.rules.problems import RulesRefused
    from trustlane.simulate.scenario import ScenarioRefused

    if names:
        for name, what in NAMES.items():
            say(f"{name}: {what}")
        return
    try:
        whole_files.check(
            {"--report": report, "--tally": tally}, tuple(one for one in (policy, rules, Path(scenario)) if one)
        )
        chosen = _scenario(scenario, changed or [])
        base = _policy(policy, rate, chosen)
        candidates = _candidates(policies or list(USUAL), base, rules, rate, chosen)
        numbers = range(first_seed, first_seed + seeds)
        tallies = _tried(chosen, candidates, base, numbers, before, days, processes)
        signs = _signs(chosen, base, numbers, before, days) if report is not None else []
        told = Compared(chosen, tuple(one.name for one in candidates), tallies, base, days, before, signs)
        _write(told, report, tally)
    except (NoSuchPolicy, PolicyRefused, RulesRefused, ScenarioRefused, whole_files.CannotWrite) as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps(told.summary(), ensure_ascii=False))
    else:
        told.tell(report, tally)


@dataclass(frozen=True)
class Compared:
    """A comparison that was carried out."""

    scenario: Scenario
    policies: tuple[str, ...]
    tallies: Sequence[Tally]
    base: Policy
    days: int
    before: int
    signs: Sequence[Sign] = ()  # of abuse of trust; looked for where a report is asked for

    @property
    def findings(self) -> list[str]:
        """What it says, in sentences."""
        from trustlane.simulate.trials.saying import findings

        return findings(self.tallies, self.policies[0], self.policies[1:])

    def summary(self) -> dict[str, Any]:
        """The figures, for programs."""
        from trustlane.simulate.trials import figures, saying

        def told(policy: str) -> dict[str, Any]:
            own = [tally for tally in self.tallies if tally.policy == policy]
            mean = {
                name: _plain(figures.interval([measure(tally) for tally in own]))
                for name, measure in figures.MEASURES.items()
            }
            against = {
                name: _plain(figures.paired(self.tallies, measure, self.policies[0], policy))
                for name, measure in figures.MEASURES.items()
            }
            return {
                "figures": mean,
                "first_has_more_by": against if policy != self.policies[0] else {},
                "use_of_capacity": _mean_of([figures.use(tally) for tally in own]),
                "days_of_work_waiting": _mean_of([figures.waiting(tally) for tally in own]),
                "hit_rates": _mean_of([figures.hit_rates(tally) for tally in own]),
                "abuse": saying.abuse(own, policy).to_dicts(),
            }

        return {
            "note": saying.SIMULATED,
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest,
            "policy_digest": self.base.digest,
            "seeds": sorted({tally.seed for tally in self.tallies}),
            "days": self.days,
            "days_before": self.before,
            "findings": self.findings,
            "policies": {policy: told(policy) for policy in self.policies},
        }

    def tell(self, report: Path | None, tally: Path | None) -> None:
        """The figures as a table and a few sentences."""
        from trustlane.simulate.trials import figures, saying

        table = Table(
            "Policy", "Illicit value found", "Harm found", "Cases", "Hit rate", "Looked at", "Trusted", "Hours"
        )
        for policy in self.policies:
            own = [one for one in self.tallies if one.policy == policy]
            row = {
                name: figures.interval([measure(one) for one in own]).mean for name, measure in figures.MEASURES.items()
            }
            table.add_row(
                policy,
                *(f"{row[name]:.1%}" for name in ("illicit value found", "harm found")),
                f"{row['cases found']:,.0f}",
                *(f"{row[name]:.1%}" for name in ("hit rate", "examined", "examined, trusted")),
                f"{row['hours']:,.0f}",
            )
        for column in table.columns[1:]:
            column.justify = "right"
        console.print(table)
        for sentence in self.findings:
            say(sentence)
        say(saying.SIMULATED)
        written = [f"{what}: {path}" for what, path in (("Report", report), ("Counts", tally)) if path]
        if written:
            say(" · ".join(written))


def _plain(of: Any) -> dict[str, Any]:
    bounds = (of.low, of.high) if of.countries > 1 else (None, None)
    return {"mean": of.mean, "low": bounds[0], "high": bounds[1], "countries": of.countries}


def _mean_of(each: Sequence[dict[str, float]]) -> dict[str, float]:
    names = sorted({name for one in each for name in one})
    return {name: sum(one.get(name, 0.0) for one in each) / len(each) for name in names}


def _scenario(name: str, changed: list[str]) -> Scenario:
    from trustlane.cli.simulate import pair
    from trustlane.simulate.scenario import read_scenario

    return read_scenario(name, dict(pair(one) for one in changed))


def _policy(path: Path | None, rate: float | None, scenario: Scenario) -> Policy:
    import msgspec

    from trustlane.cli.trials import at_rate, the_simulators
    from trustlane.selectivity import policy as policies

    chosen = policies.load(path) if path is not None else the_simulators()
    chosen = msgspec.structs.replace(chosen, own=(*chosen.own, scenario.own))
    return at_rate(chosen, rate) if rate is not None else chosen


def _candidates(
    names: list[str], base: Policy, rules: Path | None, rate: float | None, scenario: Scenario
) -> tuple[Candidate, ...]:
    from trustlane.cli.trials import NoSuchPolicy, candidate
    from trustlane.selectivity.targeting import compiled_for
    from trustlane.simulate import demonstration

    written = rules.read_bytes() if rules is not None else demonstration.text("rules.yaml").encode()
    compiled_for(base, written)  # refuses what is wrong with them before the long work begins
    found = []
    for name in names:
        path = Path(name)
        if path.suffix in (".yaml", ".yml") or path.is_file():
            found.append(candidate("trustlane", _policy(path, rate, scenario), written).called(path.stem))
        else:
            found.append(candidate(name, base, written))
    twice = {one.name for one in found if sum(one.name == other.name for other in found) > 1}
    if twice:
        raise NoSuchPolicy(f"{sorted(twice)[0]}: it stands there twice; name each policy once, each file differently.")
    return tuple(found)


def _tried(
    scenario: Scenario,
    candidates: tuple[Candidate, ...],
    base: Policy,
    seeds: range,
    before: int,
    days: int,
    processes: int | None,
) -> list[Tally]:
    from trustlane.cli.trials import tracks_of
    from trustlane.simulate.trials.comparing import Job
    from trustlane.simulate.trials.comparing import compare as carry_out

    jobs = [Job(scenario, seed, candidates, tracks_of(base), before, days) for seed in seeds]
    with progress() as bar:
        step = bar.add_task(f"Trying {len(candidates)} policies", total=len(jobs) * len(candidates))

        def done(tally: Tally) -> None:
            bar.update(step, advance=1, description=f"{tally.policy}, country {tally.seed}")

        return carry_out(jobs, processes=processes, done=done)


def _signs(scenario: Scenario, base: Policy, seeds: range, before: int, days: int) -> list[Sign]:
    """What gives abuse of trust away in the same countries, where there is any."""
    from trustlane.cli.signs_of_abuse import any_abuse, signals_and_truth, summed

    if not any_abuse(scenario):
        return []
    with progress() as bar:
        step = bar.add_task("Looking for signs of abuse", total=len(seeds))
        countries = []
        for seed in seeds:
            countries.append(signals_and_truth(scenario, base, seed, before=before, days=days))
            bar.update(step, advance=1, description=f"Signs of abuse, country {seed}")
    return summed(countries)


def _write(told: Compared, report: Path | None, tally: Path | None) -> None:
    from trustlane.cli.trial_report import page
    from trustlane.simulate.trials.figures import counts

    wanted: dict[Path, Callable[[Path], None]] = {}
    if tally is not None:
        table = counts(told.tallies)
        wanted[tally] = table.write_csv if tally.suffix == ".csv" else table.write_parquet
    if report is not None:
        wanted[report] = whole_files.text(page(told))
    if wanted:
        whole_files.write(wanted)
