"""What cannot be right as it stands is told with its places; what was not looked up says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings

from tests.criteria.questionnaire.own import ON, answered, exporter, questions, said
from trustlane.criteria import reading
from trustlane.criteria.library import shipped
from trustlane.criteria.questionnaire.answers import Answer
from trustlane.criteria.questionnaire.asking import Applicant, asked
from trustlane.criteria.questionnaire.contradictions import (
    RULES,
    Contradiction,
    Facts,
    Shown,
    contradictions,
    sentence,
)
from trustlane.written import WrittenRefused

OWN = questions()
FACTS = Facts(on=ON, documents={"a": Shown(date(2026, 1, 1), date(2026, 12, 31))})


def found(*answers: Answer, facts: Facts = FACTS, of: Applicant | None = None) -> dict[str, Contradiction]:
    applicant = of or exporter("north", "south")
    told = contradictions(OWN, asked(OWN, applicant, answers), applicant, answers, facts)
    assert len({(one.rule, one.where, one.detail) for one in told}) == len(told)
    return {one.rule: one for one in told}


def test_every_rule_is_a_sentence() -> None:
    assert len({sentence(rule) for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert sentence(rule).endswith(".")
        assert "\n" not in sentence(rule)


def test_two_answers_that_cannot_both_be_right_are_told_with_both_places() -> None:
    told = found(said("FIRM.1", "no"), said("A.1.1", "yes", None, "a"))["answers_disagree"]
    assert told.sentence == "Two answers cannot both be right."
    assert [where.question for where in told.where] == ["FIRM.1", "A.1.1"]
    assert told.detail == "No goods."
    assert "answers_disagree" not in found(said("FIRM.1", "yes"), said("A.1.1", "yes"))
    assert "answers_disagree" not in found(said("FIRM.1", "no"))


def test_an_answer_that_does_not_fit_the_role_is_told() -> None:
    told = found(said("FIRM.1", "no"))["role_says_otherwise"]
    assert told.detail == "Exporters store. Applies as exporter."
    assert "role_says_otherwise" not in found(said("FIRM.1", "no"), of=Applicant(frozenset({"broker"}), "large"))
    assert "role_says_otherwise" not in found(said("FIRM.1", "yes"))


def test_a_claim_without_evidence_is_told_and_a_no_needs_none() -> None:
    told = found(said("A.1.1", "partly"))["claimed_without_evidence"]
    assert told.detail == "What would show it: rules for records."
    assert "claimed_without_evidence" not in found(said("A.1.1", "no"))
    assert "claimed_without_evidence" not in found(said("A.1.1", "yes", None, "a"))


def test_a_document_that_is_not_there_is_told() -> None:
    assert "no document z" in found(said("A.1.1", "yes", None, "z"))["evidence_unknown"].detail


def test_a_document_expires_after_its_last_day_and_not_on_it() -> None:
    def told(day: date) -> bool:
        facts = Facts(on=ON, documents={"a": Shown(expires=day)})
        return "evidence_expired" in found(said("A.1.1", "yes", None, "a"), facts=facts)

    assert told(date(2026, 5, 3))
    assert not told(ON)


def test_a_document_speaks_of_the_day_of_the_answer() -> None:
    kept = said("A.1.1", "yes", None, "a")
    told = found(kept, said("A.1.2", date(2020, 2, 2), None, "a"))["evidence_of_another_day"]
    assert told.detail == "The answer is 2020-02-02; document a speaks of 2026-01-01."
    assert "evidence_of_another_day" not in found(kept, said("A.1.2", date(2026, 1, 1), None, "a"))
    undated = Facts(on=ON, documents={"a": Shown()})
    assert "evidence_of_another_day" not in found(kept, said("A.1.2", date(2020, 1, 1), None, "a"), facts=undated)


def test_no_document_speaks_of_a_day_to_come_and_no_past_day_lies_ahead() -> None:
    facts = Facts(on=ON, documents={"a": Shown(speaks_of=date(2026, 5, 5))})
    assert "evidence_of_the_future" in found(said("A.1.1", "yes", None, "a"), facts=facts)
    assert "evidence_of_the_future" not in found(said("A.1.1", "yes", None, "a"))
    kept = said("A.1.1", "yes", None, "a")
    assert "dated_ahead" in found(kept, said("A.1.2", date(2026, 5, 5)))
    assert "dated_ahead" not in found(kept, said("A.1.2", ON))


def test_what_concerns_one_site_and_not_another_is_told() -> None:
    given = [said("FIRM.1", "yes"), said("B.1.1", "none", "north")]
    told = found(*given, said("B.1.1", "no", "south"))["set_aside_at_one_site_only"]
    assert told.detail == "It is said not to concern: north."
    assert {where.site for where in told.where} == {"north", "south"}
    assert "set_aside_at_one_site_only" not in found(*given, said("B.1.1", "none", "south"))


@pytest.mark.parametrize(("errors", "told"), [("2.6", True), ("2.5", False), (None, False)])
def test_what_is_on_record_speaks_against_an_answer_only_beyond_the_number(errors: str | None, told: bool) -> None:
    facts = replace(FACTS, errors_per_hundred=Decimal(errors) if errors else None)
    given = found(said("A.2.1", "yes", None, "a"), facts=facts)
    assert ("history_says_otherwise" in given) is told
    if told:
        assert given["history_says_otherwise"].detail == "Checked. On record: 2.6 errors per hundred."
    assert "history_says_otherwise" not in found(said("A.2.1", "no"), facts=facts)


@pytest.mark.parametrize(("years", "told"), [("0.9", True), ("1", False)])
def test_a_number_may_be_too_small_as_well(years: str, told: bool) -> None:
    facts = replace(FACTS, years_in_business=Decimal(years))
    assert ("history_says_otherwise" in found(said("A.1.1", "yes"), facts=facts)) is told


def test_roles_in_declarations_are_held_against_those_applied_for() -> None:
    seen = replace(FACTS, roles_seen={"broker": 12, "exporter": 3, "importer": 0})
    told = found(facts=seen)
    assert told["role_seen_but_not_applied_for"].detail == "Seen as broker in 12 declarations."
    assert "role_applied_for_but_never_seen" not in told
    unseen = found(facts=replace(FACTS, roles_seen={}))
    assert unseen["role_applied_for_but_never_seen"].detail.startswith("Applies as exporter")
    assert not found()


def test_answers_to_questions_that_are_not_asked_speak_against_nothing() -> None:
    given = [said("FIRM.1", "no"), said("B.1.1", "yes", "north"), said("B.1.1", "none", "south")]
    assert set(found(*given)) == {"role_says_otherwise"}


@settings(max_examples=40, deadline=None)
@given(answered(OWN, exporter("north", "south")))
def test_whatever_is_answered_every_place_told_was_asked(given: tuple[Answer, ...]) -> None:
    applicant = exporter("north", "south")
    questionnaire = asked(OWN, applicant, given)
    facts = replace(FACTS, errors_per_hundred=Decimal(9), years_in_business=Decimal(0), roles_seen={"broker": 1})
    for one in contradictions(OWN, questionnaire, applicant, given, facts):
        assert one.sentence
        assert one.detail
        for where in one.where:
            assert where.site in questionnaire.entries[where.question].sites


def test_a_carrier_without_vehicles_is_told_by_what_ships() -> None:
    safe = shipped().questions["safe-2025"]
    applicant = Applicant(frozenset({"carrier"}), "small")
    given = (said("FIRM.4", "no"), said("FIRM.5", "no"), said("A.O5.1", "no_errors"))
    facts = Facts(on=ON, errors_per_hundred=Decimal("3"))
    told = contradictions(safe, asked(safe, applicant, given), applicant, given, facts)
    assert {one.rule for one in told} == {"role_says_otherwise", "history_says_otherwise"}


@pytest.mark.parametrize(
    ("size", "people", "told"), [("small", "50", True), ("small", "49", False), ("large", "50", False)]
)
def test_a_firm_on_the_light_path_that_is_larger_is_told(size: Any, people: str, told: bool) -> None:
    safe = shipped().questions["safe-2025"]
    applicant = Applicant(frozenset({"exporter"}), size)
    given = (said("FIRM.1", people),)
    found = contradictions(safe, asked(safe, applicant, given), applicant, given, Facts(on=ON))
    details = [one.detail for one in found if one.rule == "larger_than_the_light_path_is_for"]
    assert details == ["The answer is 50; the light path is for up to 49."] * told


def test_the_light_path_goes_by_a_number_that_is_asked() -> None:
    written = resources.files("trustlane.criteria").joinpath("library/safe-2025.questions.yaml").read_text("utf-8")
    for other in ("FIRM.2", "FIRM.99"):
        wrong = written.replace("light_path: {question: FIRM.1,", f"light_path: {{question: {other},")
        with pytest.raises(WrittenRefused, match=f"{other} is no question that is answered with a number"):
            reading.questions(wrong, shipped().catalogues, where="ours.yaml")
