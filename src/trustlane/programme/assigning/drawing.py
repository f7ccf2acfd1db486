"""Draws a team, and draws a seat anew where somebody cannot come; a draw is kept as rounds that anyone can repeat.

Everybody eligible has lots in the urn: the most there are less one for each validation under way, but at least one. The
lots of a round are drawn one after the other (`lots.lot` of case, round, person and number of the lot, lowest first);
whose lot comes first takes the first free seat this person may hold. So equal loads have equal chances, a lighter load
a better one, and nobody none. What others are on the list does not change how anybody's lots stand to one another's.

Nobody can shop for a validator. The same round drawn again is the same. A new round needs that somebody drawn is taken
out on a stated ground, who stays out of this case; other seats keep their holders; after a few, a second person has to
agree. A round that found too few is repeated with the same lots when there are more people. The list of candidates is
everybody who validates, not a choice; each round keeps it whole, to be held against the register of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trustlane.programme.assigning.people import Candidate, Case, Days, DrawRefused, Seat, Wanted, check_days
from trustlane.programme.assigning.rules import Vacancy, broken
from trustlane.programme.lots import commitment, is_committed, lot

GROUNDS: dict[str, str] = {
    "absent": "Cannot come on the days of the visit.",
    "conflict": "Has a conflict of interest that became known after the draw.",
    "left": "No longer validates for the administration.",
    "unfit": "Lacks a skill or language that turned out to be needed.",
}


@dataclass(frozen=True)
class TakenOut:
    """Why somebody who was drawn leaves the team: on which of `GROUNDS`, in whose words, and who agreed."""

    person: str
    ground: str
    words: str
    by: str
    agreed_by: str = ""

    def __post_init__(self) -> None:
        if self.ground not in GROUNDS:
            raise DrawRefused(f"{self.ground!r} is no ground for drawing anew; there are: {', '.join(GROUNDS)}.")
        if not self.words.strip() or not self.by.strip():
            raise DrawRefused(f"{self.person} leaves the team without a reason; say in words why, and who says so.")


@dataclass(frozen=True)
class Refusal:
    """Somebody who may not hold a seat, and the names of the rules that say so."""

    candidate: str
    seat: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class InTheUrn:
    """How many lots somebody had, and the number of the one that came first; who has the lowest comes first."""

    candidate: str
    lots: int
    first: int


@dataclass(frozen=True)
class Round:
    """One drawing: on what it rests, and what came of it."""

    number: int  # how many were taken out before; it enters the lots
    visit: Days
    candidates: tuple[Candidate, ...]  # as they were known
    taken_out: TakenOut | None
    refused: tuple[Refusal, ...]
    urn: tuple[InTheUrn, ...]  # in the order drawn
    seated: tuple[tuple[str, str], ...]  # seat, candidate
    lacking: tuple[str, ...]  # seats nobody could be found for; then nobody was drawn


@dataclass(frozen=True)
class Drawn:
    """All rounds of one case, the last one last."""

    case: Case
    wanted: Wanted
    committed: str  # the commitment to the seed
    rounds: tuple[Round, ...]

    @cached_property
    def team(self) -> dict[str, str]:
        """Who holds which seat, by its name, in the order of the seats wanted."""
        held = {seat: one for each in self.rounds for seat, one in each.seated if one not in self.taken_out}
        return {seat.name: held[seat.name] for seat in self.wanted.seats if seat.name in held}

    @cached_property
    def taken_out(self) -> frozenset[str]:
        """Who was drawn and taken out."""
        return frozenset(each.taken_out.person for each in self.rounds if each.taken_out)

    @property
    def vacant(self) -> tuple[Seat, ...]:
        """Seats that nobody holds."""
        return tuple(seat for seat in self.wanted.seats if seat.name not in self.team)

    @property
    def lead(self) -> str | None:
        """Who leads, or None while the first seat is vacant."""
        return self.team.get(self.wanted.seats[0].name)


def draw(seed: bytes, case: Case, candidates: Iterable[Candidate], wanted: Wanted) -> Drawn:
    """Draw a team: the first round of a case. Nobody is drawn where not every seat can be filled (`lacking`)."""
    empty = Drawn(case, wanted, commitment(seed), ())
    return _with_a_round(seed, empty, candidates, case.visit, None)


def redraw(
    seed: bytes, drawn: Drawn, candidates: Iterable[Candidate], out: TakenOut, *, visit: Days | None = None
) -> Drawn:
    """Take somebody out of the team and draw the seat anew. `visit` names other days where the visit was moved."""
    if out.person not in drawn.team.values():
        raise DrawRefused(f"{out.person} is not in the team; there are: {', '.join(drawn.team.values()) or 'nobody'}.")
    if len(drawn.taken_out) >= drawn.wanted.most_redraws and out.agreed_by.strip() in ("", out.by.strip(), out.person):
        raise DrawRefused(
            f"Case {drawn.case.id} was drawn anew {len(drawn.taken_out)} times; "
            f"once more needs that somebody else than {out.by} and {out.person} agrees."
        )
    return _with_a_round(seed, drawn, candidates, visit or drawn.rounds[-1].visit, out)


def complete(seed: bytes, drawn: Drawn, candidates: Iterable[Candidate], *, visit: Days | None = None) -> Drawn:
    """Draw the vacant seats once there are more people, such as some who were borrowed; with the same lots."""
    if not drawn.vacant:
        raise DrawRefused(f"The team of case {drawn.case.id} is complete; take somebody out to draw a seat anew.")
    return _with_a_round(seed, drawn, candidates, visit or drawn.rounds[-1].visit, None)


def differences(seed: bytes, drawn: Drawn) -> tuple[str, ...]:
    """What an auditor finds who repeats every round with the revealed seed: each difference as a sentence."""
    if not is_committed(seed, drawn.committed):
        return (f"Case {drawn.case.id}: the seed is not the one that was committed to.",)
    again = replace(drawn, rounds=())
    found = []
    for place, kept in enumerate(drawn.rounds):
        again = _with_a_round(seed, again, kept.candidates, kept.visit, kept.taken_out)
        if again.rounds[-1] != kept:
            found.append(f"Case {drawn.case.id}, round {place + 1}: drawn again, it comes out differently.")
        again = replace(drawn, rounds=drawn.rounds[: place + 1])
    return tuple(found)


def lots_of(load: int, most: int) -> int:
    """How many lots somebody has who has so many validations under way."""
    return max(1, most - max(0, load))


def _with_a_round(
    seed: bytes, drawn: Drawn, candidates: Iterable[Candidate], visit: Days, out: TakenOut | None
) -> Drawn:
    """The draw with one more round."""
    check_days(visit)
    people = tuple(sorted(candidates, key=lambda one: one.id))
    twice = [one for one, times in Counter(one.id for one in people).items() if times > 1]
    if twice:
        raise DrawRefused(f"On the list of candidates stands twice: {', '.join(twice)}; keep one line of each.")
    bare = Round(len(drawn.taken_out) + (out is not None), visit, people, out, (), (), (), ())
    before = replace(drawn, rounds=(*drawn.rounds, bare))
    pools: dict[str, list[Candidate]] = {}
    refused = []
    for seat in before.vacant:
        vacancy = Vacancy(drawn.case, seat, visit, frozenset(before.team.values()), before.taken_out)
        rules = {one.id: broken(one, vacancy) for one in people}
        pools[seat.name] = [one for one in people if not rules[one.id]]
        refused += [Refusal(one.id, seat.name, rules[one.id]) for one in people if rules[one.id]]
    eligible = {one.id: one for pool in pools.values() for one in pool}
    urn = _urn(seed, drawn.case.id, bare.number, eligible.values(), drawn.wanted.most_lots)
    order = [each.candidate for each in urn]
    seated = _seated({seat: frozenset(one.id for one in pool) for seat, pool in pools.items()}, order)
    lacking = () if seated else tuple(seat for seat, pool in pools.items() if not pool) or tuple(pools)
    done = replace(bare, refused=tuple(refused), urn=urn, seated=tuple(seated.items()), lacking=lacking)
    return replace(drawn, rounds=(*drawn.rounds, done))


def _urn(seed: bytes, case: str, number: int, people: Iterable[Candidate], most: int) -> tuple[InTheUrn, ...]:
    """Everybody's first lot, lowest first. The lowest of n lots is the lowest of all with a chance of n in all lots."""
    found = []
    for one in people:
        lots = lots_of(one.load, most)
        first = min(lot(seed, "validators", case, str(number), one.id, str(ticket)) for ticket in range(lots))
        found.append(InTheUrn(one.id, lots, first))
    return tuple(sorted(found, key=lambda each: (each.first, each.candidate)))


def _seated(pools: Mapping[str, frozenset[str]], order: Sequence[str]) -> dict[str, str]:
    """Seat by seat the first in the order who may hold it and is not needed for another; empty where that cannot be."""
    if not _can_fill(tuple(pools.values())):
        return {}
    seated: dict[str, str] = {}
    left = dict(pools)
    for seat, pool in pools.items():
        del left[seat]
        seated[seat] = next(
            one
            for one in order
            if one in pool
            and one not in seated.values()
            and _can_fill(tuple(other - {one, *seated.values()} for other in left.values()))
        )
    return seated


def _can_fill(pools: Sequence[frozenset[str]]) -> bool:
    """Whether each pool can give one person and nobody twice. A pool of as many as there are pools always can."""
    scarce = [pool for pool in pools if len(pool) < len(pools)]
    if not scarce:
        return True
    first, *rest = scarce
    return any(_can_fill([pool - {one} for pool in rest]) for one in first)
