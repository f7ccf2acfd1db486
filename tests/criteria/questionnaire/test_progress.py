"""What is missing before a questionnaire can be submitted, place by place, and what comes next."""

from __future__ import annotations

from hypothesis import given, settings

from tests.criteria.questionnaire.own import answered, exporter, questions, said
from trustlane.criteria.questionnaire.answers import Answer
from trustlane.criteria.questionnaire.asking import Applicant, asked
from trustlane.criteria.questionnaire.progress import Where, missing, next_question, progress

OWN = questions()


def test_sections_are_counted_in_places() -> None:
    given = [said("FIRM.1", "yes"), said("B.1.1", "yes", "north"), said("FIRM.2", "Ann")]
    told = {one.chapter: one for one in progress(asked(OWN, exporter("north", "south"), given), given)}
    firm, premises = told["FIRM"], told["B"]
    assert (firm.required, firm.answered, firm.optional, firm.optional_answered) == (1, 1, 1, 1)
    assert firm.complete
    # B.1.1 at both sites, B.1.2 in the north, B.2.1 and B.3.1; the plan may be left out; B.1.3 waits for the south.
    assert (premises.required, premises.answered, premises.optional, premises.waiting) == (5, 1, 1, 1)
    assert not premises.complete


def test_a_section_is_complete_when_nothing_is_left_and_nothing_waits() -> None:
    def complete(*given: Answer) -> bool:
        return next(one.complete for one in progress(asked(OWN, exporter(), given), given) if one.chapter == "A")

    rest = (said("A.1.3", "7"), said("A.2.1", "yes"))
    assert not complete(*rest)
    assert not complete(said("A.1.1", "yes"), *rest)  # now since when
    assert not complete(said("A.1.1", "no"))
    assert complete(said("A.1.1", "no"), *rest)


def test_a_section_in_which_nothing_is_asked_is_left_out() -> None:
    broker = asked(OWN, Applicant(frozenset({"broker"}), "large"))
    assert [one.chapter for one in progress(broker, ())] == ["FIRM", "A"]


def test_what_is_missing_names_its_place_and_the_mend() -> None:
    given = [said("FIRM.1", "yes"), said("B.1.1", "yes", "north")]
    told = missing(asked(OWN, exporter("north", "south"), given), given)
    assert told[0].where == Where("A", "A.1.1", None)
    assert (told[0].what, told[0].mend) == ("A.1.1 is not answered.", "Answer: Are records kept?")
    assert "B.1.1 for south is not answered." in [one.what for one in told]
    assert "FIRM.2" not in [one.where.question for one in told]


def test_an_answer_that_no_longer_fits_is_missing_even_where_none_was_needed() -> None:
    given = [said("FIRM.1", "maybe"), said("B.1.4", ("no id!",))]
    told = {one.where.question: one for one in missing(asked(OWN, exporter(), given), given)}
    assert "does not fit the question" in told["FIRM.1"].what
    assert told["FIRM.1"].mend == "Choose one of: Yes; No."
    assert "does not fit the question" in told["B.1.4"].what


def test_who_says_yes_says_how_unless_the_firm_is_small() -> None:
    given = [said("A.1.1", "yes", how="")]
    (told,) = [one for one in missing(asked(OWN, exporter(), given), given) if one.where.question == "A.1.1"]
    assert told.what == "A.1.1 is answered, but not how you do it."
    small = asked(OWN, exporter(size="small"), given)
    assert "A.1.1" not in [one.where.question for one in missing(small, given)]
    no = [said("A.1.1", "no", how="")]
    assert "A.1.1" not in [one.where.question for one in missing(asked(OWN, exporter(), no), no)]


def test_the_next_question_is_the_first_that_lacks_something_or_the_first_after_a_place() -> None:
    of = asked(OWN, exporter())
    assert next_question(of, ()) == Where("FIRM", "FIRM.1", None)
    assert next_question(of, (), after=Where("FIRM", "FIRM.1", None)) == Where("A", "A.1.1", None)
    assert next_question(of, (), after=Where("B", "B.3.1", None)) is None
    assert next_question(of, (), after=Where("X", "X.1", None)) == Where("FIRM", "FIRM.1", None)


@settings(max_examples=30, deadline=None)
@given(answered(OWN, exporter("north", "south", size="micro"), share=1))
def test_who_answers_one_question_after_the_other_is_done(given) -> None:  # type: ignore[no-untyped-def]
    of = asked(OWN, exporter("north", "south", size="micro"), given)
    assert missing(of, given) == ()
    assert next_question(of, given) is None
    assert all(one.complete for one in progress(of, given))
