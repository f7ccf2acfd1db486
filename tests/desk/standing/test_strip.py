"""The strip of periods keeps its order and its proportions, and never leaves its frame."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from trustlane.desk.standing.strip import WIDTH, strip
from trustlane.standing.facts import STATES, StandingFact

KNOWN = datetime(2026, 3, 2, tzinfo=UTC)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def fact(
    first: date | None, last: date | None, *, state: str = "valid", issuer: str = "XA", role: str = ""
) -> StandingFact:
    return StandingFact(
        operator="XA1", name="Acme", identifiers=(), scope=frozenset({"security"}), role=role, tier="", issuer=issuer,
        state=state, valid_from=first, valid_to=last, known_from=KNOWN,
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.none() | days, st.none() | days, st.sampled_from(STATES), st.sampled_from(["XA", "XB"]))),
    days,
)
def test_every_piece_stands_inside_the_frame(
    periods: list[tuple[date | None, date | None, str, str]], day: date
) -> None:
    facts = [
        fact(first, max(first, last) if first and last else last, state=state, issuer=issuer)
        for first, last, state, issuer in periods
    ]
    drawn = strip(facts, day=day)
    assert sum(len(band.pieces) for band in drawn.bands) == len(facts)
    assert 0 <= drawn.day <= WIDTH
    for band in drawn.bands:
        for piece in band.pieces:
            assert 0 <= piece.x <= WIDTH
            assert piece.width > 0
            assert piece.x + piece.width <= WIDTH + 0.5


def test_issuers_and_roles_have_bands_of_their_own() -> None:
    drawn = strip(
        [fact(None, None, role="importer"), fact(None, None), fact(None, None, issuer="XB")], day=date(2026, 3, 2)
    )
    assert [(band.issuer, band.role, band.y) for band in drawn.bands] == [
        ("XA", "", 0),
        ("XA", "importer", 26),
        ("XB", "", 52),
    ]


def test_an_open_period_reaches_both_rims() -> None:
    (band,) = strip([fact(None, None)], day=date(2026, 3, 2)).bands
    assert (band.pieces[0].x, band.pieces[0].width) == (0.0, WIDTH)


def test_the_states_that_occur_are_named_once() -> None:
    facts = [fact(date(2020, 1, 1), date(2021, 1, 1)), fact(date(2021, 1, 2), None, state="revoked")]
    assert strip(facts, day=date(2026, 3, 2)).states == ["valid", "revoked"]
