"""Deciding again after trust was lost: what counts at the moment of decision, and that no lane becomes milder."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import DAY, basis, fact, lines, many
from trustlane.selectivity import again, policy, screening
from trustlane.selectivity.trust import ROLES, Register
from trustlane.standing.facts import HeardFact, StandingFact

HISTORY = many(50, seed=6)
NEXT = DAY + timedelta(days=1)
LATER = datetime(2026, 3, 3, 12, tzinfo=UTC)  # the day after DAY
ONE = lines({"declaration": "D", "importer": "IMP"})


def trusted(*facts: StandingFact, at: datetime | None = LATER, zone: str = "UTC") -> bool:
    register = Register.of(facts, ("OWN",), zone=zone)
    seen = screening.assess_lines(ONE, basis(HISTORY, register=register), at=at)
    return bool(seen.trust.credits[0])


def test_what_ended_after_the_declarations_day_gives_nothing_to_who_is_decided_later() -> None:
    until_then = fact("IMP", valid_from=date(2026, 1, 1), valid_to=DAY)
    suspended = fact("IMP", state="suspended", valid_from=NEXT)
    assert trusted(until_then, suspended, at=None)  # at its own lodging, the day before
    assert not trusted(until_then, suspended)
    assert not trusted(until_then)


def test_a_new_word_of_the_same_issuer_keeps_it_as_far_as_it_covers_as_many_risks_and_the_role() -> None:
    before = fact("IMP", valid_from=date(2026, 1, 1), valid_to=DAY)
    goes_on: dict[str, Any] = {"valid_from": NEXT}
    assert trusted(before, fact("IMP", tier="new", **goes_on))
    assert not trusted(before, fact("IMP", scope=frozenset({"security"}), **goes_on))
    assert not trusted(before, fact("IMP", issuer="XB", **goes_on))
    assert not trusted(before, fact("IMP", role="exporter", **goes_on))
    assert trusted(fact("IMP", role="importer", valid_to=DAY), fact("IMP", **goes_on))


def test_the_day_of_the_decision_is_that_of_the_administration() -> None:
    ended = fact("IMP", valid_to=DAY)
    still_the_same_day_in_utc = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert trusted(ended, at=still_the_same_day_in_utc)
    assert not trusted(ended, at=still_the_same_day_in_utc, zone="Asia/Seoul")


def test_the_basis_names_how_far_feeds_were_read_even_where_they_gave_nothing() -> None:
    heard = HeardFact("XB", "mra.xb.example/own", 17, "cm9vdA==", None, None, None)
    rests = basis(HISTORY, register=Register.of((), ("OWN",), heard=[heard]))
    assert rests.versions["feeds"] == "mra.xb.example/own 17 cm9vdA=="
    assert "feeds" not in basis(HISTORY, fact("IMP")).versions


# --- the lane from what was kept -------------------------------------------------------------------------------------

POLICY = policy.default()
GOODS = again.track_of(POLICY, "import")


def stood(role: str = "importer", holder: str = "A", **changes: Any) -> dict[str, Any]:
    whole = {"role": role, "holder": holder, "own": True, "scope": "security compliance", "tier": "", "feed": ""}
    return {**whole, "half": False, **changes}


def test_it_is_lost_where_it_counts_no_longer_or_for_fewer_risks_and_not_where_its_tier_changed() -> None:
    assert again.lost([stood()], []) == [stood()]
    assert again.lost([stood()], [stood(scope="security")]) == [stood()]
    assert again.lost([stood()], [stood(role="exporter")]) == [stood()]
    assert again.lost([stood()], [stood(tier="gold"), stood(holder="B")]) == []
    assert again.lost([stood(scope="security")], [stood()]) == []


def test_the_reason_names_the_roles_and_neither_holder_nor_worth() -> None:
    (first, second, *others) = again.reasons([{"source": "lot", "text": "x"}], [stood("exporter", "B"), stood()])
    assert first["text"] == "Decided again: a status of the importer holds no longer."
    assert second["text"] == "Decided again: a status of the exporter holds no longer."
    assert others == [{"source": "lot", "text": "x"}]
    assert len(again.reasons([first], [stood()])) == 1
    assert set(again.SENTENCE) == set(ROLES)


def test_what_still_softens_as_much_leaves_the_lane() -> None:
    assert GOODS is not None
    both = [stood(), stood(holder="B")]
    assert not again.softens_less(POLICY, GOODS, both, [stood(holder="B")])
    assert again.softens_less(POLICY, GOODS, both, [])
    assert again.softens_less(POLICY, GOODS, [stood()], [stood(half=True)])
    assert not again.softens_less(POLICY, GOODS, [], both)


@given(st.data())
def test_no_lane_becomes_milder_and_none_stricter_than_an_ordinary_traders(data: st.DataObject) -> None:
    assert GOODS is not None
    order = [GOODS.nothing, *sorted(GOODS.looks, key=lambda look: GOODS.looks[look].strictness)]
    was, withheld = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(order))
    found = again.lane(GOODS, was, withheld)
    assert order.index(found) == max(order.index(was), order.index(withheld))


def test_a_lane_that_only_another_policy_knows_stands() -> None:
    assert GOODS is not None
    assert again.lane(GOODS, "purple", "red") == "purple"


def test_credits_follow_from_what_was_kept_as_they_did_from_the_register() -> None:
    register = Register.of([fact("IMP"), fact("EXP", issuer="XB")], ("OWN",))
    rows = lines({"declaration": "D", "importer": "IMP", "exporter": "EXP"})
    rests = basis(HISTORY, register=register)
    seen = screening.assess_lines(rows, rests)
    decided, _ = screening.screen(rows, rests)
    kept = decided["trusted"][0].to_list()
    assert again.credits_of(rests.policy, kept) == (int(seen.trust.credits[0]), 0)
    halves = [{**one, "half": True} for one in kept]
    assert again.credits_of(rests.policy, halves) == (int(seen.trust.credits[0]), int(seen.trust.credits[0]))
    assert [one["role"] for one in kept] == ["exporter", "importer"]
