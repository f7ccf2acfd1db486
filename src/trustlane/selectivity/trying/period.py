"""A kept period on disk: sealed with its origin when it is made, believed only when nothing of it has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec
import polars as pl

from trustlane.selectivity.laboratory import CHANCE, FILE, FOUND, HOURS, KEPT, POLICY, TRUTH, Kept, LaboratoryRefused
from trustlane.selectivity.policy import Policy, PolicyRefused

ABOUT, SCENARIO = "about.json", "scenario.json"
MADE_BY = "trustlane laboratory"
MEND = f"Keep one anew: {MADE_BY}"
ABOUT_LIMIT, TEXT_LIMIT, TABLE_LIMIT = 64_000, 2_000_000, 400_000_000  # bytes
MOST_DECLARATIONS = 2_000_000


class NoPeriod(LaboratoryRefused):
    """No period was kept yet."""


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a kept period comes from, and the digests of its files."""

    scenario: str
    title: str
    digest: str  # of the scenario
    seed: int
    first: date
    last: date
    before: int  # days under the plain policy, from which was learnt
    declarations: int
    made_with: str
    files: dict[str, str]


@dataclass(frozen=True)
class Period:
    """A period that was believed."""

    kept: Kept
    about: About
    scenario: bytes  # the whole scenario, as JSON
    policy_text: str
    name: str  # a short name of exactly this period

    @property
    def policy(self) -> Policy:
        """The policy it was assessed under."""
        return self.kept.policy


def seal(folder: Path, about: About, scenario: bytes) -> None:
    """Complete a folder that `Kept.write` wrote. `about.files` is filled in here."""
    (folder / SCENARIO).write_bytes(scenario)
    digests = {name: _digest(folder / name) for name in (FILE, POLICY, SCENARIO)}
    whole = msgspec.structs.replace(about, files=digests)
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")


def beside(folder: Path) -> Path:
    """Where a period is made until it is whole."""
    return folder.with_name(f"{folder.name}.new")


def being_made(folder: Path) -> bool:
    """Whether one is being made now."""
    return beside(folder).is_dir()


def read(folder: Path) -> Period:
    """The period of a folder, read once and remembered as long as it stays the same."""
    try:
        stamps = tuple(_stamp(folder / name) for name in (ABOUT, FILE, POLICY, SCENARIO))
    except FileNotFoundError:
        if (folder / ABOUT).exists():
            raise LaboratoryRefused(f"A file of the kept period is missing. {MEND}") from None
        raise NoPeriod(f"No period was kept yet. {MEND}") from None
    except OSError as error:
        raise LaboratoryRefused(f"The kept period cannot be read: {error.strerror}. {MEND}") from None
    return _believed(folder, stamps)


@lru_cache(maxsize=2)
def _believed(folder: Path, stamps: tuple[tuple[int, int, int], ...]) -> Period:
    """Believe it in steps: sizes, the form of its label, digests, the policy, columns and numbers of rows."""
    try:
        return _steps(folder, [size for size, _changed, _inode in stamps])
    except OSError as error:
        raise LaboratoryRefused(f"The kept period cannot be read: {error.strerror}. {MEND}") from error


def _steps(folder: Path, sizes: list[int]) -> Period:
    for name, size, limit in zip(
        (ABOUT, FILE, POLICY, SCENARIO), sizes, (ABOUT_LIMIT, TABLE_LIMIT, TEXT_LIMIT, TEXT_LIMIT), strict=True
    ):
        if size > limit:
            raise LaboratoryRefused(f"{name} is larger than {limit:,} bytes. Keep a shorter period: {MADE_BY} --days")
    label = (folder / ABOUT).read_bytes()
    try:
        about = msgspec.json.decode(label, type=About)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LaboratoryRefused(f"{ABOUT} does not say what a kept period is: {error}. {MEND}") from error
    for name in (FILE, POLICY, SCENARIO):
        if about.files.get(name) != _digest(folder / name):
            raise LaboratoryRefused(f"{name} is not as it was written. {MEND}")
    try:
        kept = _table(folder)
    except PolicyRefused as error:
        raise LaboratoryRefused(f"{error} {MEND}") from error
    return Period(
        kept,
        about,
        (folder / SCENARIO).read_bytes(),
        (folder / POLICY).read_text("utf-8"),
        hashlib.sha256(label).hexdigest()[:16],
    )


def _table(folder: Path) -> Kept:
    try:
        there: Mapping[str, pl.DataType] = pl.read_parquet_schema(folder / FILE)
        rows = pl.scan_parquet(folder / FILE).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise LaboratoryRefused(f"{FILE} is no table that can be read. {MEND}") from error
    if not 0 < rows <= MOST_DECLARATIONS:
        raise LaboratoryRefused(
            f"{FILE} holds {rows:,} declarations; from 1 to {MOST_DECLARATIONS:,} can be shown. "
            f"Keep another period: {MADE_BY} --days"
        )
    kept = Kept.read(folder)
    looks = [look for track in kept.policy.tracks.values() for look in track.looks]
    wanted: dict[str, pl.DataType] = {**KEPT, **TRUTH}
    wanted |= {f"{FOUND}{look}": pl.Boolean() for look in looks} | {f"{HOURS}{look}": pl.Float32() for look in looks}
    for column, kind in wanted.items():
        if there.get(column) != kind:
            raise LaboratoryRefused(f"{FILE} has no column {column!r} of the right kind. {MEND}")
    if not any(column.startswith(CHANCE) for column in there):
        raise LaboratoryRefused(f"{FILE} holds no chance of any kind. {MEND}")
    return kept


def _stamp(file: Path) -> tuple[int, int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
