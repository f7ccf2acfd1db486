"""What a list would change in the register, computed before anybody applies it and again when it is applied."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from trustlane.parties.identifiers import match_key
from trustlane.standing.facts import StandingFact
from trustlane.standing.law import day_before, periods_meet
from trustlane.standing.lists import ListedFact, ListRead, RefusedRow
from trustlane.standing.origins import mark
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


@dataclass(slots=True, eq=False)
class _Piece:
    """A fact while a list is laid over the register: from the register itself, from the list, or left of a cut."""

    fact: StandingFact
    id: int | None = None  # its row in the register
    listed: bool = False  # the list says it
    settled: bool = False  # the list has spoken of it
    maker: int = -1  # the change that put it here


@dataclass(slots=True)
class _Change:
    """A change in the making."""

    kind: str
    row: int
    before: StandingFact | None
    after: StandingFact
    differences: tuple[Difference, ...]
    supersedes: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Laying:
    """The register of one issuer while a list is laid over it, piece by piece for each operator and role."""

    groups: dict[tuple[str, str], list[_Piece]] = field(default_factory=lambda: defaultdict(list))
    changes: list[_Change] = field(default_factory=list)
    unsaid: frozenset[str] = frozenset()  # fields for which the list has no column
    origin: str = ""  # of a list under an arrangement: what it says again ages with it from now on

    def put(self, change: _Change, current: _Piece | None) -> None:
        """Replace what stands in the period and scope of the new fact; what was true beside it stays."""
        self.changes.append(change)
        maker = len(self.changes) - 1
        fact = change.after
        group = self.groups[fact.operator, fact.role]
        for piece in list(group):
            if piece.fact.scope.isdisjoint(fact.scope) or not (piece is current or periods_meet(piece.fact, fact)):
                continue
            group.remove(piece)
            if piece.id is not None:
                change.supersedes.append(piece.id)
            for rest in _rests(piece.fact, fact, whole=piece is current):
                group.append(_Piece(rest, settled=piece is current, maker=maker))
        group.append(_Piece(fact, listed=True, settled=True, maker=maker))

    def differences(self, held: StandingFact, listed: StandingFact, begin: date | None) -> tuple[Difference, ...]:
        """Which fields the list says otherwise; and where it says the same, whether that came by another way so far."""
        found = _differences(held, listed, begin)
        if not found and self.origin and mark(held.source) != self.origin:
            return (Difference("source", held.source, listed.source),)
        return found

    def done(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind, each with what it supersedes and what takes that place in the end."""
        made: dict[int, list[StandingFact]] = defaultdict(list)
        for group in self.groups.values():
            for piece in group:
                if piece.maker >= 0:
                    made[piece.maker].append(piece.fact)
        finished = [
            Change(
                kind=change.kind,
                row=change.row,
                operator=change.after.operator,
                before=change.before,
                after=change.after,
                differences=change.differences,
                supersedes=tuple(sorted(change.supersedes)),
                becomes=tuple(sorted(made[number], key=_by_period)),
            )
            for number, change in enumerate(self.changes)
            if change.kind == kind
        ]
        return tuple(sorted(finished, key=lambda each: (each.row, each.operator, each.after.role)))


def _by_period(fact: StandingFact) -> tuple[date, list[str]]:
    return fact.valid_from or date.min, sorted(fact.scope)


def _rests(old: StandingFact, new: StandingFact, *, whole: bool) -> list[StandingFact]:
    """What stays of an old fact beside a new one: the time before; and, unless the new one speaks of the whole, the
    time after and the scope it does not speak of."""
    rests = []
    if new.valid_from and (old.valid_from is None or old.valid_from < new.valid_from):
        rests.append(replace(old, valid_to=_earlier(old.valid_to, day_before(new.valid_from))))
    if whole:
        return rests
    if new.valid_to and (old.valid_to is None or old.valid_to > new.valid_to):
        rests.append(replace(old, valid_from=_later(old.valid_from, new.valid_to + timedelta(days=1))))
    if other := old.scope - new.scope:
        last = old.valid_to if new.valid_to is None else _earlier(old.valid_to, new.valid_to)
        rests.append(replace(old, scope=other, valid_from=_later(old.valid_from, new.valid_from), valid_to=last))
    return rests


