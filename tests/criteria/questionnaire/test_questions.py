"""Questions are bound to one edition of a catalogue; what does not fit is refused with its line and the mend."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.reference_criteria import FIELDS
from tests.criteria.questionnaire.own import CATALOGUE, FILE, catalogue, questions
from trustlane.criteria import library, reading
from trustlane.criteria.counting import questions_by_role
from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.questions import bind
from trustlane.written import WrittenRefused

INLINE = CATALOGUE.replace(
    "evidence: [plan], reference: article 4, sites: true}",
    "evidence: [plan], reference: article 4,\n"
    "         questions: [{id: B.1.1, text: Is it, kind: yes_no}, {id: B.1.2, text: Who, kind: text}]}",
)

IF = '{question: A.1.1, in: ["yes", partly]}}'


def refused(words: str, of: str = CATALOGUE) -> str:
    with pytest.raises(WrittenRefused) as told:
        questions(words, of)
    return str(told.value)


def test_questions_are_asked_in_the_order_of_the_catalogue_and_the_opening_ones_first() -> None:
    asked = questions()
    assert list(asked.by_id)[:4] == ["FIRM.1", "FIRM.2", "A.1.1", "A.1.2"]
    assert asked.written
    assert [placed.chapter for placed in asked.placed][:3] == ["FIRM", "FIRM", "A"]


def test_the_first_question_takes_evidence_and_hint_from_its_item() -> None:
    asked = questions()
    first, second, _ = asked.of_item["A.1"]
    assert (first.evidence, first.hint) == (("rules for records",), "On paper or not.")
    assert (second.evidence, second.hint) == ((), "")
    assert [choice.id for choice in first.choices] == ["yes", "partly", "no", "none"]


def test_an_item_without_questions_gets_one_that_asks_how_and_for_each_site() -> None:
    (question,) = questions().of_item["B.3"]
    assert (question.id, question.text, question.how, question.per_site) == ("B.3.1", "Does this hold?", True, False)
    assert [choice.id for choice in question.choices] == ["yes", "partly", "no", "not_applicable"]
    derived = bind(catalogue())
    assert not derived.written
    assert {item: len(asked) for item, asked in derived.of_item.items()} == dict.fromkeys(
        ("A.1", "A.2", "B.1", "B.2", "B.3"), 1
    )
    assert derived.of_item["B.1"][0].per_site


def test_a_catalogue_may_hold_its_questions_itself() -> None:
    own = catalogue(INLINE)
    bound = bind(own)
    assert bound.written
    assert [question.id for question in bound.of_item["B.1"]] == ["B.1.1", "B.1.2"]
    assert own.digest != catalogue().digest


def test_a_catalogue_without_questions_keeps_the_digest_it_had() -> None:
    shipped = library.shipped().catalogues
    # As they were before there were questions and grades in the format.
    assert shipped["safe-2025"].digest == "1923219aad5fc182"
    assert shipped["national-2026"].digest == "a49abfc4d3bd61ae"


def test_a_digest_names_exactly_these_questions_to_this_catalogue() -> None:
    assert questions().digest == questions().digest
    assert questions().digest != questions(FILE.replace("Who asks?", "Who is asking?")).digest
    assert questions().digest != questions(of=CATALOGUE.replace("Records are kept.", "Records are there.")).digest


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("catalogue: own", "catalogue: owl", "line 1: there is no catalogue owl-2026; there are: own-2026"),
        ("item: A.1\n", "item: A.9\n", "line 15: own-2026 has no item A.9"),
        ("item: A.1\n", "item: A.C1\n", "line 15: A.C1 is for customs to do"),
        ("item: B.2\n", "item: A.2\n", "A.2 stands there twice"),
        ("id: A.1.2", "id: A.1.1", "A.1.1 stands there twice"),
        ("id: FIRM.2", "id: FIRM.1", "FIRM.1 stands there twice"),
        ("id: FIRM.2", "id: A.9", "line 13: A.9 is asked about FIRM; its id begins with FIRM."),
        ("id: A.1.2", "id: B.1.9", "B.1.9 is asked about A.1"),
        ("choices_from: done, how", "choices_from: dun, how", "there is no list dun; there are: met, done."),
        ("id: done", "id: met", "met stands there twice"),
        ('{id: "no", text: "No", met: 0}', '{id: "yes", text: "No", met: 0}', "yes stands there twice"),
        ('{id: "no", text: "No", met: 0}', '{id: "no", text: Partly, met: 0}', "partly stands there twice"),
        ('{id: "no", text: "No", met: 0}', '{id: "no", text: "No"}', "each choice says met, or"),
        ("text: None of ours, applies: false", "text: None, applies: false, met: 1", "each choice says met, or"),
        ("kind: choice, choices_from: done, how", "kind: choice, how", "write at least two choices"),
        ("kind: yes_no, light", "kind: yes_no, choices_from: done, light", "a question of kind yes_no has no choices"),
        ("kind: yes_no, light", "kind: yes_no, required: false, light", "A.2.1: a question that says how far"),
        ("kind: date, past", 'kind: date, good: "no", past', "only yes_no and scale have a good end"),
        ("kind: date, past", "kind: date, unit: days, past", "only a number has a unit"),
        ("unit: years, ", "", "say of what the number is"),
        ("kind: number,", "kind: number, past: true,", "only a date lies in the past"),
        ("low: not, ", "", "a scale, and only a scale, says under low and high"),
        ('least: "0", most: "100"', 'least: "0", most: lots', "least and most are numbers"),
        ('least: "0", most: "100"', 'least: "9", most: "1"', "least is less than most"),
        ('least: "1", most: "5"', 'least: "1", most: "5.5"', "a scale has least and most, whole numbers"),
        ('least: "1", most: "5"', 'least: "1"', "a scale has least and most, whole numbers"),
        ("past: true, asked_if", "least: soon, asked_if", "least and most are days"),
        ("past: true, asked_if", 'least: "2026-02-02", most: "2026-01-01", asked_if', "least is before most"),
        ("kind: text, required", 'kind: text, most: "9999", required', "most is the number of characters"),
        ("kind: text, required", 'kind: text, most: many, required', "most is the number of characters"),
        ("kind: text, required", 'kind: text, least: "3", required', "a question of kind text has no least"),
        ("kind: file", 'kind: file, most: "3"', "a question of kind file has no least"),
        ("merged_into: A.1.1", "", "say merged and the question it is merged into"),
        ("merged_into: A.1.1", "merged_into: A.1.3", "A.1.3 is no question that is asked on the light path"),
        ("merged_into: A.1.1", "merged_into: X.1", "X.1 is no question that is asked on the light path"),
        ("merged_into: A.1.1", "merged_into: B.1.1", "B.1.1 is not asked of broker."),
        ("merged_into: A.1.1", "merged_into: FIRM.1", "FIRM.1 does not say how far"),
        ("light: merged, merged_into: A.1.1", 'light: "no"', "A.2 must be met; ask about it on the light path too"),
        ("kind: yes_no, light", "kind: yes_no, good: neither, light", "A.2 has no question that says"),
        ("kind: yes_no, light", "kind: yes_no, roles: [broker], light", "A.2 has no question that says"),
        (IF, "{question: A.1.9, equals: x}}", "there is no question A.1.9"),
        (IF, "{question: A.1.1, equals: maybe}}", "'maybe' cannot be answered"),
        (IF, "{question: A.1.3, equals: x}}", "A.1.3 is a number; a condition"),
        (IF, "{question: B.1.1, equals: \"no\"}}", "B.1.1 is asked later"),
        (IF, "{question: A.1.1}}", "a question is compared with equals or"),
        (IF, "{equals: \"yes\"}}", "say one of: question with equals or in"),
        (IF, "{not: {all: [{any: [{}]}]}}}", "say one of: question with"),
        ('light: "no", asked_if: {question: B.1.1, equals', "asked_if: {question: A.2.1, equals", "A.2.1 is not"),
        ("good: neither}", "good: neither, required: false}", "FIRM.1 need not be answered"),
        ("good: neither}", "good: neither, roles: [broker]}", "FIRM.1 is not asked of exporter"),
        ('and: {question: A.1.1, equals: "yes"}', "and: {question: A.7, equals: x}", "there is no question A.7"),
        ("roles: [exporter], ", "", "by_trade: say what it disagrees with"),
        ("id: by_trade", "id: errors", "errors stands there twice"),
        ('above: "2.5", ', "", "errors: say above or below which number"),
        ("fact: errors_per_hundred", "fact: luck", "'luck' is none of: errors_per_hundred, penalties"),
        ("kind: file", "kind: film", "'film' is none of: yes_no, choice"),
        ('light: "no"}\n', 'light: maybe}\n', "'maybe' is none of: yes, merged, no"),
        ("kind: file", "kind: ~", "Expected `str`, got `null`"),
        ("kind: file", "kimd: file", "there is no 'kimd' here; there are: id, text, kind"),
        ("met: 50", "mett: 50", "there is no 'mett' here; there are: id, text, met, applies"),
        ("{question: FIRM.1, equals: \"yes\"}", "{question: FIRM.1, is: \"yes\"}", "equals, in, all, any, not"),
        ("item: A.1\n", "itm: A.1\n", "there is no 'itm' here; there are: item, questions"),
        ("roles: [exporter], ", "roles: [wizard], ", "'wizard' is none of: importer"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_the_mend(was: str, becomes: str, said: str) -> None:
    changed = FILE.replace(was, becomes, 1)
    assert changed != FILE
    told = refused(changed)
    assert said in told, told
    assert told.startswith("own.questions.yaml, line")


def test_a_merged_question_is_not_merged_into_one_that_may_not_be_asked() -> None:
    told = refused(
        FILE.replace(
            'low: not, high: very, light: "no"}',
            "low: not, high: very, light: merged, merged_into: B.1.1}",
        )
    )
    assert "B.1.1 is asked only under a condition that is not that of B.2.1" in told


@pytest.mark.parametrize("condition", ["{not: {OF}}", "{any: [{not: {OF}}]}"])
def test_a_site_more_takes_no_question_away(condition: str) -> None:
    of = 'question: B.1.1, equals: "no"'
    words = FILE.replace(f"asked_if: {{{of}}}", f"asked_if: {condition.replace('OF', of)}")
    assert "B.1.1 is asked for each site; under not it decides only what is asked for each site too." in refused(words)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("{id: B.1.2,", "{id: B.1.1,", "line 23: B.1.1 stands there twice"),
        ("{id: B.1.2,", "{id: B.2.2,", "line 23: B.2.2 is asked about B.1"),
        ("kind: yes_no}", "kind: yes_no, good: neither}", "B.1 has no question that says for everybody"),
        (
            "text: Customs asks for less., reference: article 3}",
            "text: Less., reference: article 3, questions: [{id: A.C1.1, text: Is it, kind: text}]}",
            "A.C1 is for customs to do; nobody is asked, leave the questions out.",
        ),
    ],
)
def test_questions_in_a_catalogue_are_held_to_the_same(was: str, becomes: str, said: str) -> None:
    with pytest.raises(WrittenRefused) as told:
        catalogue(INLINE.replace(was, becomes, 1))
    assert said in str(told.value)


def test_two_choices_are_enough() -> None:
    words = FILE.replace(
        "kind: text, required", "kind: choice, choices: [{id: a, text: A}, {id: b, text: B}], required"
    )
    assert [choice.id for choice in questions(words).by_id["FIRM.2"].question.choices] == ["a", "b"]


def test_no_section_is_called_as_the_questions_about_the_firm() -> None:
    with pytest.raises(WrittenRefused, match="line 6: FIRM stands for questions about the firm; choose another id"):
        catalogue(CATALOGUE.replace("id: A\n", "id: FIRM\n").replace("{id: A.", "{id: FIRM."))


def test_questions_stand_in_one_place() -> None:
    assert "B.1 has questions in the catalogue already" in refused(FILE, INLINE)


def test_a_file_of_questions_belongs_to_a_catalogue_of_its_name() -> None:
    both = {"own-2026.yaml": CATALOGUE, "own-2026.questions.yaml": FILE}
    assert "FIRM.1" in library.read(both.items()).questions["own-2026"].by_id
    with pytest.raises(WrittenRefused, match=r"call the file own-2026\.questions\.yaml"):
        library.read({"own-2026.yaml": CATALOGUE, "ours-2026.questions.yaml": FILE}.items())
    with pytest.raises(WrittenRefused, match=r"there is no catalogue own-2026"):
        library.read({"own-2026.questions.yaml": FILE}.items())


def test_grades_speak_of_sections_that_there_are() -> None:
    graded = "grades:\n  - {id: A, needs: [{section: X, at_least: 80}], reference: law}\nsections:"
    with pytest.raises(WrittenRefused, match=r"line 6: A: there is no section X"):
        catalogue(CATALOGUE.replace("sections:", graded, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(FILE) - 1),
    st.text(max_size=6) | st.sampled_from(["{", "!!", "*", "&a ", "\\t", "? ", "kind", "not: ", "FIRM.1", "A.1.1"]),
    st.integers(0, 30),
)
def test_a_slip_of_the_hand_ends_in_words(place: int, typed: str, lost: int) -> None:
    own = catalogue()
    words = FILE[:place] + typed + FILE[place + lost :]
    try:
        read = reading.questions(words, {own.name: own}, where="own.yaml")
    except WrittenRefused as refusal:
        assert str(refusal).startswith("own.yaml")
    else:
        assert bind(own, read).digest


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.text(max_size=8) | st.sampled_from(["FIRM.1", "yes", "question", "equals"]),
        lambda of: (
            st.lists(of, max_size=3)
            | st.dictionaries(st.sampled_from(["question", "equals", "in", "all", "any", "not"]), of, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_as_a_condition_is_a_condition_or_refused(condition: object) -> None:
    words = yaml.safe_load(FILE)
    words["items"][0]["questions"][1]["asked_if"] = condition
    own = catalogue()
    try:
        reading.questions(yaml.safe_dump(words), {own.name: own}, where="own.yaml")
    except WrittenRefused as refusal:
        assert str(refusal).startswith("own.yaml")


def test_every_item_that_ships_is_asked_about_and_most_in_words_of_their_own() -> None:
    asked = library.shipped().questions
    for name, bound in asked.items():
        assert set(bound.of_item) == {item.id for item in bound.catalogue.items.values() if item.of == "operator"}, name
    safe = asked["safe-2025"]
    assert safe.written
    assert all(len(questions[0].text) < 200 for questions in safe.of_item.values())
    assert all(questions[0].hint and questions[0].evidence for questions in safe.of_item.values())
    assert not [
        name for name, questions in safe.of_item.items() if questions[0].text == safe.catalogue.items[name].question
    ]


def test_the_page_tells_of_every_field_that_a_question_has() -> None:
    told = " ".join(name for name, _ in FIELDS)
    assert set(re.findall("[a-z_]+", told)) == {field.encode_name for field in msgspec.structs.fields(Question)}


def test_the_light_path_is_counted_as_it_asks() -> None:
    counted = questions_by_role(questions())
    assert counted == {
        "exporter": {"full": 12, "full_after": 4, "light": 6, "light_after": 2},
        "broker": {"full": 6, "full_after": 1, "light": 4, "light_after": 1},
    }


def test_a_file_of_questions_with_a_day_is_asked_of_whoever_begins_from_that_day() -> None:
    dated = FILE.replace("about:", "begins: 2027-01-01\nabout:", 1).replace("Who asks?", "Who is asking?")
    named = {"own-2026.yaml": CATALOGUE, "own-2026.questions.yaml": FILE, "own-2026.2027-01-01.questions.yaml": dated}
    read = library.read(named.items())
    told = [(one.name, one.begins) for one in read.editions["own-2026"]]
    assert told == [("own-2026.questions", date.min), ("own-2026.2027-01-01.questions", date(2027, 1, 1))]
    before, after = (read.asked_on("own-2026", on).questions for on in (date(2026, 12, 31), date(2027, 1, 1)))
    assert before.digest == questions().digest
    assert after is read.questions["own-2026"]
    assert after.digest != before.digest


def test_before_the_day_of_the_only_file_each_item_asks_for_itself() -> None:
    dated = FILE.replace("about:", "begins: 2027-01-01\nabout:", 1)
    read = library.read({"own-2026.yaml": CATALOGUE, "own-2026.2027-01-01.questions.yaml": dated}.items())
    early = read.asked_on("own-2026", date(2026, 12, 31))
    assert (early.name, early.questions.written) == ("own-2026", False)
    assert read.asked_on("own-2026", date(2027, 1, 1)).questions.written
    with pytest.raises(WrittenRefused, match=r"call the file own-2026\.2027-01-01\.questions\.yaml"):
        library.read({"own-2026.yaml": CATALOGUE, "own-2026.questions.yaml": dated}.items())
    with pytest.raises(WrittenRefused, match="begins"):
        reading.questions(dated.replace("2027-01-01", "soon"), {"own-2026": catalogue()}, where="own.yaml")
