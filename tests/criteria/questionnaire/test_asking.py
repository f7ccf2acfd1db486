"""Every question is asked or has its reason; more roles, a larger firm and more answers never ask for less."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.criteria.questionnaire.own import FILE, answered, exporter, places, questions, said
from trustlane.criteria.library import shipped
from trustlane.criteria.question import Condition
from trustlane.criteria.questionnaire.asking import Applicant, Questionnaire, asked
from trustlane.criteria.questionnaire.conditions import holds
from trustlane.criteria.questionnaire.questions import bind
from trustlane.parties.roles import ROLES

OWN = questions()
NOT = FILE.replace('in: ["yes", partly]}}', 'equals: "no"}}}')
NOT = NOT.replace("asked_if: {question: B.1.1, equals", "asked_if: {not: {question: B.1.1, equals", 1)
NOT = NOT.replace("asked_if: {question: A.1.1, equals", "asked_if: {not: {question: A.1.1, equals", 1)
TURNED = questions(NOT)  # the same, told by what was not answered
SAFE = shipped().questions["safe-2025"]
ROLE_SETS = st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=4)


def state(of: Questionnaire, name: str) -> str:
    return of.entries[name].state


def test_an_applicant_has_a_role_and_sites_with_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        Applicant(frozenset(), "small")
    with pytest.raises(ValueError, match="name of its own"):
        exporter("north", "north")
    with pytest.raises(ValueError, match="name of its own"):
        exporter(" ")


def test_what_an_answer_decides_waits_for_it_and_then_is_asked_or_ruled_out() -> None:
    entry = asked(OWN, exporter()).entries["A.1.2"]
    assert (entry.state, entry.why) == ("waits", "It is decided by your answer to A.1.1.")
    entry = asked(OWN, exporter(), [said("A.1.1", "partly")]).entries["A.1.2"]
    assert (entry.state, entry.why) == ("asked", "Asked because you answered “Partly” to A.1.1.")
    entry = asked(OWN, exporter(), [said("A.1.1", "no")]).entries["A.1.2"]
    assert (entry.state, entry.why) == ("ruled_out", "Not asked because you answered “No” to A.1.1.")


def test_an_answer_that_does_not_fit_decides_nothing() -> None:
    assert state(asked(OWN, exporter(), [said("A.1.1", "perhaps")]), "A.1.2") == "waits"


def test_what_waits_makes_wait_what_hangs_on_it() -> None:
    assert state(asked(OWN, exporter("north")), "B.1.2") == "waits"
    assert "FIRM.1" in asked(OWN, exporter("north")).entries["B.1.1"].why


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked() -> None:
    entry = asked(OWN, exporter("north"), [said("FIRM.1", "no"), said("B.1.1", "no", "north")]).entries["B.1.3"]
    assert (entry.state, entry.why) == ("ruled_out", "Not asked because question B.1.1 is not asked.")


def test_a_question_for_each_site_is_asked_where_its_own_site_says_so() -> None:
    given = [said("FIRM.1", "yes"), said("B.1.1", "yes", "north"), said("B.1.1", "no", "south")]
    found = asked(OWN, exporter("north", "south"), given)
    assert found.entries["B.1.1"].sites == ("north", "south")
    assert found.entries["B.1.2"].sites == ("north",)
    assert found.entries["B.1.3"].sites == (None,)
    assert asked(OWN, exporter(), [said("FIRM.1", "yes")]).entries["B.1.1"].sites == (None,)


def test_what_asks_about_any_site_waits_until_every_site_has_answered() -> None:
    given = [said("FIRM.1", "yes"), said("B.1.1", "yes", "north")]
    assert state(asked(OWN, exporter("north", "south"), given), "B.1.3") == "waits"
    assert (
        state(asked(OWN, exporter("north", "south"), [*given, said("B.1.1", "yes", "south")]), "B.1.3") == "ruled_out"
    )


def test_not_is_known_only_when_its_own_site_has_answered() -> None:
    of, firm = TURNED, exporter("north", "south")
    given = [said("FIRM.1", "yes"), said("B.1.1", "yes", "north")]
    assert asked(of, firm, given).entries["B.1.2"].sites == ("north",)
    assert state(asked(of, exporter("south"), given), "B.1.2") == "waits"
    assert asked(of, firm, [*given, said("B.1.1", "no", "south")]).entries["B.1.2"].sites == ("north",)
    # What is not asked at all says neither yes nor no.
    assert state(asked(of, firm, [said("FIRM.1", "no")]), "B.1.2") == "ruled_out"


def test_an_answer_for_a_site_that_is_not_asked_counts_nowhere() -> None:
    words = FILE.replace("light: \"no\", asked_if: {question: B.1.1, equals: \"no\"}}",
                         "light: \"no\", per_site: true, asked_if: {question: B.1.2, equals: x}}")  # fmt: skip
    words = words.replace('text: "Who has the key?", kind: text', "text: Is it dark, kind: yes_no")
    of = questions(words.replace("{question: B.1.2, equals: x}", '{question: B.1.2, equals: "yes"}'))
    given = [said("FIRM.1", "yes"), said("B.1.1", "no", "north"), said("B.1.2", "yes", "north")]
    assert state(asked(of, exporter("north"), given), "B.1.3") == "ruled_out"


def test_reasons_name_roles_and_how_far_an_item_applies() -> None:
    both = asked(OWN, Applicant(frozenset({"exporter", "broker"}), "large"))
    assert both.entries["A.1.1"].why == "Asked because you apply as exporter, who must meet this."
    broker = asked(OWN, Applicant(frozenset({"broker"}), "large"))
    assert "as far as the goods are in your hands" in broker.entries["A.1.1"].why
    assert broker.entries["A.1.1"].extent == "partly"
    assert broker.entries["B.2.1"].why == "Not asked: it is for those who apply as exporter."
    assert "who should meet this" in both.entries["B.2.1"].why
    assert both.entries["FIRM.1"].why.startswith("Asked of every applicant")


def test_a_question_may_be_for_some_roles_only() -> None:
    words = FILE.replace("kind: text, required: false}", "kind: text, required: false, roles: [broker]}", 1)
    words = words.replace('text: "How many years?",', 'text: "How many years?", roles: [broker],')
    of = asked(questions(words), exporter())
    assert of.entries["FIRM.2"].why == "Not asked: it is for those who apply as broker."
    assert of.entries["A.1.3"].why == "Not asked: it is for those who apply as broker."


def test_a_small_firm_is_told_what_stands_for_what() -> None:
    small = asked(OWN, exporter(size="micro"))
    assert small.light
    assert small.entries["A.2.1"].why == "For a small firm, question A.1.1 stands for this one."
    assert state(small, "A.1.3") == "left_out"
    assert small.covered["A.2"].state == "merged"
    assert small.covered["B.2"].state == "left_out"
    assert not asked(OWN, exporter(size="micro"), light_for=()).light


def test_the_light_path_asks_half_of_what_the_full_one_does() -> None:
    for role in ROLES:
        full, light = (
            sum(
                entry.state in ("asked", "waits")
                for entry in asked(SAFE, Applicant(frozenset({role}), size)).entries.values()
            )
            for size in ("large", "small")
        )
        assert light < 0.6 * full, role


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_question_and_every_item_is_asked_or_has_its_reason(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from([OWN, SAFE, bind(SAFE.catalogue)]))
    applicant = Applicant(data.draw(ROLE_SETS), data.draw(st.sampled_from(["micro", "large"])), ("north", "south"))
    given = data.draw(answered(OWN, applicant)) if of is OWN else ()
    found = asked(of, applicant, given)
    assert list(found.entries) == list(of.by_id)
    assert list(found.covered) == list(of.of_item)
    for entry in found.entries.values():
        assert entry.why.strip()
        assert bool(entry.sites) == entry.asked
        assert all(entry.asked for entry in found.asked)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_more_roles_a_larger_firm_more_sites_and_more_answers_never_ask_for_less(data: st.DataObject) -> None:
    roles = data.draw(st.frozensets(st.sampled_from(["exporter", "broker"]), min_size=1))
    large = Applicant(frozenset({"exporter", "broker"}), "large", ("north", "south"))
    of = data.draw(st.sampled_from([OWN, TURNED]))
    given = data.draw(answered(of, large))
    fewer = data.draw(st.lists(st.sampled_from(given), unique_by=id)) if given else []
    less = set(places(asked(of, Applicant(roles, data.draw(st.sampled_from(["micro", "large"])), ("north",)), fewer)))
    more = set(places(asked(of, large, given)))
    assert less <= more


@settings(max_examples=25, deadline=None)
@given(ROLE_SETS, ROLE_SETS)
def test_more_roles_never_ask_for_less_in_what_ships(some: frozenset, others: frozenset) -> None:  # type: ignore[type-arg]
    one = set(places(asked(SAFE, Applicant(some, "small"))))
    assert one <= set(places(asked(SAFE, Applicant(some | others, "small"))))
    assert one <= set(places(asked(SAFE, Applicant(some, "large"))))


LEAVES = st.sampled_from(["a", "b", "c"]).map(lambda name: Condition(question=name, equals="x"))
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda one: Condition(negated=one), inner)
        | st.builds(lambda many: Condition(every=tuple(many)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda many: Condition(some=tuple(many)), st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=8,
)
KNOWN = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.booleans())


@given(CONDITIONS, KNOWN, KNOWN)
def test_what_holds_still_holds_when_more_is_known(
    condition: Condition, known: dict[str, bool], more: dict[str, bool]
) -> None:
    before = holds(condition, lambda of, _: known.get(of))
    after = holds(condition, lambda of, _: (more | known).get(of))
    assert before is None or before is after


def test_all_any_and_not_mean_what_they_say() -> None:
    def told(**known: bool) -> list[bool | None]:
        a, b = Condition(question="a", equals="x"), Condition(question="b", within=("x", "y"))
        made = (Condition(every=(a, b)), Condition(some=(a, b)), Condition(negated=a))
        return [holds(one, lambda of, _: known.get(of)) for one in made]

    assert told(a=True, b=True) == [True, True, False]
    assert told(a=True) == [None, True, False]
    assert told(b=False) == [False, None, None]
    assert told(a=False, b=False) == [False, False, True]
