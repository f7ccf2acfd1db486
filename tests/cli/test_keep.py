"""`trustlane keep`: declarations and their decisions are kept together or not at all, and only once."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.cli.test_screen import HEADER, table
from tests.world import World
from trustlane.access.roles import Role
from trustlane.cli import app, keep, node_database
from trustlane.config import settings
from trustlane.config.settings import InForce
from trustlane.selectivity.random_share import commitment

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> InForce:
    """A node whose database is that of the test."""

    @contextmanager
    def opened(_node: Any) -> Iterator[None]:
        yield

    here = settings.load({"TRUSTLANE_STATE": str(tmp_path / "state")}, None)
    monkeypatch.setattr(node_database, "opened", opened)
    monkeypatch.setattr(keep, "in_force", lambda: here)
    return here


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: InForce, world: World) -> Path:
    """A file of eighty declarations, and Mira, who manages risks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(table(80))
    world.user(Role.RISK_MANAGER, username="mira")
    return tmp_path


def run(*arguments: object, by: str = "mira") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["keep", *[str(one) for one in arguments], "--by", by])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def told(*arguments: object) -> dict[str, Any]:
    code, printed, said = run(*arguments, "--json")
    assert code == 0, said
    found: dict[str, Any] = json.loads(printed)
    return found


def kept() -> int:
    from trustlane.declarations import queries

    return queries.count()


def decided() -> list[tuple[str, int]]:
    from trustlane.selectivity.queries.decisions import decided

    return list(decided().order_by("declaration").values_list("declaration", "version"))


def commitments() -> list[str]:
    from trustlane.ledger.queries import rows

    return [row.body.after["commitment"] for row in rows().filter(verb="selectivity.commit_seed")]


def test_what_is_kept_is_decided_and_shown(folder: Path, world: World) -> None:
    from trustlane.selectivity.queries.decisions import visible

    found = told("d.csv")
    assert (found["kept"]["declarations"], found["decided"], sum(found["lanes"].values())) == (80, 80, 80)
    assert (kept(), len(decided())) == (80, 80)
    assert visible(by=world.user(Role.AUDITOR), at=LATER).count() == 80


def test_a_second_time_adds_nothing(folder: Path) -> None:
    told("d.csv")
    again = told("d.csv")
    assert (again["kept"]["versions"], again["kept"]["repeated"], again["decided"]) == (0, 80, 0)
    assert (kept(), len(decided()), len(commitments())) == (80, 80, 1)


def test_of_a_longer_file_only_what_is_new_is_decided(folder: Path) -> None:
    told("d.csv")
    (folder / "d.csv").write_text(table(100))
    found = told("d.csv")
    assert (found["kept"]["declarations"], found["kept"]["repeated"], found["decided"]) == (20, 80, 20)


def test_another_content_under_a_used_reference_is_told_and_neither_kept_nor_decided(folder: Path) -> None:
    told("d.csv")
    first = decided()
    (folder / "e.csv").write_text(table(3, hs="999999"))
    code, _, said = run("e.csv")
    assert code == 0
    assert "Not kept" in said
    assert decided() == first


def test_a_later_amendment_is_decided_under_the_number_it_is_kept_by(folder: Path) -> None:
    told("d.csv")
    head, row = table(1).splitlines()
    (folder / "e.csv").write_text(f"{head},message\n{row.replace('620342', '851712')},amendment\n")
    assert told("e.csv")["decided"] == 1
    assert decided()[0] == ("26XA00000", 2)


def test_a_cancellation_is_kept_and_nothing_is_decided(folder: Path) -> None:
    told("d.csv")
    head, row = table(1).splitlines()
    (folder / "e.csv").write_text(f"{head},message\n{row},cancellation\n")
    found = told("e.csv")
    assert (found["kept"]["versions"], found["decided"]) == (1, 0)


