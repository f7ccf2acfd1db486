"""Catalogues and crosswalks are read whole, or refused with the line of every fault."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.criteria import library, reading
from trustlane.written import WrittenRefused

OWN = dedent("""\
    id: own
    edition: 2026
    title: Our own
    about: A catalogue for tests.
    sections:
      - id: A
        title: Records
        about: Who keeps records can show them.
        applies: {exporter: full, broker: partly}
        items:
          - id: A.1
            of: operator
            level: must
            text: Records are kept for five years.
            question: Do you keep records for five years?
            evidence: [rules for records]
            weight: 3
            reference: our own law, article 1
          - id: A.10
            of: operator
            level: should
            text: Records are backed up.
            question: Are your records backed up?
            evidence: [log of back-ups]
            weight: 1
            reference: our own law, article 2
            applies: {broker: full}
          - id: A.C1
            of: customs
            level: must
            text: Customs asks only for records that the law allows.
            weight: 2
            reference: our own law, article 3
""")
OTHER = OWN.replace("id: own", "id: other")
WALK = dedent("""\
    from: {catalogue: own, edition: 2026}
    to: {catalogue: other, edition: 2026}
    about: For tests.
    links:
      - {from: A.1, relation: covers, to: A.1, why: The same words.}
      - {from: A.10, relation: overlaps, to: A.1, why: Some of it.}
