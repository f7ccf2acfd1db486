"""Presets are read whole, or refused with the line of every fault."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.programme.clocks import library, reading
from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.clocks.terms import Preset, Rule, StopRule, Validity
from trustlane.written import SIZE_LIMIT, WrittenRefused

OWN = dedent("""\
    id: own
    edition: 2026
    title: Our own
    about: A preset for tests.
    ends_on_working_day: false
    validity:
      years: 4
      tiers: {gold: 6}
      reference: our own law
    appeal_suspends: {holds: true, reference: our own law}
    terms:
      - id: acceptance
        title: Customs accepts
        turn: customs
        begins: [submit]
        ends: [accept, not_accept]
        length: 10
        unit: working_days
        stops:
          - {stopped_by: ask_information, started_by: [answer_information], longest_days: 30}
        extensions:
          - {asked_by: customs, longest: 5, times: 1}
        silence: accepted
        warnings: [3, 1]
        reference: our own law, article 1
        confirmed: true
      - id: renewal
        title: The certificate is renewed
        turn: holder
        begins: [grant]
        only_where: {cause: [first, second]}
        ends: [revalidate]
        as_validity: true
        unit: years
        reference: our own law, article 2
""")


def refused(words: str) -> str:
    with pytest.raises(WrittenRefused) as told:
        reading.preset(words, where="own.yaml")
    return str(told.value)


def test_a_preset_is_read_as_it_is_written() -> None:
    own = reading.preset(OWN, where="own.yaml")
    assert (own.name, own.ends_on_working_day, list(own.by_id)) == ("own-2026", False, ["acceptance", "renewal"])
    acceptance, renewal = own.terms
    assert (acceptance.length, acceptance.unit, acceptance.confirmed) == (10, Unit.WORKING_DAYS, True)
    assert acceptance.stops == (StopRule("ask_information", ("answer_information",), 30),)
    assert renewal.only_where == {"cause": ("first", "second")}
    assert renewal.begun_by("grant", {"cause": "second"})
    assert not renewal.begun_by("grant", {})
    assert own.appeal_suspends == Rule(True, "our own law")
    assert own.hearing_before_revocation is None
    assert own.reapplication_ban_years is None


@pytest.mark.parametrize(
    ("validity", "tier", "years"),
    [
        (Validity("x"), "t1", None),
        (Validity("x", years=5), "t1", 5),
        (Validity("x", years=5, tiers={"t1": 3}), "t1", 3),
        (Validity("x", years=5, tiers={"t1": 3}), "t2", 5),
        (Validity("x", tiers={"t1": 3, "t3": 5}), "t3", 5),
        (Validity("x", tiers={"t1": 3, "t3": 5}), "t9", 3),
        (Validity("x", tiers={"t1": 3, "t3": 5}), None, 3),
    ],
)
def test_a_tier_that_is_not_known_has_the_shortest_validity(
    validity: Validity, tier: str | None, years: int | None
) -> None:
    assert validity.of_tier(tier) == years


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("id: renewal", "id: acceptance", "line 27: acceptance stands there twice"),
        ("length: 10", "length: ten", "line 17: terms[0].length: Expected"),
        ("length: 10", "length: 0", "line 17: terms[0].length: Expected `int` >= 1"),
        ("length: 10", "length: 2501", "line 17: 2501 working days is too long; at most 2,500."),
        ("    length: 10\n", "", "line 12: acceptance has no length"),
        ("    ends: [accept, not_accept]\n", "", "line 12: acceptance never ends; write ends, or runs_out: true."),
        ("ends: [accept, not_accept]", "ends: accept", "line 16: terms[0].ends: write a list"),
        (
            "begins: [submit]",
            "begins: [sumbit]",
            "line 15: terms[0].begins[0]: 'sumbit' is none of: submit, ask_information",
        ),
        ("begins: [submit]", "begins: [hurry]", "'hurry' is none of: submit, ask_information,"),
        ("begins: [submit]", "begins: []", "line 15: terms[0].begins"),
        (
            "turn: customs",
            "turn: custom",
            "line 14: terms[0].turn: 'custom' is none of: customs, applicant, holder,",
        ),
        ("turn: customs", "turn: nobody", "line 14: acceptance is nobody's turn"),
        ("unit: working_days", "unit: weeks", "'weeks' is none of: calendar_days, working_days, hours, months, years"),
        ("silence: accepted", "silence: consent", "'consent' is none of: nothing, accepted,"),
        ("silence: accepted", "holds: at_once", "'at_once' is none of: from_first_day, on_last_day, after_last_day"),
        ("silence: accepted", "holds: on_last_day", "line 23: acceptance: while somebody may still act"),
        ("silence: accepted", "holds: on_last_day\n    runs_out: true\n    ends_on_working_day: maybe", "line 25"),
        (
            "silence: accepted",
            "silense: accepted",
            "line 23: terms[0].silense: there is no 'silense' here; there are: id, title",
        ),
        ("asked_by: customs", "asked_by: law", "'law' is none of: customs, applicant, holder, agency."),
        ("asked_by: customs", "who: customs", "there is no 'who' here; there are: asked_by, longest"),
        ("longest: 5", "longest: 5, unit: months", "line 22: acceptance is counted in working days"),
        ("longest: 5", "longest: 2600", "line 22: 2600 working days is too long"),
        ("longest: 5, times: 1}", "longest: 5}\n      - {asked_by: customs}", "asked for by customs stand there twice"),
        ("stopped_by: ask", "from: ask", "there is no 'from' here; there are: stopped_by, started_by, longest_days."),
        ("[answer_information]", "[ask_information]", "line 20: ask_information stops the clock and starts it"),
        ("{cause: [first, second]}", "{colour: [red]}", "line 31: terms[1].only_where: 'colour' is none of: cause"),
        ("{cause: [first, second]}", "{cause: []}", "line 31: terms[1].only_where"),
        ("as_validity: true", "as_validity: true\n    length: 3", "line 33: renewal has two lengths"),
        ("unit: years", "unit: months", "line 34: renewal is as long as certificates are valid; write unit: years."),
        ("  years: 4\n  tiers: {gold: 6}\n", "", "line 31: renewal is as long as certificates are valid, and validity"),
        (
            "years: 4",
            "year: 4",
            "line 7: validity.year: there is no 'year' here; there are: reference, years,",
        ),
        ("years: 4", "years: 51", "line 7: validity.years: Expected `int` <= 50"),
        ("holds: true", "holds: perhaps", "line 10: appeal_suspends.holds: Expected"),
        (
            "holds: true",
            "hold: true",
            "there is no 'hold' here; there are: holds, reference, confirmed. Do you mean 'holds'?",
        ),
        ("ends_on_working_day: false\n", "", "line 1: ends_on_working_day is missing; write it."),
        ("    title: Customs accepts\n", "", "line 12: terms[0]: title is missing; write it."),
        ("title: Our own", "title: '  '", "line 3: title"),
        ("title: Our own", "title: Our own\ntitle: Ours", "line 4: title stands there twice; keep one."),
        ("title: Our own", "titel: Our own", "Do you mean 'title'?"),
        ("title: Our own", 'title: "\\e[31m"', "line 3: the text holds an invisible character; delete it."),
        ("title: Our own", "title: a\x00b", "line 3: it holds an invisible character; delete it."),
        ("title: Our own", "title: a: b", "line 3, column 9: there is a colon in a text; put the text in quotes."),
        ("title: Our own", "title:\t- x", "line 3, column 7: there is a tab; indent with spaces."),
        ("title: Our own", "title: [", "line 5, column 20: not YAML: "),
        ("title: Our own", "title: !!binary eA==", "line 3: tag:yaml.org,2002:binary is nothing this file holds"),
        ("title: Our own", "title: !" + "t" * 5_000 + " x", "is nothing this file holds"),
        ("title: Our own", "title: ~", "line 3: title: Expected `str`, got `null`."),
        ("title: Our own", "title: &a x\ncopy: *a", "line 4, column 7: `*` stands for something written above"),
        ("title: Our own", "title: " + "[" * 40 + "]" * 40, "line 3, column 19: nested more than 12 levels deep."),
        ("title: Our own", "title: [" + "x," * 20_000 + "]", "more than 20,000 names and values."),
        ("title: Our own", '"\\ud800": x', "line 3: a name is one word of at most 60"),
        ("title: Our own", "? [a]\n: x", "line 3: a name is one word"),
        ("title: Our own", 'title: "\\UFFFFFFFF"', "it is not YAML that can be read"),
        ("id: own", "%YAML 1." + "9" * 5_000 + "\n---\nid: own", "it is not YAML that can be read"),
        ("id: own", "id: Own", "line 1: id"),
        ("id: own", 'id: "own\\n"', "line 1: id"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_mend(was: str, becomes: str, said: str) -> None:
    changed = OWN.replace(was, becomes, 1)
    assert changed != OWN
    told = refused(changed)
    assert said in told
    assert told.startswith("own.yaml")
    assert len(told) < 800


def test_a_ban_is_counted_in_years() -> None:
    said = refused(OWN.replace("id: acceptance", "id: reapplication_ban"))
    assert said == "own.yaml, line 18: reapplication_ban is counted in years; write unit: years."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "own.yaml, line 1: it is empty; begin with `id: `."),
        ("- a\n- b", "own.yaml, line 1: it is no table of names and values; begin with `id: `."),
        ("x" * 400_001, "own.yaml: longer than 400,000 characters; shorten it."),
    ],
)
def test_what_is_no_preset_at_all_is_said_so(words: str, said: str) -> None:
    assert refused(words) == said


def test_every_fault_is_told_at_once_up_to_twenty() -> None:
    assert len(refused(OWN.replace("    length: 10\n", "").replace("unit: years", "unit: months")).splitlines()) == 2
    lines = OWN.splitlines(keepends=True)
    term = "".join(lines[11:26]).replace("length: 10", "length: 9999").replace("longest: 5", "longest: 9999")
    many = "".join(lines) + "".join(term.replace("id: acceptance", f"id: a{n * 'b'}") for n in range(15))
    told = refused(many).splitlines()
    assert len(told) == 21
    assert told[-1] == "own.yaml: and 10 more."


def test_a_file_is_called_as_what_it_holds() -> None:
    assert list(library.read([("own-2026.yaml", OWN)])) == ["own-2026"]
    with pytest.raises(WrittenRefused, match=r"mine\.yaml: it holds own-2026; call the file own-2026\.yaml\."):
        library.read([("mine.yaml", OWN)])


def test_what_ships_is_far_from_the_largest_that_is_read() -> None:
    assert max(map(len, library.files().values())) < SIZE_LIMIT / 5
    assert sorted(library.shipped()) == [
        "eu-2026", "india-2026", "indonesia-2026", "korea-2026", "national-2026", "us-2026"
    ]  # fmt: skip


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
def test_whatever_is_written_is_refused_in_words(words: str) -> None:
    with pytest.raises(WrittenRefused, match=r"own\.yaml"):
        reading.preset(words, where="own.yaml")


SLIPS = st.text(max_size=6) | st.sampled_from(
    ["\\\\U", "\\\\ud800", "%YAML ", "!!", "*", "&a ", "\t", "? ", "{", "0", "9" * 30, "-1", "null", "hours", "grant"]
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([OWN, *library.files().values()]), st.floats(0, 1), SLIPS, st.integers(0, 30))
def test_a_slip_of_the_hand_is_read_or_refused_in_words(file: str, where: float, typed: str, lost: int) -> None:
    place = int(where * (len(file) - 1))
    try:
        read = reading.preset(file[:place] + typed + file[place + lost :], where="own.yaml")
    except WrittenRefused as refusal:
        assert str(refusal).startswith("own.yaml")
    else:
        assert isinstance(read, Preset)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_value_that_belongs_elsewhere_is_read_or_refused_in_words(data: st.DataObject) -> None:
    tree = yaml.safe_load(OWN)
    here = tree
    while isinstance(here, dict | list) and here:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or data.draw(st.booleans()):
            here[key] = data.draw(st.sampled_from([None, [], {}, "hours", 0, -5, 10**12, True, "2026-01-01", [["x"]]]))
            break
        here = here[key]
    try:
        assert isinstance(reading.preset(yaml.safe_dump(tree), where="own.yaml"), Preset)
    except WrittenRefused as refusal:
        assert str(refusal).startswith("own.yaml")


def test_a_freeze_is_72_hours_in_every_country() -> None:
    from trustlane.programme.clocks.library import files
    from trustlane.programme.clocks.reading import preset
    from trustlane.written import WrittenRefused

    words = files()["national-2026.yaml"].replace("length: 72\n", "length: 96\n")
    with pytest.raises(WrittenRefused, match=r"freeze is 72 hours; write length: 72, unit: hours"):
        preset(words, where="national-2026.yaml")
