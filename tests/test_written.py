"""Files of programme offices: read as written, or refused with line, place and mend; never anything else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.written import WrittenRefused, line_of, read, refuse


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the tests read."""

    id: str
    many: int = 0
    parts: tuple[str, ...] = ()


def refused(words: str) -> str:
    with pytest.raises(WrittenRefused) as told:
        read(words, Thing, where="own.yaml")
    return str(told.value)


def test_everything_is_text_until_the_shape_says_otherwise() -> None:
    thing, lines = read("id: 1.10\nmany: 3\nparts: [no, 2026-01-01]\n", Thing, where="own.yaml")
    assert thing == Thing("1.10", 3, ("no", "2026-01-01"))
    assert lines == {"": 1, "id": 1, "many": 2, "parts": 3, "parts[0]": 3, "parts[1]": 3}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "own.yaml, line 1: it is empty; begin with `id: `."),
        ("- a", "line 1: it is no table"),
        ("id: a\n\nmany: x", "line 3: many: Expected `int`, got `str`"),
        ("id: a\nmore: x", "line 2: more: there is no 'more' here; there are: id, many, parts."),
        ("many: 1", "line 1: id is missing; write it."),
        ("id:", "line 1: id: Expected `str`, got `null`"),
        ("id: a\nparts:\n  - x\n  - [y]", "line 4: parts[1]: Expected `str`, got `array`"),
        ("id: a\nid: b", "line 2: id stands there twice"),
        ("id: a\nId: b", "line 2: Id: there is no 'Id' here; there are: id, many, parts."),
        ("id: a\n[x]: b", "line 2: a name is one word of at most 60 letters"),
        ("id: &x a\nparts: [*x]", "line 2, column 9: `*` stands for something written above"),
        (
            "id: !!python/name:os.system x",
            "line 1: tag:yaml.org,2002:python/name:os.system is nothing this file holds",
        ),
        ('id: "\\u202e"', "line 1: the text holds an invisible character"),
        ("id: a\nparts: [\x00]", "line 2: it holds an invisible character"),
        ("id: a: b", "line 1, column 6: there is a colon in a text; put the text in quotes."),
        ("id: a\n--- \nid: b", "line 2, column 1: not YAML: but found another document"),
        ("id: " + "[" * 13 + "]" * 13, "line 1, column 16: nested more than 12 levels deep."),
        ("parts: [" + "x," * 20_001 + "]", "more than 20,000 names and values."),
        ("x" * 400_001, "longer than 400,000 characters"),
        ('id: "\\UFFFFFFFF"', "it is not YAML that can be read"),
        ("%YAML 1." + "9" * 5_000 + "\n---\nid: own", "it is not YAML that can be read"),
    ],
)
def test_a_fault_is_told_with_its_line(words: str, said: str) -> None:
    told = refused(words)
    assert said in told
    assert told.startswith("own.yaml")
    assert len(told) < 600


class Colour(StrEnum):
    """Words of a list."""

    RED = "red"
    GREEN = "green"


class Many(msgspec.Struct, frozen=True, rename={"colour": "in"}):
    """What holds all that a place can be below."""

    colour: Colour | None = None
    inner: Many | None = None
    by_name: Mapping[
        Annotated[Literal["left", "right"], msgspec.Meta()], tuple[Literal["red", "green"] | Literal["none"], ...]
    ] = {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("in: gren", "line 1: in: 'gren' is none of: red, green. Do you mean 'green'?"),
        ("in: blue", "line 1: in: 'blue' is none of: red, green."),
        ("inner:\n  inner: {in: blue}", "line 2: inner.inner.in: 'blue' is none of: red, green."),
        ("by_name: {rigth: [red]}", "line 1: by_name: 'rigth' is none of: left, right. Do you mean 'right'?"),
        ("by_name:\n  left: [blue]", "line 1: by_name[...][0]: 'blue' is none of: red, green, none."),
        ("by_name:\n  left: red", "line 1: by_name[...]: write a list: [ …, … ]."),
        ("in: ' - at `$.inner'", "line 1: in: ' - at `$.inner' is none of: red, green."),
    ],
)
def test_a_word_that_is_none_of_those_known_is_mended(words: str, said: str) -> None:
    with pytest.raises(WrittenRefused) as told:
        read(words, Many, where="own.yaml")
    assert str(told.value) == f"own.yaml, {said}"


class Things(msgspec.Struct, frozen=True):
    """Things by name."""

    things: dict[str, Thing]


def test_a_fault_below_a_name_that_the_writer_chose_has_its_place_too() -> None:
    with pytest.raises(WrittenRefused, match=r"line 2: things\[\.\.\.\]\.many: Expected `int`, got `str`\.$"):
        read("\nthings: {a: {id: x, many: y}}", Things, where="own.yaml")


def test_faults_of_meaning_are_told_at_once_and_not_without_end() -> None:
    refuse([], {}, where="own.yaml")
    lines = {"parts": 3, "parts[0]": 4}
    with pytest.raises(WrittenRefused) as told:
        refuse([("parts[0].id", "x" * 1_200), *(("parts[7]", "wrong") for _ in range(24))], lines, where="own.yaml")
    said = str(told.value).splitlines()
    assert said[0].startswith("own.yaml, line 4: xxx")
    assert len(said[0]) < 800
    assert said[1] == "own.yaml, line 3: wrong"
    assert said[-1] == "own.yaml: and 5 more."
    assert len(said) == 21
    assert line_of("elsewhere.deep", lines) == 1


@settings(max_examples=400)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_whatever_is_written_is_read_or_refused(words: str) -> None:
    try:
        read(words, Thing, where="own.yaml")
    except WrittenRefused as error:
        assert "own.yaml" in str(error)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "many", "parts", "x"]), inner),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["id", "many", "parts"]), values))
def test_whatever_has_the_wrong_shape_is_refused(raw: object) -> None:
    try:
        thing, _ = read(yaml.safe_dump(raw), Thing, where="own.yaml")
    except WrittenRefused as error:
        assert "own.yaml" in str(error)
    else:
        assert isinstance(thing.id, str)
