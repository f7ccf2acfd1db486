"""What so many people can keep apart: the separations kept, those replaced and by what, and who does what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from trustlane.programme.staffing.law import kept_apart
from trustlane.programme.staffing.profile import Duty, Profile, Separation

_BY_ITSELF = "The system keeps them apart, whatever a profile says."


@dataclass(frozen=True)
class Office:
    """An office, how many people it has for the programme, and how many it can borrow from elsewhere."""

    id: str
    own: int
    borrowed: int = 0

    def __post_init__(self) -> None:
        if self.own < 0 or self.borrowed < 0:
            raise ValueError(f"Office {self.id} has {self.own} people and borrows {self.borrowed}; none is the fewest.")


@dataclass(frozen=True)
class Staffing:
    """What an office can keep. `plan` names for each duty who does it, such as `own 1`; empty where it cannot work."""

    office: Office
    least_to_work: int  # own people, with those borrowed, so that only what can be replaced is given up
    least_to_separate: int  # so that nothing is given up
    kept: tuple[Separation, ...]
    replaced: tuple[Separation, ...]
    plan: dict[str, str]

    @property
    def may_work(self) -> bool:
        """Whether the office can run the programme."""
        return bool(self.plan)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What people read."""
        if not self.may_work:
            return (
                f"Office {self.office.id} cannot run the programme with {self.office.own} own people and "
                f"{self.office.borrowed} borrowed; it needs at least {self.least_to_work} of its own.",
            )
        return tuple(
            f"{one.one} and {one.other} are not kept apart ({one.why}) Instead: {one.replaced_by.what} "
            f"By {one.replaced_by.by}, within {one.replaced_by.within_days} days."
            for one in self.replaced
            if one.replaced_by
        )


def staffing(profile: Profile, offices: Iterable[Office]) -> tuple[Staffing, ...]:
    """For each office what it can keep apart.

    Separations are kept in the order of the profile: each that so many people can keep beside those already kept.
    """
    return tuple(_one(profile, office) for office in offices)


def _one(profile: Profile, office: Office) -> Staffing:
    always = _always(profile)
    to_work = _least(profile.duties, always, office.borrowed)
    to_separate = _least(profile.duties, [*always, *profile.separations], office.borrowed)
    plan = shared_out(profile.duties, always, office.own, office.borrowed)
    if plan is None:
        return Staffing(office, to_work, to_separate, (), (), {})
    kept = list(always)
    for one in profile.separations:
        if one not in always:
            other = shared_out(profile.duties, [*kept, one], office.own, office.borrowed)
            if other is not None:
                plan = other
                kept.append(one)
    ordered = tuple(one for one in profile.separations if one in kept)
    replaced = tuple(one for one in profile.separations if one not in kept)
    return Staffing(office, to_work, to_separate, ordered, replaced, plan)


def _always(profile: Profile) -> list[Separation]:
    """What is never given up: what the profile replaces by nothing, and what the system keeps apart by itself."""
    by_law = kept_apart(tuple(duty.id for duty in profile.duties))
    said = {frozenset((one.one, one.other)): one for one in profile.separations}
    own = [one for pair, one in said.items() if one.replaced_by is None or pair in by_law]
    unsaid = sorted(tuple(sorted(pair)) for pair in by_law - said.keys())
    return own + [Separation(pair[0], pair[1], _BY_ITSELF) for pair in unsaid]


def shared_out(duties: Sequence[Duty], apart: Collection[Separation], own: int, borrowed: int) -> dict[str, str] | None:
    """Who does what so that nobody does two duties that are kept apart; None where so few cannot.

    Whoever is borrowed is asked last; people alike are tried once.
    """
    pairs = {frozenset((one.one, one.other)) for one in apart}
    people = [f"own {number + 1}" for number in range(own)] + [f"borrowed {number + 1}" for number in range(borrowed)]
    return _shared_out(duties, pairs, people, {})


def _shared_out(
    left: Sequence[Duty], pairs: Collection[frozenset[str]], people: Sequence[str], plan: dict[str, str]
) -> dict[str, str] | None:
    if not left:
        return plan
    duty, *rest = left
    tried: set[str] = set()
    for who in people:
        kind = who if who in plan.values() else who.partition(" ")[0]
        if kind in tried or (kind.startswith("borrowed") and not duty.borrowed):
            continue
        tried.add(kind)
        if not any(one == who and frozenset((other, duty.id)) in pairs for other, one in plan.items()):
            found = _shared_out(rest, pairs, people, {**plan, duty.id: who})
            if found is not None:
                return found
    return None


def _least(duties: Sequence[Duty], apart: Collection[Separation], borrowed: int) -> int:
    """The fewest own people; one for each duty always suffices."""
    return next(own for own in range(len(duties) + 1) if shared_out(duties, apart, own, borrowed) is not None)
