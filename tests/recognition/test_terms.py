"""Terms are read strictly: each refusal by its name, place and mend; what is owed falls due on its day."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from tests.recognition.arranged import words
from trustlane.recognition import terms
from trustlane.recognition.feed import ages
from trustlane.recognition.refusals import TermMissing, TermTwice, TermUnfit, TermUnknown
from trustlane.recognition.terms import Debt


def test_terms_are_written_as_they_were_read() -> None:
    read = terms.read(words(ages={"preset": "periodic", "days": 30}))
    assert terms.read(terms.written(read)) == read
    assert terms.read(words()).digest != read.digest
    assert read.profile == {"tin", "scope", "valid_from", "legal_name", "roles"}
    assert read.ages == ages.periodic(timedelta(days=30))
    assert terms.read(words()).ages == ages.PROMPT
    assert terms.read(words(ages={"preset": "patient"})).ages == ages.PATIENT
    assert read.numbers.fits("AEOXB0123456789")
    assert not read.numbers.fits("AEOXB012345678")


def test_what_is_chosen_is_put_into_one_order() -> None:
    one, other = words(scope=["compliance", "security"]), words(scope=["security", "compliance"])
    assert terms.read(one).digest == terms.read(other).digest


def test_differences_name_the_terms_that_differ() -> None:
    old, new = terms.read(words()), terms.read(words(scope=["security", "compliance"], additions=5))
    assert terms.differences(old, new) == ("scope", "additions")
    assert terms.differences(old, old) == ()
    assert len(terms.differences(None, new)) == 8


@pytest.mark.parametrize(
    ("place", "value", "refused", "said"),
    [
        ("scope", [], TermMissing, "terms.scope"),
        ("scope", ["security", "security"], TermTwice, "terms.scope"),
        ("scope", ["revenue"], TermUnknown, "terms.scope"),
        ("scope", "security", TermUnfit, "terms.scope"),
        ("roles", ["pirate"], TermUnknown, "terms.roles"),
        ("benefits", [None], TermUnknown, "terms.benefits"),
        ("fields", ["risk"], TermUnknown, "terms.fields"),
        ("ages", {"preset": "never"}, TermUnknown, "terms.ages.preset"),
        ("ages", {"preset": "periodic"}, TermMissing, "terms.ages"),
        ("ages", {"preset": "periodic", "days": 0}, TermUnfit, "terms.ages.days"),
        ("ages", {"preset": "periodic", "minutes": 0}, TermUnfit, "terms.ages.minutes"),
        ("ages", {"preset": "periodic", "minutes": 4, "days": 1}, TermUnknown, "terms.ages"),
        ("ages", {"preset": "prompt", "days": 3}, TermUnknown, "terms.ages"),
        ("ages", [], TermUnfit, "terms.ages"),
        ("additions", True, TermUnfit, "terms.additions"),
        ("additions", 1.5, TermUnfit, "terms.additions"),
        ("additions", 100_001, TermUnfit, "terms.additions"),
        ("numbers.kind", "DUNS", TermUnknown, "terms.numbers.kind"),
        ("numbers.pattern", "(A+)+", TermUnfit, "terms.numbers.pattern"),
        ("numbers.pattern", "A{9,2}", TermUnfit, "terms.numbers.pattern"),
        ("numbers.pattern", "A" * 81, TermUnfit, "terms.numbers.pattern"),
        ("numbers.translates", "google", TermUnknown, "terms.numbers.translates"),
        ("owes", [{"what": "figures", "every": "day", "within": 1}], TermUnknown, "terms.owes[0].every"),
        ("owes", [{"what": "figures", "every": "month", "within": 91}], TermUnfit, "terms.owes[0].within"),
        ("owes", [{"what": "figures", "every": "month"}], TermMissing, "terms.owes[0]"),
        ("owes", [{"what": "list", "every": "month", "within": 1}] * 2, TermTwice, "terms.owes[1]"),
        ("owes", [{}] * 8, TermUnfit, "terms.owes"),
        ("bribe", 1, TermUnknown, "terms"),
    ],
)
def test_a_term_that_cannot_be_carried_out_is_refused(place: str, value: Any, refused: type, said: str) -> None:
    given: Any = copy.deepcopy(words())
    within = given
    *way, last = place.split(".")
    for name in way:
        within = within[name]
    within[last] = value
    with pytest.raises(refused) as told:
        terms.read(given)
    assert told.value.place == said
    assert told.value.mend


@pytest.mark.parametrize("name", sorted(words()))
def test_every_term_has_to_be_said(name: str) -> None:
    given = words()
    del given[name]
    with pytest.raises(TermMissing):
        terms.read(given)


@pytest.mark.parametrize("raw", [None, [], "terms", 7])
def test_terms_are_a_table(raw: object) -> None:
    with pytest.raises(TermUnfit):
        terms.read(raw)


@pytest.mark.parametrize(
    ("every", "within", "after", "due"),
    [
        ("month", 10, date(2026, 3, 2), date(2026, 3, 10)),
        ("month", 10, date(2026, 3, 10), date(2026, 4, 10)),
        ("month", 0, date(2026, 2, 27), date(2026, 2, 28)),
        ("month", 90, date(2026, 3, 2), date(2026, 3, 31)),
        ("quarter", 15, date(2026, 3, 2), date(2026, 4, 15)),
        ("year", 31, date(2026, 3, 2), date(2027, 1, 31)),
        ("year", 31, date(2026, 1, 31), date(2027, 1, 31)),
    ],
)
def test_what_is_owed_falls_due_after_the_end_of_its_period(every: str, within: int, after: date, due: date) -> None:
    assert Debt("figures", every, within).due(after) == due


def test_what_is_owed_upon_an_event_has_no_day() -> None:
    assert Debt("removal_notice", "event", 24).due(date(2026, 3, 2)) is None
