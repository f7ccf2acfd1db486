"""Catalogues of benefits are read whole or refused; what ships can be chosen from as it is."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.programme.benefits.catalogue import GROUPS, LETTERS, MEASURES, TFA
from trustlane.programme.benefits.reading import SHIPPED, benefits, shipped
from trustlane.written import WrittenRefused

OWN = dedent("""\
    id: own
    edition: 2026
    title: Our own
    about: For tests.
    benefits:
      - id: fast
        title: Fast release
        text: Goods are released fast.
        tfa: c
        safe: G1
        roles: [all]
        measured: hours_to_release
        source: our act
      - id: contact
        title: A contact
        text: One officer answers.
        tfa: none
        safe: none
        roles: [exporter, broker]
        tiers: [gold]
        not_measured: Talk is not counted.
        source: our act
""")


def test_a_catalogue_is_read_as_it_is_written() -> None:
    own = benefits(OWN, where="own.yaml")
    assert own.name == "own-2026"
    assert list(own.by_id) == ["fast", "contact"]
    fast, contact = own.benefits
    assert fast.is_for("carrier")
    assert (contact.is_for("broker"), contact.is_for("carrier")) == (True, False)
    assert (fast.is_in(""), contact.is_in(""), contact.is_in("gold"), contact.is_in("iron")) == (
        True,
        False,
        True,
        False,
    )
    assert fast.agency == "customs"
    assert not fast.confirmed


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("id: contact", "id: fast", "line 14: fast stands there twice; keep one."),
        ("measured: hours_to_release", "confirmed: true", "line 6: fast does not say how it is measured"),
        ("not_measured: Talk is not counted.", 'not_measured: " "', "line 14: contact does not say how it is measured"),
        (
            "measured: hours_to_release",
            "measured: hours_to_release\n    not_measured: x",
            "line 13: fast is measured and",
        ),
        ("[exporter, broker]", "[exporter, exporter]", "line 19: contact names a role twice"),
        ("[all]", "[all, broker]", "line 11: fast names a role twice or others beside all"),
        ("[all]", "[]", "line 11: benefits[0].roles"),
        ("[all]", "[shop]", "line 11: benefits[0].roles[0]: 'shop' is none of: importer, exporter"),
        ("tfa: c", "ftaa: c", "line 9: benefits[0].ftaa: there is no 'ftaa' here; there are: id, title"),
        (
            "tfa: c",
            "tfa: h",
            "line 9: benefits[0].tfa: 'h' is none of: a, b, c, d, e, f, g, none.",
        ),
        ("safe: G1", "safe: G5", "line 10: benefits[0].safe: 'G5' is none of: G1, G2"),
        (
            "hours_to_release",
            "happiness",
            "line 12: benefits[0].measured: 'happiness' is none of: examination_rate, doc",
        ),
        ("tfa: c", "agency: mayor", "line 9: benefits[0].agency"),
        ("tfa: c\n", "\n", "line 6: benefits[0]: tfa is missing; write it."),
        ("title: Our own", "title: ' '", "line 3: title"),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, said: str) -> None:
    changed = OWN.replace(was, becomes, 1)
    assert changed != OWN
    with pytest.raises(WrittenRefused) as told:
        benefits(changed, where="own.yaml")
    assert said in str(told.value)


@settings(max_examples=200)
@given(st.integers(0, len(OWN) - 1), st.integers(0, 12), st.text(max_size=3))
def test_a_spoilt_file_is_read_or_refused(place: int, cut: int, put: str) -> None:
    try:
        benefits(OWN[:place] + put + OWN[place + cut :], where="own.yaml")
    except WrittenRefused as error:
        assert "own.yaml" in str(error)


def test_what_ships_uses_every_measure_group_and_word_that_there_is() -> None:
    one = shipped()
    assert one.name == SHIPPED
    assert len(one.benefits) > 40
    assert {benefit.tfa for benefit in one.benefits} == {*LETTERS, "none"}
    assert {benefit.safe for benefit in one.benefits} == {*GROUPS, "none"}
    assert {benefit.measured for benefit in one.benefits} == {*MEASURES, None}
    assert TFA.keys() == set(LETTERS)
    assert len({benefit.agency for benefit in one.benefits}) == 8


def test_nothing_that_ships_is_called_confirmed_that_nobody_compared() -> None:
    assert not any(benefit.confirmed for benefit in shipped().benefits)
