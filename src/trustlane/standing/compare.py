"""What a list would change in the register, computed before anybody applies it and again when it is applied."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from trustlane.parties.identifiers import match_key
from trustlane.standing.facts import StandingFact
from trustlane.standing.law import day_before, periods_meet
from trustlane.standing.lists import ListedFact, ListRead, RefusedRow
from trustlane.standing.words import plain

HOLDING = ("valid", "suspended")
# Fields of a standing that change from a day on; the time before that day keeps what was true then.
DATED = ("scope", "tier", "state", "programme")


@dataclass(frozen=True, slots=True)
class Held:
    """A fact the register knows now, with the number of its row."""

    id: int
    fact: StandingFact


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a list says otherwise than the register."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one standing: which rows stop being known, and which facts take their place."""

    kind: str  # added, changed, removed
    row: int  # of the list; 0 for a removal
    operator: str
    before: StandingFact | None
    after: StandingFact
    differences: tuple[Difference, ...] = ()
    supersedes: tuple[int, ...] = ()
    becomes: tuple[StandingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a list would do, for two people to look at; `digest` names exactly this."""

    issuer: str
    on: date
    complete: bool
    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    unchanged: int = 0
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Additions, changes and removals, in that order."""
        return self.added + self.changed + self.removed


@dataclass(slots=True)
class _Ledger:
    """The register of one issuer while a list is laid over it."""

    held: dict[tuple[str, str], list[Held]] = field(default_factory=lambda: defaultdict(list))
    used: set[int] = field(default_factory=set)
    unsaid: frozenset[str] = frozenset()  # fields for which the list has no column


def compare(
    held: Iterable[Held], read: ListRead, *, issuer: str, on: date, complete: bool, known_as: Mapping[str, str]
) -> Preview:
    """What a list dated `on` would change in what the register holds of its issuer.

    `known_as` leads from the key of an identifier (`match_key`) to the reference of the operator it belongs to.
    `complete` says that who is missing is no longer a holder; otherwise the list names only what changed.
    """
    said = {meaning for _, meaning in read.columns}
    ledger = _Ledger(unsaid=frozenset({"name", "valid_to", *DATED} - said))
    for each in held:
        ledger.held[each.fact.operator, each.fact.role].append(each)
    listed, refused = _resolved(read, issuer, known_as)
    added: list[Change] = []
    changed: list[Change] = []
    unchanged = 0
    for entry in _exact_last(listed, ledger):
        change = _lay(entry, ledger, on)
        if change is None:
            unchanged += 1
        else:
            (added if change.kind == "added" else changed).append(change)
    removed, notes = _removals(ledger, refused, on) if complete else ([], [])
    preview = Preview(
        issuer=issuer,
        on=on,
        complete=complete,
        added=tuple(sorted(added, key=_by_row)),
        changed=tuple(sorted(changed, key=_by_row)),
        removed=tuple(sorted(removed, key=lambda each: (each.operator, each.after.role))),
        unchanged=unchanged,
        refused=tuple(sorted(refused, key=lambda each: each.row)),
        notes=(*read.notes, *notes),
    )
    return replace(preview, digest=_digest(preview))


def _by_row(change: Change) -> tuple[int, str]:
    return change.row, change.after.role


def _resolved(read: ListRead, issuer: str, known_as: Mapping[str, str]) -> tuple[list[ListedFact], list[RefusedRow]]:
    """The rows with the register's own name for each operator; a row that names two operators is refused."""
    refused = list(read.refused)
    resolved: list[ListedFact] = []
    new: dict[str, str] = {}
    spoken: dict[tuple[str, str], list[ListedFact]] = defaultdict(list)
    for entry in read.listed:
        fact = entry.fact
        if fact.issuer != issuer:
            refused.append(
                RefusedRow(
                    entry.row,
                    "",
                    f"speaks for {fact.issuer}, but the list was uploaded for {issuer}",
                    "Upload the rows of each administration as a list of its own.",
                )
            )
            continue
        keys = [match_key(each, issuer) for each in fact.identifiers if each.scheme != "MID"]
        owners = sorted({known_as[key] for key in keys if key in known_as} or {new[key] for key in keys if key in new})
        if len(owners) > 1:
            refused.append(
                RefusedRow(
                    entry.row,
                    "",
                    f"carries identifiers of {len(owners)} operators of the register: {', '.join(owners)}",
                    "Correct the identifier that belongs to another operator.",
                    frozenset(owners),
                )
            )
            continue
        operator = owners[0] if owners else fact.operator
        new.update((key, operator) for key in keys if key not in known_as)
        entry = replace(entry, fact=replace(fact, operator=operator))
        earlier = [other for other in spoken[operator, fact.role] if _clash(other.fact, entry.fact)]
        if earlier:
            refused.append(
                RefusedRow(
                    entry.row,
                    "",
                    f"speaks of the same operator, role and time as row {earlier[0].row}: {operator}",
                    "Keep the row that is right, or give them periods that do not meet.",
                    frozenset({operator}),
                )
            )
            continue
        spoken[operator, fact.role].append(entry)
        resolved.append(entry)
    return resolved, refused


def _clash(first: StandingFact, second: StandingFact) -> bool:
    return not first.scope.isdisjoint(second.scope) and periods_meet(first, second)


def _exact_last(listed: list[ListedFact], ledger: _Ledger) -> list[ListedFact]:
    """The rows in the order they are laid: those the register holds word for word are settled before all others."""
    exact, other = [], []
    for entry in sorted(listed, key=lambda each: (each.fact.valid_from or date.min, each.row)):
        match = next(
            (
                held
                for held in ledger.held[entry.fact.operator, entry.fact.role]
                if held.id not in ledger.used
                and not _differences(held.fact, _completed(entry.fact, held, ledger), held.fact.valid_from)
            ),
            None,
        )
        if match is None:
            other.append(entry)
        else:
            ledger.used.add(match.id)
            exact.append(replace(entry, row=-entry.row))  # marked: nothing to lay
    return exact + other


def _lay(entry: ListedFact, ledger: _Ledger, on: date) -> Change | None:
    """Lay one row over what is held; None when nothing changes."""
    if entry.row < 0:
        return None
    fact = entry.fact
    group = [each for each in ledger.held[fact.operator, fact.role] if not each.fact.scope.isdisjoint(fact.scope)]
    group.sort(key=lambda each: each.fact.valid_from or date.min)
    open_ones = [each for each in group if each.id not in ledger.used]
    current = open_ones[-1] if open_ones else None
    if current is None or not _same_grant(current.fact, fact, _begin(current, group)):
        return _put("added", entry, None, fact, (), group, ledger)
    fact = _completed(fact, current, ledger)
    begin = _begin(current, group)
    differences = _differences(current.fact, fact, begin)
    ledger.used.add(current.id)
    if not differences:
        return None
    continued = not any(each.field == "valid_from" for each in differences)
    after = fact
    if continued:
        dated = any(each.field in DATED for each in differences)
        since = (entry.state_since or on) if dated else None
        after = replace(fact, valid_from=_later(current.fact.valid_from, since))
        if after.valid_to is not None and after.valid_from is not None and after.valid_to < after.valid_from:
            # It ended before the day from which the list speaks: then it is the whole period that is said otherwise.
            after = replace(fact, valid_from=current.fact.valid_from)
    return _put("changed", entry, current, after, differences, group, ledger)


def _completed(listed: StandingFact, held: Held, ledger: _Ledger) -> StandingFact:
    """The row with what its list has no column for taken from the register: a list changes only what it says."""
    return replace(listed, **{name: getattr(held.fact, name) for name in ledger.unsaid})


def _same_grant(held: StandingFact, listed: StandingFact, begin: date | None) -> bool:
    """The row speaks of the period that is held, and not of one before or after it."""
    if listed.valid_from in (None, held.valid_from, begin):
        return True
    return periods_meet(held, listed)


def _begin(current: Held, group: Sequence[Held]) -> date | None:
    """The first day of the unbroken time that ends in the current period."""
    begin = current.fact.valid_from
    for each in reversed([one for one in group if one.id != current.id]):
        if begin is not None and each.fact.valid_to == day_before(begin):
            begin = each.fact.valid_from
    return begin


def _later(first: date | None, second: date | None) -> date | None:
    if first is None or second is None:
        return first or second
    return max(first, second)


def _differences(held: StandingFact, listed: StandingFact, begin: date | None) -> tuple[Difference, ...]:
    """Which fields the list says otherwise; what it leaves open is no difference."""
    found: list[Difference] = []
    if listed.name and held.name != listed.name:
        found.append(Difference("name", held.name, listed.name))
    if held.scope != listed.scope:
        found.append(Difference("scope", _joined(held.scope), _joined(listed.scope)))
    found.extend(
        Difference(name, getattr(held, name), getattr(listed, name))
        for name in ("tier", "programme", "state")
        if getattr(held, name) != getattr(listed, name)
    )
    if listed.valid_from not in (None, held.valid_from, begin):
        found.append(Difference("valid_from", _day(begin), _day(listed.valid_from)))
    if held.valid_to != listed.valid_to:
        found.append(Difference("valid_to", _day(held.valid_to), _day(listed.valid_to)))
    more = [each for each in listed.identifiers if each not in held.identifiers]
    if more:
        found.append(Difference("identifiers", "", ", ".join(map(str, more))))
    return tuple(found)


def _joined(scope: frozenset[str]) -> str:
    return ", ".join(sorted(scope))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _put(
    kind: str,
    entry: ListedFact,
    current: Held | None,
    after: StandingFact,
    differences: tuple[Difference, ...],
    group: Sequence[Held],
    ledger: _Ledger,
) -> Change:
    """Replace what is held in the period of the new fact; what was true before that period stays."""
    over = [each for each in group if (current and each.id == current.id) or periods_meet(each.fact, after)]
    before = [
        replace(each.fact, valid_to=_earlier(each.fact.valid_to, day_before(after.valid_from)))
        for each in over
        if after.valid_from is not None and (each.fact.valid_from is None or each.fact.valid_from < after.valid_from)
    ]
    ledger.used.update(each.id for each in over)
    return Change(
        kind=kind,
        row=entry.row,
        operator=after.operator,
        before=current.fact if current else None,
        after=after,
        differences=differences,
        supersedes=tuple(each.id for each in over),
        becomes=(*before, after),
    )


def _earlier(first: date | None, second: date) -> date:
    return second if first is None else min(first, second)


def _removals(ledger: _Ledger, refused: Sequence[RefusedRow], on: date) -> tuple[list[Change], list[str]]:
    """Who is held and missing from a complete list is withdrawn from its day on, unless a refused row names it."""
    unread = frozenset[str]().union(*(each.said for each in refused)) if refused else frozenset()
    removed: list[Change] = []
    spared: list[str] = []
    for group in ledger.held.values():
        for each in group:
            fact = each.fact
            if each.id in ledger.used or fact.state not in HOLDING or (fact.valid_to and fact.valid_to < on):
                continue
            if not unread.isdisjoint({plain(fact.name), fact.operator, *(one.value for one in fact.identifiers)}):
                spared.append(fact.operator)
                continue
            after = replace(fact, state="withdrawn", valid_from=_later(fact.valid_from, on), source="")
            entry = ListedFact(0, after)
            removed.append(
                _put("removed", entry, each, after, (Difference("state", fact.state, "withdrawn"),), [each], ledger)
            )
    notes = []
    if spared:
        notes.append(f"Not removed, because a refused row seems to be theirs: {', '.join(sorted(set(spared)))}.")
    return removed, notes


def _digest(preview: Preview) -> str:
    """A digest of all that would be done, equal only for equal previews."""
    said = {
        "issuer": preview.issuer,
        "on": preview.on,
        "complete": preview.complete,
        "changes": [_plain_change(each) for each in preview.changes],
        "refused": [[each.row, each.column, each.reason] for each in preview.refused],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=_plain_value).encode()).hexdigest()


def _plain_change(change: Change) -> dict[str, object]:
    # When a fact became known is the time of applying, and no part of what is said.
    return {
        "kind": change.kind,
        "row": change.row,
        "supersedes": change.supersedes,
        "becomes": [asdict(replace(each, known_from=date.min)) for each in change.becomes],  # type: ignore[arg-type]
    }


def _plain_value(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
