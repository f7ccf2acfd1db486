"""A kept period is believed only as it was written; whatever else is refused by a sentence that names the mend."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import polars as pl
import pytest

from tests.selectivity.trying.assessed import written
from trustlane.selectivity.laboratory import FILE, POLICY, LaboratoryRefused
from trustlane.selectivity.trying import period


def test_what_was_sealed_is_read_back(tmp_path: Path) -> None:
    found = period.read(written(tmp_path / "kept"))
    assert found.about.scenario == "small"
    assert found.kept.table.height == found.about.declarations == 1200
    assert found.policy.name == "default"


def test_another_period_in_the_same_place_is_seen(tmp_path: Path) -> None:
    folder = written(tmp_path / "kept")
    before = period.read(folder)
    assert period.read(folder) is before
    assert period.read(written(folder, 700)).kept.table.height == 700


def test_where_nothing_was_kept_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(period.NoPeriod, match="trustlane laboratory"):
        period.read(tmp_path / "nothing")
    assert not period.being_made(tmp_path / "nothing")
    period.beside(tmp_path / "nothing").mkdir()
    assert period.being_made(tmp_path / "nothing")


def _cut(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-100])


def _another_policy(folder: Path) -> None:
    (folder / POLICY).write_text((folder / POLICY).read_text().replace("0.7", "0.1"))


def _no_label(folder: Path) -> None:
    (folder / period.ABOUT).write_text("{")


def _label_of_something_else(folder: Path) -> None:
    (folder / period.ABOUT).write_text('{"scenario": "x"}')


def _huge_label(folder: Path) -> None:
    (folder / period.ABOUT).write_bytes(b" " * (period.ABOUT_LIMIT + 1))


def _a_file_is_gone(folder: Path) -> None:
    (folder / period.SCENARIO).unlink()


def _a_column_is_gone(folder: Path) -> None:
    pl.read_parquet(folder / FILE).drop("found_orange").write_parquet(folder / FILE)
    _sealed_again(folder)


def _no_rows(folder: Path) -> None:
    pl.read_parquet(folder / FILE).clear().write_parquet(folder / FILE)
    _sealed_again(folder)


def _no_table(folder: Path) -> None:
    (folder / FILE).write_bytes(b"PAR1 and then nothing")
    _sealed_again(folder)


def _no_policy(folder: Path) -> None:
    (folder / POLICY).write_text("kinds: [")
    _sealed_again(folder)


def _sealed_again(folder: Path) -> None:
    about = msgspec.json.decode((folder / period.ABOUT).read_bytes(), type=period.About)
    period.seal(folder, about, b"{}")


@pytest.mark.parametrize(
    "harm",
    [
        _cut,
        _another_policy,
        _no_label,
        _label_of_something_else,
        _huge_label,
        _a_file_is_gone,
        _a_column_is_gone,
        _no_rows,
        _no_table,
        _no_policy,
    ],
)
def test_what_was_damaged_is_refused_and_the_mend_is_named(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    folder = written(tmp_path / "kept", 60)
    period.read(folder)
    harm(folder)
    with pytest.raises(LaboratoryRefused, match="trustlane laboratory") as refused:
        period.read(folder)
    assert not isinstance(refused.value, period.NoPeriod)