def test_what_is_lodged_again_in_a_later_file_keeps_its_stricter_lane(folder: Path) -> None:
    from trustlane.selectivity.queries.decisions import decided

    (folder / "d.csv").write_text(table(2000))
    told("d.csv")
    reds = list(decided().filter(lane="red").order_by("declaration").values_list("declaration", flat=True))
    assert len(reds) > 2
    head, *rows = table(2000, value_minor="1", net_mass_g="1", tax_rate_ppm="0").splitlines()
    row_of = {row.split(",", 1)[0]: row for row in rows}
    ended = [f"{row_of[red]},cancellation," for red in reds]
    again = [f"{row_of[red].replace(red, f'AGAIN-{red}')},original,{red}" for red in reds]
    # Who names the same once more, and who names another importer's, takes nothing over.
    late = [f"{row_of[red].replace(red, f'LATE-{red}')},original,{red}" for red in reds]
    strange = [f"{row_of[red].replace(red, f'STRANGE-{red}').replace(',XA', ',ZZ')},original,{red}" for red in reds]
    for name, part in (("e.csv", [*ended, *again]), ("f.csv", [*strange, *late])):
        (folder / name).write_text("\n".join([f"{head},message,previous", *part, ""]))
    assert told("e.csv")["decided"] == len(reds)
    assert told("f.csv")["decided"] == 2 * len(reds)
    lanes = {
        name: set(decided().filter(declaration__startswith=name).values_list("lane", flat=True))
        for name in ("AGAIN", "LATE", "STRANGE")
    }
    assert lanes["AGAIN"] == {"red"}
    assert "green" in lanes["LATE"]
    assert "green" in lanes["STRANGE"]


def test_what_is_kept_later_of_a_day_gets_what_is_left_of_it(folder: Path) -> None:
    from trustlane.selectivity.models import Price
    from trustlane.selectivity.queries.decisions import decided

    def reds() -> int:
        return decided().filter(lane="red").count()

    head, *rows = table(1_200, day="2026-03-02").splitlines()
    looks = policy_with_reds(60)
    (folder / "policy.yaml").write_text(looks)
    for name, part in (("d.csv", rows[:800]), ("e.csv", rows[800:])):
        (folder / name).write_text("\n".join([head, *part, ""]))
    told("d.csv", "--policy", "policy.yaml")
    first = reds()
    assert first > 10
    told("e.csv", "--policy", "policy.yaml")
    # One inspection uses two hours: the day's sixty are not given away a second time, or there were some sixty reds.
    # Prices meet what is left in expectation, and the node's seed is drawn anew: single looks stray.
    assert reds() <= 60 / 2 + 15
    tables = Price.objects.filter(look="red", table__world="with").order_by("table__fitted_at", "id")
    before, after = tables.values_list("table__version", "capacity_milli", "expected_milli")
    assert before[0] != after[0]
    assert (before[1], after[1]) == (60_000, 60_000)
    assert after[2] >= before[2]


def test_a_cancelled_declaration_gives_back_what_it_used(folder: Path) -> None:
    from trustlane.declarations.readers import read_path
    from trustlane.selectivity.queries.decisions import decided
    from trustlane.selectivity.queries.kept import kept_beside

    (folder / "d.csv").write_text(table(300, day="2026-03-02"))
    told("d.csv")
    (folder / "e.csv").write_text(table(1, day="2026-03-02", declaration="OTHER"))
    other = read_path(folder / "e.csv").lines
    assert kept_beside(other).height == 300
    red = decided().filter(lane="red").values_list("declaration", flat=True)[0]
    head, *rows = table(300, day="2026-03-02").splitlines()
    (row,) = [row for row in rows if row.startswith(red)]
    (folder / "c.csv").write_text(f"{head},message\n{row},cancellation\n")
    told("c.csv")
    left = kept_beside(other)
    assert left.height == 299
    assert left.filter(lane="red").height == decided().filter(lane="red").count() - 1


def policy_with_reds(hours: int) -> str:
    """The policy that ships, with so many hours of inspection a day."""
    from trustlane.cli.screening_inputs import policy_text_of

    text = policy_text_of(None)
    before, after = text.split("title: Physical inspection", 1)
    return before + "title: Physical inspection" + after.replace("{share: 0.03}", f"{{per_day: {hours}}}", 1)


def test_rows_that_cannot_be_read_are_told_and_the_others_kept(folder: Path) -> None:
    (folder / "d.csv").write_text(table(10) + ",no reference,A1,,,,,,,,,\n")
    code, _, said = run("d.csv")
    assert (code, kept()) == (0, 10)
    assert "Not read: d.csv" in said


