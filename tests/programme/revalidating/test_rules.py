"""When a holder is validated again: the age none exceeds, what shortens it, and what is wrong with a file of rules."""

import pytest

from trustlane.programme.clocks.house import longest
from trustlane.programme.clocks.library import shipped as presets
from trustlane.programme.revalidating.reading import rules, shipped
from trustlane.programme.revalidating.rules import due_in
from trustlane.written import WrittenRefused

WORDS = """
id: own-2026
longest_months: 24
before_end_months: 6
least_months: 6
rules:
  - {id: high, says: High., grade: high, least: 1, percent: 50}
"""


@pytest.mark.parametrize(
    ("preset", "tier", "months"),
    [
        ("eu-2026", "", 36),  # the rules' own
        ("us-2026", "", 48),  # four years by the law
        ("korea-2026", "", 54),  # five years of the certificate, less half of one
        ("india-2026", "t1", 30),
        ("india-2026", "t3", 54),
        ("india-2026", "", 54),
        ("indonesia-2026", "", 36),
        ("national-2026", "", 54),
    ],
)
def test_the_age_that_none_exceeds(preset: str, tier: str, months: int) -> None:
    assert longest(shipped(), presets()[preset], tier or None) == months


@pytest.mark.parametrize(
    ("grades", "majors", "months", "spoken"),
    [
        ({}, 0, 36, []),
        ({"low": 9, "medium": 2}, 0, 36, []),
        ({"medium": 3}, 0, 27, ["medium"]),
        ({"high": 1}, 0, 18, ["high"]),
        ({"high": 1, "medium": 2}, 0, 18, ["high", "medium"]),  # what is graver counts too
        ({}, 1, 27, ["gap"]),
    ],
)
def test_what_shortens_it_is_told(grades: dict[str, int], majors: int, months: int, spoken: list[str]) -> None:
    found = due_in(shipped(), 36, grades=grades, majors=majors)
    assert (found.months, [one.rule for one in found.spoken]) == (months, spoken)
    assert found.data()["months"] == months


def test_nothing_is_shortened_below_the_least() -> None:
    assert due_in(shipped(), 8, grades={"high": 1}, majors=0).months == 6
    assert due_in(shipped(), 4, grades={"high": 1}, majors=0).months == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("grade: high, ", "", "write grade or majors: true"),
        ("grade: high", "grade: high, majors: true", "and not both"),
        ("least_months: 6", "least_months: 30", "longer than longest_months"),
        ("rules:", "rules:\n  - {id: high, says: Too., majors: true, least: 1, percent: 60}", "stands there twice"),
    ],
)
def test_a_file_of_rules_that_cannot_be_is_refused_with_its_mend(old: str, new: str, said: str) -> None:
    assert rules(WORDS, where="own.yaml").longest_months == 24
    with pytest.raises(WrittenRefused, match=said):
        rules(WORDS.replace(old, new), where="own.yaml")
