"""Points are weight times how far each item is met, exactly; a must that is not met is never averaged away."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from tests.criteria.questionnaire.own import answered, exporter, questions, said
from trustlane.criteria.catalogue import Grade, Threshold
from trustlane.criteria.library import shipped
from trustlane.criteria.questionnaire.answers import Answer
from trustlane.criteria.questionnaire.asking import Applicant, asked
from trustlane.criteria.questionnaire.scores import Lack, Points, Scores, graded, scores

OWN = questions()
FULL = (
    said("FIRM.1", "yes"),
    said("A.1.1", "yes"),
    said("A.1.2", "2020-01-01"),
    said("A.2.1", "yes"),
    said("B.1.1", "yes", "north"),
    said("B.1.1", "yes", "south"),
    said("B.2.1", 5),
    said("B.3.1", "yes"),
)


def scored(*changed: Answer, size: str = "large", given: tuple[Answer, ...] = FULL) -> Scores:
    answers = (*given, *changed)
    return scores(asked(OWN, exporter("north", "south", size=size), answers), answers)


def standing(of: Scores) -> dict[str, tuple[str, int | None]]:
    return {one.item.id: (one.standing, one.met) for one in of.items}


def test_everything_met_is_a_hundred() -> None:
    full = scored()
    assert full.whole == Points(1000, 1000)
    assert full.sections == {"A": Points(500, 500), "B": Points(500, 500)}
    assert full.whole.percent == 100
    assert full.musts_unmet == full.musts_unanswered == ()


def test_an_item_is_met_as_far_as_its_weakest_answer_at_its_weakest_site() -> None:
    told = scored(said("B.1.1", "partly", "south"))
    assert standing(told)["B.1"] == ("partly", 50)
    assert told.sections["B"] == Points(350, 500)
    assert [one.item.id for one in told.musts_unmet] == ["B.1"]
    assert standing(scored(said("B.1.1", "none", "south")))["B.1"] == ("met", 100)
    assert standing(scored(said("B.2.1", 2)))["B.2"] == ("partly", 25)


def test_what_does_not_concern_the_firm_weighs_nothing() -> None:
    told = scored(said("B.1.1", "none", "north"), said("B.1.1", "none", "south"))
    assert standing(told)["B.1"] == ("set_aside", None)
    assert told.sections["B"] == Points(200, 200)
    ruled_out = scored(said("FIRM.1", "no"))
    assert standing(ruled_out)["B.1"] == ("set_aside", None)
    assert "you answered “no” to FIRM.1" in next(one.why for one in ruled_out.items if one.item.id == "B.1")


def test_what_is_not_answered_counts_as_not_met_and_is_told_apart() -> None:
    told = scored(given=FULL[:3])
    assert standing(told)["A.2"] == ("unanswered", 0)
    assert standing(told)["B.1"] == ("unanswered", 0)
    assert [one.item.id for one in told.musts_unanswered] == ["A.2", "B.1"]
    assert told.musts_unmet == ()
    assert told.whole == Points(300, 1000)
    assert standing(scored(given=()))["B.1"] == ("unanswered", 0)


def test_on_the_light_path_one_answer_stands_for_another() -> None:
    told = scored(said("A.1.1", "partly"), size="small", given=tuple(one for one in FULL if one.question != "A.2.1"))
    assert standing(told)["A.2"] == ("partly", 50)
    assert standing(told)["B.2"] == ("not_asked", None)


def test_an_item_of_other_roles_is_not_scored() -> None:
    broker = Applicant(frozenset({"broker"}), "large")
    told = scores(asked(OWN, broker, FULL), FULL)
    assert standing(told)["B.1"] == ("not_asked", None)
    assert told.sections["B"] == Points(0, 0)
    assert told.sections["B"].percent is None
    assert not told.sections["B"].at_least(0)


def test_points_are_rounded_down_and_thresholds_are_exact() -> None:
    assert Points(7999, 10000).percent == 79
    assert not Points(7999, 10000).at_least(80)
    assert Points(8000, 10000).at_least(80)


def grade(name: str, least: int, section: str | None = None) -> Grade:
    return Grade(name, (Threshold(least, section),), "law")


def test_the_highest_grade_that_is_reached_is_given_and_musts_stand_beside_it() -> None:
    grades = (grade("AAA", 95), grade("AA", 90), grade("A", 80))
    full = graded(scored(), grades)
    assert full.grade is not None
    assert (full.grade.id, full.held_back_by) == ("AAA", ())
    poorer = graded(scored(said("B.3.1", "no")), grades)  # 900 of 1000 points
    assert poorer.grade is not None
    assert (poorer.grade.id, poorer.held_back_by) == ("AA", ())
    must = graded(scored(said("A.2.1", "no")), grades)  # 800 of 1000 points, and a must
    assert must.grade is not None
    assert (must.grade.id, must.held_back_by) == ("A", ("A.2",))
    assert graded(scored(given=()), grades).grade is None
    assert graded(scored(), [grade("A", 80, "X")]).grade is None
    assert graded(scored(said("A.2.1", "no")), [grade("B", 100, "B")]).grade is not None


def test_korean_grades_are_data_and_not_confirmed() -> None:
    korea = shipped().catalogues["korea-aeo-2024"]
    assert [(one.id, one.needs[0].section, one.needs[0].at_least) for one in korea.grades] == [
        ("AAA", "L", 95),
        ("AA", "L", 90),
        ("A", "L", 80),
    ]
    assert not any(one.confirmed for one in korea.grades)


@settings(max_examples=60, deadline=None)
@given(answered(OWN, exporter("north", "south")))
def test_points_add_up_and_a_must_below_a_hundred_is_always_told(given: tuple[Answer, ...]) -> None:
    told = scored(given=given)
    assert told.whole.reached == sum(one.reached for one in told.sections.values())
    assert told.whole.possible == sum(one.possible for one in told.sections.values())
    assert 0 <= told.whole.reached <= told.whole.possible
    low = {one.item.id for one in told.items if one.item.level == "must" and one.met is not None and one.met < 100}
    assert low == {one.item.id for one in (*told.musts_unmet, *told.musts_unanswered)}
    assert isinstance(told.whole.reached, int)
    assert Decimal(told.whole.possible) % 100 == 0


def test_what_the_next_grade_lacks_is_told_and_the_highest_lacks_nothing() -> None:
    grades = (grade("AAA", 95), Grade("AA", (Threshold(90), Threshold(100, "B")), "law"), grade("A", 80))
    full = graded(scored(), grades)
    assert (full.next, full.lacking) == (None, ())
    poorer = graded(scored(said("B.3.1", "no")), grades)  # 900 of 1000 points, 400 of 500 of them in B
    assert (poorer.grade, poorer.next) == (grades[2], grades[1])
    assert poorer.lacking == (Lack("B", 80, 100),)
    none = graded(scored(given=()), grades)
    assert (none.grade, none.next, none.lacking) == (None, grades[2], (Lack(None, 0, 80),))
    assert graded(scored(), [grade("A", 80, "X")]).lacking == (Lack("X", None, 80),)