def compare(
    held: Iterable[Held],
    read: ListRead,
    *,
    issuer: str,
    on: date,
    complete: bool,
    known_as: Mapping[str, str],
    taken: Iterable[str] = (),
    origin: str = "",
    kept: Mapping[str, str] = MappingProxyType({}),
) -> Preview:
    """What a list dated `on` would change in what the register holds of its issuer.

    `known_as` leads from the key of an identifier (`match_key`) to the reference of the operator it belongs to; `taken`
    are references that operators already go by, so that a new one is not called the same.
    `kept` are operators whom the list may not call valid, each with the reason: something newer is known of them.
    `origin` marks a list under an arrangement. `complete` says that who is missing is no longer a holder; otherwise the
    list names only what changed.
    """
    said = {meaning for _, meaning in read.columns}
    laying = _Laying(unsaid=frozenset({"name", "valid_to", *DATED} - said), origin=origin)
    for each in held:
        laying.groups[each.fact.operator, each.fact.role].append(_Piece(each.fact, each.id))
    listed, refused = _resolved(read, issuer, known_as, set(taken), kept)
    waiting = [entry for entry in listed if not _settle_exact(entry, laying)]
    unchanged = len(listed) - len(waiting)
    for entry in waiting:
        unchanged += not _lay(entry, laying, on)
    notes = _remove_missing(laying, refused, on) if complete else []
    preview = Preview(
        issuer=issuer,
        on=on,
        complete=complete,
        added=laying.done("added"),
        changed=laying.done("changed"),
        removed=laying.done("removed"),
        unchanged=unchanged,
        refused=tuple(sorted(refused, key=lambda each: each.row)),
        notes=(*read.notes, *notes),
    )
    return replace(preview, digest=_digest(preview))


def _resolved(
    read: ListRead, issuer: str, known_as: Mapping[str, str], taken: set[str], kept: Mapping[str, str]
) -> tuple[list[ListedFact], list[RefusedRow]]:
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
        operator = owners[0] if owners else _reference(fact, issuer, taken)
        if operator in kept and fact.state == "valid":
            mend = "Ask the partner; a list that speaks of a later day says it again."
            refused.append(RefusedRow(entry.row, "", kept[operator], mend, frozenset({operator})))
            continue
        taken.add(operator)
        new.update((key, operator) for key in keys if key not in known_as)
        if fact.operator != operator:
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
    return sorted(resolved, key=lambda each: (each.fact.valid_from or date.min, each.row)), refused


def _reference(fact: StandingFact, issuer: str, taken: set[str]) -> str:
    """What a new operator is called: its first number, or that with its scheme where another is called so."""
    return fact.operator if fact.operator not in taken else match_key(fact.identifiers[0], issuer)


def _clash(first: StandingFact, second: StandingFact) -> bool:
    return not first.scope.isdisjoint(second.scope) and periods_meet(first, second)


def _settle_exact(entry: ListedFact, laying: _Laying) -> bool:
    """Whether the register holds the row word for word; such rows are settled before all others."""
    for piece in laying.groups[entry.fact.operator, entry.fact.role]:
        listed = _completed(entry.fact, piece.fact, laying)
        if not piece.settled and not laying.differences(piece.fact, listed, piece.fact.valid_from):
            piece.settled = True
            return True
    return False


def _lay(entry: ListedFact, laying: _Laying, on: date) -> bool:
    """Lay one row over what is held; whether anything changes."""
    fact = entry.fact
    group = [each for each in laying.groups[fact.operator, fact.role] if not each.fact.scope.isdisjoint(fact.scope)]
    group.sort(key=lambda each: each.fact.valid_from or date.min)
    current = next((each for each in reversed(group) if not each.settled), None)
    if current is None or not _same_grant(current.fact, fact, _begin(current, group)):
        laying.put(_Change("added", entry.row, None, fact, ()), None)
        return True
    fact = _completed(fact, current.fact, laying)
    differences = laying.differences(current.fact, fact, _begin(current, group))
    current.settled = True
    if not differences:
        return False
    after = fact
    if not any(each.field == "valid_from" for each in differences):
        dated = any(each.field in DATED for each in differences)
        since = (entry.state_since or on) if dated else None
        after = replace(fact, valid_from=_later(current.fact.valid_from, since))
        if after.valid_to is not None and after.valid_from is not None and after.valid_to < after.valid_from:
            # It ended before the day from which the list speaks: then it is the whole period that is said otherwise.
            after = replace(fact, valid_from=current.fact.valid_from)
    laying.put(_Change("changed", entry.row, current.fact, after, differences), current)
    return True


