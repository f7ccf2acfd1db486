"""What a list would change: computed alike every time, and laid over the register without losing or contradicting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustlane.parties.identifiers import Identifier, match_key
from trustlane.standing.compare import Held, Preview, compare
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.law import contradict, valid_on
from trustlane.standing.lists import ListedFact, ListRead

KNOWN = datetime(2026, 3, 2, tzinfo=UTC)
ON = date(2026, 3, 2)
BOTH = frozenset(SCOPES)


def fact(operator: str = "XA1", **said: object) -> StandingFact:
    given_: dict[str, object] = {
        "operator": operator,
        "name": "Blue",
        "identifiers": (Identifier("TIN", operator),),
        "scope": BOTH,
        "role": "importer",
        "tier": "",
        "issuer": "XA",
        "state": "valid",
        "valid_from": date(2024, 1, 1),
        "valid_to": None,
        "known_from": KNOWN,
    }
    return StandingFact(**(given_ | said))  # type: ignore[arg-type]


COLUMNS = tuple((name, name) for name in ("name", "scope", "tier", "programme", "state", "valid_from", "valid_to"))


def listed(*facts: StandingFact, columns: tuple[tuple[str, str], ...] = COLUMNS) -> ListRead:
    return ListRead(listed=tuple(ListedFact(row, each) for row, each in enumerate(facts, 2)), columns=columns)


def lay(register: list[StandingFact], read: ListRead, *, complete: bool = True, on: date = ON) -> Preview:
    held = [Held(number, each) for number, each in enumerate(register, 1)]
    known_as = {match_key(one, "XA"): each.operator for each in register for one in each.identifiers}
    return compare(held, read, issuer="XA", on=on, complete=complete, known_as=known_as)


def applied(register: list[StandingFact], preview: Preview) -> list[StandingFact]:
    gone = {number for change in preview.changes for number in change.supersedes}
    kept = [each for number, each in enumerate(register, 1) if number not in gone]
    return kept + [each for change in preview.changes for each in change.becomes]


def test_a_new_holder_is_added() -> None:
    preview = lay([], listed(fact()))
    assert [each.kind for each in preview.changes] == ["added"]
    assert preview.added[0].becomes == (fact(),)


def test_what_is_held_word_for_word_is_unchanged() -> None:
    assert lay([fact()], listed(fact())).unchanged == 1


def test_a_suspension_splits_the_period_at_its_day() -> None:
    (change,) = lay([fact()], listed(fact(state="suspended"))).changed
    before, after = change.becomes
    assert (before.state, before.valid_to) == ("valid", ON - timedelta(days=1))
    assert (after.state, after.valid_from, after.valid_to) == ("suspended", ON, None)
    assert [(each.field, each.before, each.after) for each in change.differences] == [("state", "valid", "suspended")]


def test_the_day_a_list_gives_for_a_status_counts() -> None:
    since = date(2025, 6, 1)
    read = ListRead(listed=(ListedFact(2, fact(state="revoked"), since),), columns=COLUMNS)
    assert lay([fact()], read).changed[0].after.valid_from == since


def test_another_end_or_name_rewrites_the_period_whole() -> None:
    (change,) = lay([fact()], listed(fact(valid_to=date(2027, 1, 1), name="Blue River"))).changed
    assert change.becomes == (fact(valid_to=date(2027, 1, 1), name="Blue River"),)
    assert {each.field for each in change.differences} == {"name", "valid_to"}


def test_a_renewed_certificate_is_a_period_of_its_own() -> None:
    old = fact(valid_to=date(2025, 12, 31))
    preview = lay([old], listed(fact(valid_from=date(2026, 2, 1))))
    assert preview.added[0].supersedes == ()
    assert len(applied([old], preview)) == 2


def test_a_new_identifier_is_a_change() -> None:
    more = (Identifier("TIN", "XA1"), Identifier("AEO", "XAAEO1"))
    (change,) = lay([fact()], listed(fact(identifiers=more))).changed
    assert change.differences[0].after == "AEO XAAEO1"


def test_a_column_the_list_does_not_have_changes_nothing() -> None:
    held = fact(scope=frozenset({"security"}), tier="2", state="suspended", valid_to=date(2027, 1, 1))
    assert lay([held], listed(fact(), columns=(("name", "name"),))).unchanged == 1


def test_a_wider_scope_takes_the_place_of_two_that_were_apart() -> None:
    apart = [fact(scope=frozenset({"security"})), fact(scope=frozenset({"compliance"}))]
    preview = lay(apart, listed(fact()))
    (change,) = preview.changed
    assert set(change.supersedes) == {1, 2}
    assert not _contradictions(applied(apart, preview))


def test_what_a_row_does_not_speak_of_stays_beside_it() -> None:
    """The row rewrites the compliance period it meets; of the security one, what lies after it stays."""
    security = fact(scope=frozenset({"security"}), valid_to=date(2027, 1, 1))
    compliance = fact(scope=frozenset({"compliance"}), valid_from=date(2025, 1, 1), valid_to=date(2026, 1, 1))
    row = fact(valid_from=date(2025, 2, 1), valid_to=date(2025, 6, 30), state="suspended")
    after = applied([security, compliance], lay([security, compliance], listed(row), complete=False))
    later = date(2025, 7, 1)
    assert [(each.scope, each.state) for each in after if valid_on(each, later)] == [(frozenset({"security"}), "valid")]
    assert not _contradictions(after)


def test_a_scope_a_row_does_not_name_stays_where_another_period_is_meant() -> None:
    wide = fact(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    narrow = fact(scope=frozenset({"security"}), valid_from=date(2025, 1, 1))
    row = fact(scope=frozenset({"security"}), valid_from=date(2024, 7, 1), state="suspended")
    after = applied([wide, narrow], lay([wide, narrow], listed(row), complete=False))
    kept = [each for each in after if valid_on(each, date(2024, 8, 1)) and each.state == "valid"]
    assert [each.scope for each in kept] == [frozenset({"compliance"})]
    assert not _contradictions(after)


def test_a_holder_whose_scope_grows_narrower_is_not_missing() -> None:
    held = fact(valid_from=None)
    row = fact(scope=frozenset({"security"}), valid_from=ON + timedelta(days=1))
    once = applied([held], lay([held], listed(row)))
    assert lay(once, listed(row)).changes == ()


def test_two_rows_that_name_one_operator_by_two_numbers_are_one_too_many() -> None:
    register = [fact(identifiers=(Identifier("TIN", "XA1"), Identifier("AEO", "XAAEO1")))]
    second = fact("XAAEO1", identifiers=(Identifier("AEO", "XAAEO1"),))
    preview = lay(register, listed(fact(), second))
    assert len(preview.refused) == 1 and "row 2" in preview.refused[0].reason


def test_the_digest_names_what_would_be_done() -> None:
    one, same, other = lay([], listed(fact())), lay([], listed(fact())), lay([fact()], listed(fact(state="revoked")))
    assert one.digest == same.digest != other.digest


operators = st.sampled_from(["XA1", "XA2", "XA3"])
scopes = st.sampled_from([BOTH, frozenset({"security"}), frozenset({"compliance"})])
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def periods(draw):  # type: ignore[no-untyped-def]
    first, last = sorted([draw(days), draw(days)])
    return draw(st.sampled_from([(None, None), (first, None), (None, last), (first, last)]))


@st.composite
def some_facts(draw):  # type: ignore[no-untyped-def]
    chosen: list[StandingFact] = []
    for _ in range(draw(st.integers(0, 7))):
        first, last = draw(periods())
        each = fact(
            draw(operators),
            scope=draw(scopes),
            role=draw(st.sampled_from(["", "importer"])),
            state=draw(st.sampled_from(["valid", "suspended", "revoked"])),
            tier=draw(st.sampled_from(["", "2"])),
            valid_from=first,
            valid_to=last,
        )
        if not any(contradict(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def _contradictions(register: list[StandingFact]) -> list[tuple[StandingFact, StandingFact]]:
    return [
        (one, other) for place, one in enumerate(register) for other in register[place + 1 :] if contradict(one, other)
    ]


@given(some_facts(), some_facts(), st.booleans(), days)
def test_whatever_is_laid_the_register_never_contradicts_itself(
    register: list[StandingFact], rows: list[StandingFact], complete: bool, on: date
) -> None:
    preview = lay(register, listed(*rows), complete=complete, on=on)
    assert not _contradictions(applied(register, preview))


@given(some_facts(), some_facts(), st.booleans(), days)
def test_no_row_of_the_register_is_superseded_twice(
    register: list[StandingFact], rows: list[StandingFact], complete: bool, on: date
) -> None:
    preview = lay(register, listed(*rows), complete=complete, on=on)
    gone = [number for change in preview.changes for number in change.supersedes]
    assert len(gone) == len(set(gone))
    assert preview.unchanged + len(preview.added) + len(preview.changed) + len(preview.refused) == len(rows)


@given(some_facts(), days)
def test_a_list_of_changes_touches_only_whom_it_names(register: list[StandingFact], on: date) -> None:
    preview = lay(register, listed(fact("XA9")), complete=False, on=on)
    assert [each.operator for each in preview.changes] == ["XA9"]


@given(some_facts(), days)
def test_after_an_empty_complete_list_nobody_holds_from_its_day_on(register: list[StandingFact], on: date) -> None:
    after = applied(register, lay(register, listed(), on=on))
    assert not [each for each in after if each.state in ("valid", "suspended") and valid_on(each, on)]
    # and what was true the day before is as it was
    day = on - timedelta(days=1)
    assert sorted(_said(each) for each in after if valid_on(each, day)) == sorted(
        _said(each) for each in register if valid_on(each, day)
    )


def _said(each: StandingFact) -> str:
    return repr(replace(each, valid_from=None, valid_to=None))


@given(some_facts(), days)
def test_what_the_register_says_itself_changes_nothing(register: list[StandingFact], on: date) -> None:
    preview = lay(register, listed(*register), on=on)
    assert preview.changes == () and preview.unchanged == len(register)


@given(some_facts(), some_facts(), st.booleans(), days)
def test_the_same_list_applied_again_changes_nothing_that_holds(
    register: list[StandingFact], rows: list[StandingFact], complete: bool, on: date
) -> None:
    one_each = list({(each.operator, each.role): each for each in rows}.values())
    once = applied(register, lay(register, listed(*one_each), complete=complete, on=on))
    again = applied(once, lay(once, listed(*one_each), complete=complete, on=on))
    assert sorted(map(repr, again)) == sorted(map(repr, once))
