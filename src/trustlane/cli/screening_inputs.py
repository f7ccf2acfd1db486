"""What `trustlane screen` is given by files: each is read whole, or refused in a sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import polars as pl

    from trustlane.declarations.frame import Read, Refusal
    from trustlane.declarations.readers.mapping import Mapping
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.policy import Policy
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.standing.lists import ListRead

# A first try needs no secret: whoever screens for real gives a seed of their own by file.
TRIAL_SEED = b"trustlane: a trial seed, known to everybody"
MOST_SEED = 1 << 20


class InputRefused(Exception):
    """Something given cannot be used; the message says what and how to mend it."""


@dataclass(frozen=True)
class Declared:
    """Declarations as read, and how many messages bore a reference and version that stood before them already."""

    read: Read
    again: int


def zone_of(name: str) -> str:
    """The name of a time zone there is."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InputRefused(f"--zone: {name!r} is no time zone; give one such as UTC or Asia/Seoul.") from error
    return name


def declared(files: Sequence[Path], mapping: Mapping | None, zone: str) -> Declared:
    """Declarations of files and folders; refused where not one can be read."""
    from trustlane.declarations.readers import read_paths
    from trustlane.declarations.readers.lodged_twice import told_apart

    read = read_paths(files, mapping=mapping, zone=zone)
    if read.lines.is_empty():
        why = _sentence(read.refused[0]) if read.refused else "The files hold no declaration."
        raise InputRefused(f"No declaration could be read. {why}")
    if read.lines["message"].eq("cancellation").all():
        raise InputRefused("The files hold nothing but cancellations; there is nothing to decide.")
    return Declared(*told_apart(read))


def reading(files: Sequence[Path], mapping: Mapping | None, zone: str) -> Read:
    """Whatever files and folders say of declarations; refused where nothing at all can be read."""
    from trustlane.declarations.readers import read_paths

    read = read_paths(files, mapping=mapping, zone=zone)
    if read.lines.is_empty() and read.events.is_empty() and read.observed.is_empty():
        why = _sentence(read.refused[0]) if read.refused else "The files hold no declaration."
        raise InputRefused(f"Nothing could be read. {why}")
    return read


def _sentence(one: Refusal) -> str:
    return f"{one.file}, {one.place}: {one.reason} {one.mend}"


def mapping_of(path: Path | None) -> Mapping | None:
    """A column mapping."""
    if path is None:
        return None
    from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping

    try:
        return load_mapping(path)
    except MappingRefused as refusal:
        raise InputRefused(str(refusal)) from refusal
    except (OSError, UnicodeDecodeError) as refusal:
        raise InputRefused(f"{path.name}: cannot be read as text: {refusal}.") from refusal


def standing_of(path: Path | None, own: str) -> ListRead | None:
    """A list of trusted operators, known since ever; refused where no row can be used."""
    if path is None:
        return None
    from trustlane.standing.lists import read_list

    listed = read_list(path, known=datetime(1, 1, 1, tzinfo=UTC), default_issuer=own)
    if not listed.facts:
        first = listed.refused[0] if listed.refused else None
        why = f"{first.place} {first.reason}. {first.mend}" if first else "the list is empty."
        raise InputRefused(f"{path.name}: {why}")
    return listed


def policy_of(path: Path | None) -> Policy:
    """The policy given, or the one that ships."""
    from trustlane.selectivity import policy

    try:
        return policy.load(path) if path is not None else policy.default()
    except policy.PolicyRefused as refusal:
        raise InputRefused(str(refusal)) from refusal


def policy_text_of(path: Path | None) -> str:
    """A policy as it is written, to be kept beside what rests on it."""
    if path is None:
        return resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text("utf-8")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as refusal:
        raise InputRefused(f"{path.name}: cannot be read as text: {refusal}.") from refusal


def rules_of(path: Path | None, policy: Policy) -> Compiled | None:
    """Officers' rules, read for a policy."""
    if path is None:
        return None
    from trustlane.selectivity.rules.problems import RulesError
    from trustlane.selectivity.targeting import compiled_from

    try:
        return compiled_from(policy, path)
    except RulesError as refusal:
        raise InputRefused(f"{path.name}: {refusal}") from refusal
    except OSError as refusal:
        raise InputRefused(f"{path.name}: cannot be opened: {refusal.strerror}.") from refusal


def model_of(path: Path | None) -> Model | None:
    """A trained model."""
    if path is None:
        return None
    from trustlane.selectivity.model.model import ModelRefused, load

    try:
        return load(path)
    except ModelRefused as refusal:
        raise InputRefused(str(refusal)) from refusal
    except OSError as refusal:
        raise InputRefused(f"{path.name}: cannot be opened: {refusal.strerror}.") from refusal


def seed_of(path: Path | None) -> bytes:
    """The secret seed of the random share; without a file the trial seed, which is no secret."""
    if path is None:
        return TRIAL_SEED
    from trustlane.selectivity.random_share import LEAST_SEED

    try:
        with path.open("rb") as stream:
            seed = stream.read(MOST_SEED + 1)
    except OSError as refusal:
        raise InputRefused(f"{path.name}: cannot be opened: {refusal.strerror}.") from refusal
    if not LEAST_SEED <= len(seed) <= MOST_SEED:
        raise InputRefused(
            f"{path.name}: a seed has {LEAST_SEED} to {MOST_SEED:,} octets, this file has "
            f"{f'{len(seed)}' if len(seed) <= MOST_SEED else 'more'}. "
            "Draw one with `head -c 32 /dev/urandom > seed` and keep it secret."
        )
    return seed


def observed_of(path: Path | None, mapping: Mapping | None, zone: str) -> Read | None:
    """What a present system did, from a file of its own; refused where no row can be used."""
    if path is None:
        return None
    from trustlane.declarations.readers.observed import read_observed

    found = read_observed(path, mapping=mapping, zone=zone)
    if found.observed.is_empty():
        why = _sentence(found.refused[0]) if found.refused else f"{path.name} holds no row."
        raise InputRefused(f"Nothing could be read of what was done. {why}")
    return found


def under_our_references(observed: pl.DataFrame, read: Read) -> pl.DataFrame:
    """Rows about a declaration by the declarant's own reference, under the number customs gave to it."""
    import polars as pl

    from trustlane.declarations.readers.wco_linking import unambiguous

    numbers = unambiguous(read.aliases)
    if not numbers:
        return observed
    return observed.with_columns(pl.col("declaration").replace(list(numbers), list(numbers.values())))