def _completed(listed: StandingFact, held: StandingFact, laying: _Laying) -> StandingFact:
    """The row with what its list has no column for taken from the register: a list changes only what it says."""
    unsaid = {name: value for name in laying.unsaid if (value := getattr(held, name)) != getattr(listed, name)}
    return replace(listed, **unsaid) if unsaid else listed


def _same_grant(held: StandingFact, listed: StandingFact, begin: date | None) -> bool:
    """The row speaks of the period that is held, and not of one before or after it."""
    return listed.valid_from in (None, held.valid_from, begin) or periods_meet(held, listed)


def _begin(current: _Piece, group: Sequence[_Piece]) -> date | None:
    """The first day of the unbroken time that ends in the current period."""
    begin = current.fact.valid_from
    for each in reversed([one for one in group if one is not current]):
        if begin is not None and each.fact.valid_to == day_before(begin):
            begin = each.fact.valid_from
    return begin


def _later(first: date | None, second: date | None) -> date | None:
    if first is None or second is None:
        return first or second
    return max(first, second)


def _earlier(first: date | None, second: date) -> date:
    return second if first is None else min(first, second)


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


def _remove_missing(laying: _Laying, refused: Sequence[RefusedRow], on: date) -> list[str]:
    """Who is held and missing from a complete list is withdrawn from its day on, unless a refused row names it."""
    unread = frozenset[str]().union(*(each.said for each in refused))
    spared: set[str] = set()
    for group in list(laying.groups.values()):
        for piece in list(group):
            fact = piece.fact
            over = fact.valid_to is not None and fact.valid_to < on
            if piece.settled or over or fact.state not in HOLDING or _goes_on(piece, group):
                continue
            if not unread.isdisjoint({plain(fact.name), fact.operator, *(one.value for one in fact.identifiers)}):
                spared.add(fact.operator)
                continue
            source = f"{laying.origin} missing from the list" if laying.origin else ""
            after = replace(fact, state="withdrawn", valid_from=_later(fact.valid_from, on), source=source)
            difference = Difference("state", fact.state, "withdrawn")
            laying.put(_Change("removed", 0, fact, after, (difference,)), piece)
    if not spared:
        return []
    return [f"Not removed, because a refused row seems to be theirs: {', '.join(sorted(spared))}."]


def _goes_on(piece: _Piece, group: Sequence[_Piece]) -> bool:
    """What comes right after it is something the list has spoken of, so that the operator is not missing."""
    if piece.fact.valid_to is None:
        return False
    next_day = piece.fact.valid_to + timedelta(days=1)
    return any(
        each.settled and each.fact.valid_from == next_day and not piece.fact.scope.isdisjoint(each.fact.scope)
        for each in group
    )


def _digest(preview: Preview) -> str:
    """A digest of all that would be done, equal only for equal previews."""
    said = {
        "issuer": preview.issuer,
        "on": preview.on,
        "complete": preview.complete,
        "changes": [_plain_change(each) for each in preview.changes],
        "refused": [[each.row, each.column, each.reason] for each in preview.refused],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _plain_change(change: Change) -> list[object]:
    return [change.kind, change.row, change.operator, change.supersedes, [_plain_fact(each) for each in change.becomes]]


def _plain_fact(fact: StandingFact) -> list[object]:
    # When a fact became known is the time of applying, and no part of what is said.
    return [
        fact.operator, fact.name, [str(each) for each in fact.identifiers], sorted(fact.scope), fact.role, fact.tier,
        fact.programme, fact.issuer, fact.state, _day(fact.valid_from), _day(fact.valid_to),
    ]  # fmt: skip
