"""Who is eligible for a seat: each rule is a sentence, and everybody refused is told which ones do not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trustlane.programme.assigning.people import Candidate, Case, Days, Seat


@dataclass(frozen=True)
class Vacancy:
    """A seat to be filled: for which case, on which days, beside whom, and who was taken out of this team before."""

    case: Case
    seat: Seat
    visit: Days
    team: frozenset[str] = frozenset()
    taken_out: frozenset[str] = frozenset()


Rule = Callable[[Candidate, Vacancy], bool]


def is_of_a_kind_that_may_sit(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A seat is held by somebody of a kind it is open to: own staff, borrowed staff, or a guest of a partner."""
    return candidate.kind in vacancy.seat.kinds


def has_the_skill(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator has every skill that the seat asks for."""
    return vacancy.seat.skills <= candidate.skills


def speaks_the_language(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator speaks a language in which the people on site can be spoken to."""
    return bool(candidate.languages & vacancy.case.languages)


def declared_no_conflict(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator has declared no conflict of interest with the operator or with a firm of its group."""
    return not candidate.conflicts & (vacancy.case.group | {vacancy.case.operator})


def did_not_visit_last_time(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator took no part in the last validation of this operator."""
    return not vacancy.case.last_validation or vacancy.case.last_validation not in candidate.validated


def did_not_handle_the_case(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator has not handled the application."""
    return candidate.id not in vacancy.case.handled_by


def is_not_absent(candidate: Candidate, vacancy: Vacancy) -> bool:
    """A validator is there on every day of the visit."""
    first, last = vacancy.visit
    return all(end < first or last < start for start, end in candidate.absences)


def was_not_taken_out(candidate: Candidate, vacancy: Vacancy) -> bool:
    """Whoever was drawn for this case and taken out of its team is not drawn for it again."""
    return candidate.id not in vacancy.taken_out


def holds_no_other_seat(candidate: Candidate, vacancy: Vacancy) -> bool:
    """Nobody holds two seats of one team."""
    return candidate.id not in vacancy.team


RULES: tuple[Rule, ...] = (
    is_of_a_kind_that_may_sit,
    has_the_skill,
    speaks_the_language,
    declared_no_conflict,
    did_not_visit_last_time,
    did_not_handle_the_case,
    is_not_absent,
    was_not_taken_out,
    holds_no_other_seat,
)
SENTENCES: dict[str, str] = {rule.__name__: str(rule.__doc__) for rule in RULES}


def broken(candidate: Candidate, vacancy: Vacancy) -> tuple[str, ...]:
    """The names of the rules that keep a candidate from a seat; their sentences are in `SENTENCES`."""
    return tuple(rule.__name__ for rule in RULES if not rule(candidate, vacancy))
