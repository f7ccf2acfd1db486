"""An answer is offered where it serves, as a hint where it only touches, and never copied."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.criteria.questionnaire.own import AT, CATALOGUE, FILE, catalogue, questions, said
from trustlane.criteria import reading
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.library import shipped
from trustlane.criteria.questionnaire.offers import Offer, offers
from trustlane.criteria.questionnaire.questions import Questions, bind

OWN = questions()
OTHER_WORDS = CATALOGUE.replace("id: own", "id: other")
OTHER = questions(FILE.replace("catalogue: own", "catalogue: other"), OTHER_WORDS)


def walk(*links: str, turned: bool = False) -> Crosswalk:
    one, other = ("other", "own") if turned else ("own", "other")
    lines = "".join(f"  - {{{link}, why: So.}}\n" for link in links)
    words = (
        f"from: {{catalogue: {one}, edition: 2026}}\nto: {{catalogue: {other}, edition: 2026}}\n"
        f"about: For tests.\nlinks:\n{lines}"
    )
    both = {"own-2026": catalogue(), "other-2026": catalogue(OTHER_WORDS)}
    return reading.crosswalk(words, both, where="walk.yaml")


def told(*links: str, to: Questions = OTHER, turned: bool = False) -> list[tuple[str, str, str]]:
    given = [said("A.1.1", "yes", None, "a"), said("B.1.1", "no", "north")]
    return [(one.from_item, one.item, one.worth) for one in offers([(OWN, given)], [walk(*links, turned=turned)], to)]


def test_an_answer_serves_only_in_the_direction_that_the_crosswalk_says() -> None:
    assert told("from: A.1, relation: equal, to: A.2") == [("A.1", "A.2", "serves")]
    assert told("from: A.1, relation: covers, to: A.2") == [("A.1", "A.2", "serves")]
    assert told("from: A.1, relation: covered_by, to: A.2") == [("A.1", "A.2", "hint")]
    assert told("from: A.1, relation: overlaps, to: A.2") == [("A.1", "A.2", "hint")]
    assert told("from: A.1, relation: none, to: A.2") == told("from: A.2, relation: none, to: A.1", turned=True) == []
    assert told("from: A.2, relation: covered_by, to: A.1", turned=True) == [("A.1", "A.2", "serves")]
    assert told("from: A.2, relation: covers, to: A.1", turned=True) == [("A.1", "A.2", "hint")]


def test_nothing_is_offered_to_another_catalogue_or_from_an_item_without_answers() -> None:
    assert told("from: A.1, relation: equal, to: A.2", to=OWN) == []
    assert told("from: A.2, relation: equal, to: A.2") == []
    assert offers([], [walk("from: A.1, relation: equal, to: A.2")], OTHER) == ()


def test_what_serves_comes_before_hints_and_in_the_order_of_the_catalogue() -> None:
    links = ("from: B.1, relation: equal, to: B.2", "from: B.1, relation: overlaps, to: A.2",
             "from: A.1, relation: equal, to: A.2")  # fmt: skip
    assert told(*links) == [("A.1", "A.2", "serves"), ("B.1", "A.2", "hint"), ("B.1", "B.2", "serves")]


def offer(link: str, *given) -> Offer:  # type: ignore[no-untyped-def]
    (found,) = offers([(OWN, given)], [walk(link)], OTHER)
    return found


def test_an_offer_says_where_it_comes_from() -> None:
    later = said("A.1.2", "2020-01-01", at=AT + timedelta(days=1))
    found = offer("from: A.1, relation: covers, to: A.1", said("A.1.1", "yes", None, "a"), later)
    assert (found.catalogue, found.edition, found.from_item) == ("own-2026", "2026", "A.1")
    assert (found.relation, found.crosswalk, found.why) == ("covers", "own-2026_other-2026", "So.")
    assert (found.by, found.at) == (("ann",), AT + timedelta(days=1))
    assert [one.question for one in found.answers] == ["A.1.1", "A.1.2"]
    assert found.answers[0].evidence == ("a",)


def test_a_value_is_filled_in_only_where_it_means_the_same() -> None:
    assert offer("from: A.1, relation: equal, to: A.1", said("A.1.1", "yes")).values == ((None, "yes"),)
    assert offer("from: A.1, relation: equal, to: A.1", said("A.1.1", "perhaps")).values == ()
    assert offer("from: A.1, relation: equal, to: A.2", said("A.1.1", "yes")).values == ()  # another kind
    assert offer("from: A.1, relation: equal, to: B.3", said("A.1.1", "yes")).values == ((None, "yes"),)
    assert offer("from: A.1, relation: equal, to: B.3", said("A.1.1", "none")).values == ()  # no such choice
    assert offer("from: A.1, relation: overlaps, to: A.1", said("A.1.1", "yes")).values == ()
    sites = (said("B.1.1", "yes", "north"), said("B.1.1", "no", "south"))
    assert offer("from: B.1, relation: equal, to: B.1", *sites).values == (("north", "yes"), ("south", "no"))


def test_a_choice_that_is_worth_another_thing_there_is_not_filled_in() -> None:
    other = questions(FILE.replace("catalogue: own", "catalogue: other").replace("met: 50", "met: 60"), OTHER_WORDS)
    (found,) = offers([(OWN, [said("A.1.1", "partly")])], [walk("from: A.1, relation: equal, to: A.1")], other)
    assert found.values == ()


def test_answers_to_the_framework_are_offered_to_what_ships_beside_it() -> None:
    library = shipped()
    safe = library.questions["safe-2025"]
    found = offers(
        [(safe, [said("B.O6.1", "yes"), said("G.O3.1", "all")])],
        library.crosswalks,
        library.questions["eu-ucc39-2016"],
    )
    assert [(one.item, one.worth) for one in found][:1] == [("3.7", "serves")]
    assert {one.worth for one in found if one.from_item == "G.O3"} == {"hint"}


RELATIONS = st.sampled_from(["equal", "covers", "covered_by", "overlaps", "none"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A.1", "A.2", "B.1"]), RELATIONS, st.sampled_from(["A.1", "B.2"])),
                min_size=1, unique_by=lambda one: (one[0], one[2])))  # fmt: skip
def test_what_is_offered_to_serve_is_what_the_library_says_serves(links: list[tuple[str, str, str]]) -> None:
    made = walk(*(f"from: {one}, relation: {relation}, to: {other}" for one, relation, other in links))
    given = [said("A.1.1", "yes"), said("A.2.1", "yes"), said("B.1.1", "no", "north")]
    serving = {(one.from_item, one.item) for one in offers([(OWN, given)], [made], bind(catalogue(OTHER_WORDS)))
               if one.worth == "serves"}  # fmt: skip
    assert serving == {(one[1], other[1]) for one, other, _ in made.served() if other[0] == "other-2026"}
