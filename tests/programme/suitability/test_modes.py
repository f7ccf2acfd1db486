"""Validation from afar: only where every rule lets it, and never a wider answer for a worse site."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from trustlane.programme.suitability.modes import MODES, RULES, SiteVisit, suited

EASY = SiteVisit(
    risk="low",
    handles_goods=False,
    seen_in_person=True,
    last_record="clean",
    line="good",
    language_shared=True,
    pictures_may_leave=True,
    operator_consents=True,
)
# Each fact from best to worst.
WORSE: dict[str, tuple[Any, ...]] = {
    "risk": ("low", "medium", "high"),
    "handles_goods": (False, True),
    "seen_in_person": (True, False),
    "last_record": ("clean", "minor", "major"),
    "line": ("good", "weak", "none"),
    "language_shared": (True, False),
    "pictures_may_leave": (True, False),
    "operator_consents": (True, False),
}


def test_a_known_office_of_low_risk_may_be_validated_from_afar() -> None:
    answer = suited(EASY)
    assert answer.modes == MODES
    assert answer.reasons == ()
    assert answer.may_be("remote")
    assert "Photos carry time and place." in answer.conditions


@pytest.mark.parametrize(
    ("known", "modes", "rules"),
    [
        ({"risk": "high"}, ("on_site", "hybrid"), {"risk_is_not_high"}),
        ({"risk": "high", "seen_in_person": False}, ("on_site",), {"high_risk_was_seen_before", "risk_is_not_high"}),
        ({"handles_goods": True}, MODES, set()),
        ({"handles_goods": True, "seen_in_person": False}, ("on_site", "hybrid"), {"site_was_seen_before"}),
        ({"handles_goods": True, "risk": "medium"}, ("on_site", "hybrid"), {"goods_are_elsewhere_or_risk_is_low"}),
        ({"last_record": "none", "seen_in_person": False}, MODES, set()),
        ({"last_record": "minor"}, ("on_site", "hybrid"), {"last_validation_found_nothing"}),
        ({"last_record": "major"}, ("on_site",), {"last_validation_found_nothing_major"}),
        ({"line": "weak"}, ("on_site", "hybrid"), {"line_carries_moving_pictures"}),
        ({"line": "none"}, ("on_site",), {"there_is_a_line", "line_carries_moving_pictures"}),
        ({"language_shared": False}, ("on_site",), {"language_is_shared"}),
        ({"pictures_may_leave": False}, ("on_site",), {"pictures_may_leave_the_site"}),
        ({"operator_consents": False}, ("on_site",), {"operator_consents"}),
    ],
)
def test_each_fact_takes_modes_away_and_says_by_which_rule(known, modes, rules) -> None:
    answer = suited(replace(EASY, **known))
    assert answer.modes == modes
    assert {rule.name for rule in answer.reasons} == rules
    assert bool(answer.conditions) == (modes != ("on_site",))


def test_a_worse_fact_never_opens_a_mode() -> None:
    for values in product(*WORSE.values()):
        visit = SiteVisit(**dict(zip(WORSE, values, strict=True)))
        modes = suited(visit).modes
        assert modes[0] == "on_site"
        for fact, order in WORSE.items():
            place = order.index(getattr(visit, fact))
            if place + 1 < len(order):
                assert len(suited(replace(visit, **{fact: order[place + 1]})).modes) <= len(modes)


def test_every_rule_reads_as_a_sentence_and_says_whence_it_comes() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") and "unconfirmed" in rule.source for rule in RULES)