""")
FILES = {"own-2026.yaml": OWN, "other-2026.yaml": OTHER, "own-2026_other-2026.yaml": WALK}


def refused(words: str) -> str:
    with pytest.raises(WrittenRefused) as told:
        reading.catalogue(words, where="own.yaml")
    return str(told.value)


def test_a_catalogue_is_read_as_it_is_written() -> None:
    own = reading.catalogue(OWN, where="own.yaml")
    assert own.name == "own-2026"
    assert list(own.items) == ["A.1", "A.10", "A.C1"]
    assert [(item.id, extent) for _, item, extent in own.applying("exporter")] == [("A.1", "full")]
    assert [(item.id, extent) for _, item, extent in own.applying("broker")] == [("A.1", "partly"), ("A.10", "full")]
    assert not list(own.applying("carrier"))
    assert own.digest == reading.catalogue(OWN, where="elsewhere.yaml").digest
    assert own.digest != reading.catalogue(OWN.replace("five", "six"), where="own.yaml").digest


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            "level: must",
            "level: musst",
            "line 13: sections[0].items[0].level: 'musst' is none of: must, should. Do you mean 'must'?",
        ),
        ("id: A.10", "id: A.1", "line 19: A.1 stands there twice"),
        ("id: A.10", "id: B.10", "line 19: B.10 stands in section A; its id begins with A."),
        ("id: A.10", 'id: "A.10\\n"', "line 19: sections[0].items[1].id"),
        ("question: Are your records backed up?\n        ", "", "line 19: A.10 has no question"),
        ("text: Records are backed up.\n        ", "", "line 19: sections[0].items[1]: text is missing; write it."),
        ("text: Records are backed up.", 'text: "  "', "line 22: sections[0].items[1].text"),
        ("evidence: [log of back-ups]", "evidence: []", "line 19: A.10 names no evidence"),
        ("evidence: [log of back-ups]", "evidence: a log", "line 24: sections[0].items[1].evidence: write a list"),
        ("applies: {broker: full}", "applies: {}", "line 19: A.10 applies to nobody"),
        ("weight: 1", "weight: 4", "line 25: sections[0].items[1].weight"),
        ("weight: 1", "wieght: 1", "line 25: sections[0].items[1].wieght: there is no 'wieght' here"),
        ("weight: 1", "wieght: 1", "Do you mean 'weight'?"),
        ("weight: 1", "about: x", "there is no 'about' here; there are: id, of, level"),
        ("weight: 2", "weight: 2\n        question: Do we?", "A.C1 is for customs to do"),
        ("{exporter: full, broker: partly}", "{exporter: fully}", "line 9: sections[0].applies"),
        ("{exporter: full, broker: partly}", "{Exporter: full}", "'Exporter' is none of: importer, exporter"),
        ("title: Our own", "title: Our own\ntitle: Ours", "line 4: title stands there twice"),
        ("title: Our own", 'title: "\\ud800"', "line 3: the text holds an invisible character"),
        ("title: Our own", 'title: "\\e[31m"', "line 3: the text holds an invisible character"),
        ("title: Our own", 'title: "\\UFFFFFFFF"', "it is not YAML that can be read"),
        ("title: Our own", '"\\ud800": x', "line 3: a name is one word"),
        ("title: Our own", "? " + "k" * 5_000 + "\n: x", "line 3: a name is one word of at most 60"),
        ("title: Our own", "title: !" + "t" * 5_000 + " x", "is nothing this file holds"),
        ("title: Our own", "title: a\x00b", "line 3: it holds an invisible character"),
        ("title: Our own", "title: a: b", "a colon in a text; put the text in quotes"),
        ("about: A catalogue for tests.", "about: !!python/name:os.system x", "is nothing this file holds"),
        ("about: A catalogue for tests.", "about: &a x\ncopy: *a", "`*` stands for something written above"),
        ("about: A catalogue for tests.", "about: [", "not YAML"),
        (
            "about: A catalogue for tests.",
            "about: " + "[" * 50 + "]" * 50,
            "line 4, column 19: nested more than 12 levels deep",
        ),
        ("about: A catalogue for tests.", "about: [" + "x," * 30_000 + "]", "more than 20,000 names and values"),
        ("id: own", "%YAML 1." + "9" * 5_000 + "\n---\nid: own", "it is not YAML that can be read"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_mend(was: str, becomes: str, said: str) -> None:
    changed = OWN.replace(was, becomes, 1)
    assert changed != OWN
    told = refused(changed)
    assert said in told
    assert len(told) < 600


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "it is empty; begin with `id: `."), ("- a\n- b", "it is no table"), ("x" * 400_001, "longer than 400,000")],
)
def test_what_is_no_catalogue_at_all_is_said_so(words: str, said: str) -> None:
    assert said in refused(words)


def test_what_is_missing_of_the_whole_is_named_once() -> None:
    assert refused(OWN.replace("title: Our own\n", "")) == "own.yaml, line 1: title is missing; write it."


def test_every_fault_is_told_at_once() -> None:
    told = refused(OWN.replace("id: A.10", "id: B.10").replace("evidence: [rules for records]", "evidence: []"))
    assert "B.10 stands in section A" in told
    assert "A.1 names no evidence" in told
    assert len(told.splitlines()) == 2


def test_an_answer_serves_where_its_item_covers_another_and_not_where_they_overlap() -> None:
    both = library.read(FILES.items())
    found = both.offered("other-2026", [("own-2026", "A.1"), ("own-2026", "A.10")])
    assert list(found) == ["A.1"]
    (served,) = found["A.1"]
    assert (served.catalogue, served.item, served.crosswalk) == ("own-2026", "A.1", "own-2026_other-2026")
    assert served.link.why == "The same words."
    assert not both.offered("own-2026", [("other-2026", "A.1")])
    equal = library.read((FILES | {"own-2026_other-2026.yaml": WALK.replace("covers", "equal")}).items())
    assert list(equal.offered("own-2026", [("other-2026", "A.1")])) == ["A.1"]
    nothing = library.read((FILES | {"own-2026_other-2026.yaml": WALK.replace("covers", "none")}).items())
    assert not nothing.offered("other-2026", [("own-2026", "A.1")])
    assert not nothing.offered("own-2026", [("other-2026", "A.1")])
    turned = library.read((FILES | {"own-2026_other-2026.yaml": WALK.replace("covers", "covered_by")}).items())
    assert list(turned.offered("own-2026", [("other-2026", "A.1")])) == ["A.1"]
    assert not turned.offered("other-2026", [("own-2026", "A.1")])


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("from: A.10", "from: A.99", "line 6: own-2026 has no item A.99"),
        ("from: A.10", "from: A.C1", "line 6: A.C1 is for customs to do"),
        ("from: A.10, relation: overlaps", "from: A.1, relation: equal", "line 6: A.1 with A.1 stands there twice"),
        ("catalogue: other", "catalogue: others", "line 2: there is no catalogue others-2026"),
        ("catalogue: other", "catalogue: own", "own-2026 is related to itself"),
        ("relation: covers", "relation: beats", "line 5: links[0].relation"),
    ],
)
def test_an_orphan_of_a_crosswalk_is_refused(was: str, becomes: str, said: str) -> None:
    with pytest.raises(WrittenRefused) as told:
        library.read((FILES | {"own-2026_other-2026.yaml": WALK.replace(was, becomes)}).items())
    assert said in str(told.value)


def test_one_crosswalk_is_followed_and_not_the_next() -> None:
    third = {"third-2026.yaml": OWN.replace("id: own", "id: third")}
    on = WALK.replace("catalogue: other", "catalogue: third").replace("catalogue: own", "catalogue: other")
    three = library.read((FILES | third | {"other-2026_third-2026.yaml": on}).items())
    assert list(three.offered("other-2026", [("own-2026", "A.1")])) == ["A.1"]
    assert not three.offered("third-2026", [("own-2026", "A.1")])
    assert list(three.offered("third-2026", [("other-2026", "A.1")])) == ["A.1"]


def test_two_crosswalks_do_not_relate_the_same_two() -> None:
    turned = WALK.replace("from: {catalogue: own", "from: {catalogue: x").replace(
        "to: {catalogue: other", "to: {catalogue: own"
    )
    turned = turned.replace("catalogue: x", "catalogue: other")
    with pytest.raises(WrittenRefused, match="related the other way round already"):
        library.read((FILES | {"other-2026_own-2026.yaml": turned}).items())


def test_a_file_is_called_as_what_it_holds() -> None:
    with pytest.raises(WrittenRefused, match=r"call the file own-2026\.yaml"):
        library.read([("mine-1.yaml", OWN)])


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.recursive(
            st.none() | st.text() | st.integers() | st.booleans(),
            lambda of: st.lists(of) | st.dictionaries(st.text(), of),
            max_leaves=12,
        ).map(yaml.safe_dump),
    )
)
def test_whatever_is_written_is_read_or_refused_in_words(words: str) -> None:
    with pytest.raises(WrittenRefused, match=r"own\.yaml"):
        reading.catalogue(words, where="own.yaml")


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(OWN) - 1),
    st.text(max_size=6) | st.sampled_from(["\\\\U", "\\\\ud800", "%YAML ", "!!", "*", "&a ", "\\t", "? "]),
    st.integers(0, 30),
)
def test_a_slip_of_the_hand_ends_in_words_too(place: int, typed: str, lost: int) -> None:
    words = OWN[:place] + typed + OWN[place + lost :]
    try:
        reading.catalogue(words, where="own.yaml")
    except WrittenRefused as refusal:
        assert str(refusal).startswith("own.yaml")