def test_credit_rests_on_the_register_of_the_database(folder: Path, world: World) -> None:
    from tests.selectivity.declared import fact

    world_applies(world, [fact("XA1", issuer="XA")])
    found = told("d.csv")
    assert found["basis"]["standing"] != "none"


def world_applies(world: World, facts: list[Any]) -> None:
    """A list of trusted operators, uploaded by one and applied by another."""
    from trustlane.standing import actions, exports, queries

    first, second = (world.user(Role.REGISTER_OFFICER) for _ in range(2))
    upload = actions.upload_list(
        file_name="xa.csv",
        data=b"".join(exports.csv_lines(facts)),
        issuer="XA",
        on=date(2026, 3, 2),
        complete=False,
        by=first,
        at=World.now,
        sender="our own programme",
    )
    seen = queries.preview(upload, at=World.now)
    actions.apply_list(upload=upload, seen=seen.digest, by=second, at=World.now)


def test_a_past_is_decided_when_it_was_lodged(folder: Path) -> None:
    from trustlane.selectivity.queries.decisions import decided

    told("d.csv", "--as-dated")
    moments = decided().values_list("decided_at", flat=True)
    assert max(moments) < datetime(2026, 4, 1, tzinfo=UTC)


def test_what_was_really_done_is_kept_beside(folder: Path) -> None:
    from trustlane.declarations.queries import observed

    (folder / "o.csv").write_text("declaration,lane,examination,result\n26XA00003,red,physical,find\n")
    assert told("d.csv", "--observe", "o.csv")["kept"]["observed"] == 1
    assert observed("26XA00003")[-1].result == "find"


def test_the_first_time_draws_a_seed_only_the_node_reads_and_commits_to_it(folder: Path, node: InForce) -> None:
    found = told("d.csv")
    seed = node.state / "seed"
    assert found["seed_drawn"] == str(seed)
    assert len(seed.read_bytes()) == 32
    assert stat.S_IMODE(seed.stat().st_mode) == 0o600
    assert [found["commitment"]] == commitments() == [commitment(seed.read_bytes())]
    assert told("d.csv")["seed_drawn"] is None


def test_a_seed_that_is_given_is_the_one_committed_to(folder: Path, node: InForce) -> None:
    (folder / "own").write_bytes(b"a seed of our own, long enough")
    found = told("d.csv", "--seed", "own")
    assert found["commitment"] == commitment(b"a seed of our own, long enough")
    assert not (node.state / "seed").exists()


def test_who_may_not_keeps_nothing_and_draws_no_seed(folder: Path, node: InForce, world: World) -> None:
    world.officer(username="fred")
    for name, sentence in (("fred", "may not"), ("nobody", "nobody is enrolled")):
        code, printed, said = run("d.csv", by=name)
        assert (code, printed) == (1, "")
        assert sentence in said
    assert (kept(), node.state.exists()) == (0, False)


def test_a_failure_in_the_middle_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.selectivity.actions import keeping

    def fails(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "keep_decisions", fails)
    CliRunner().invoke(app, ["keep", "d.csv", "--by", "mira"])
    assert (kept(), decided(), commitments()) == (0, [], [])


@pytest.mark.parametrize(
    ("option", "content", "sentence"),
    [
        ("--policy", "name: [", "line 1"),
        ("--rules", "rules: 3", "rules"),
        ("--model", "no model at all", "not a model"),
        ("--seed", "short", "16"),
        ("--mapping", "columns: 7", "columns"),
        ("--observe", "nothing\nhere\n", "what was done"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(folder: Path, option: str, content: str, sentence: str) -> None:
    (folder / "given").write_text(content)
    code, printed, said = run("d.csv", option, "given", "--json")
    assert (code, printed) == (2, "")
    assert sentence in said
    assert kept() == 0


def test_files_that_hold_nothing_and_zones_there_are_not_are_refused(folder: Path) -> None:
    (folder / "e.csv").write_text(HEADER)
    assert run("e.csv")[0] == 2
    code, _, said = run("d.csv", "--zone", "Nowhere/Land")
    assert code == 2
    assert "no time zone" in said


@pytest.mark.outside
def test_messages_of_every_kind_are_kept_and_decided(folder: Path, outside: Path) -> None:
    found = told(outside / "ens", outside / "wco_declarations")
    assert found["kept"]["declarations"] > 100
    assert found["decided"] > 100
