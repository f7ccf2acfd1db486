"""What is not released is decided again where a party lost its standing: beside the old decision, never milder."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection

from tests.recognition.issuer import assert_valid, said
from tests.recognition.issuers import Issuer, Reading
from tests.selectivity.declared import DAY, SEED, lines, many
from tests.world import World, declare, screen_and_keep
from trustlane.access.actors import Actor, system
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.jobs.deciding import BY, decide_what_changed
from trustlane.ledger.models import Row
from trustlane.recognition.queries import ages
from trustlane.selectivity import policy
from trustlane.selectivity.actions.deciding_again import Again, decide_again, leave_word_of_changes
from trustlane.selectivity.labels import Outcome
from trustlane.selectivity.models import ChangedStanding, CurrentDecision, Decision
from trustlane.selectivity.random_share import is_drawn
from trustlane.standing import queries as standing

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
SHARE = policy.default().random.per_million
DRAWN = next(name for name in map("L{}".format, range(10_000)) if is_drawn(name, SEED, SHARE))
OURS = pl.concat(
    [
        many(40, seed=1, importer="XA000001", day=DAY),
        lines({"declaration": DRAWN, "importer": "XA000001", "day": DAY}),
    ]
)
SCREENER = system("tests", [Role.RISK_MANAGER])


@pytest.fixture
def operator(world: World) -> Any:
    """Trusted by us from the day on, named by forty declarations among two hundred."""
    from trustlane.parties.identifiers import Identifier
    from trustlane.standing.actions import register_operator

    made = register_operator(
        name="Trader 1",
        identifiers=[Identifier("TIN", "XA000001")],
        by=world.user(Role.REGISTER_OFFICER),
        at=NOON - timedelta(hours=2),
        issuer="XA",
    )
    assert_valid(made, since=DAY, at=NOON - timedelta(hours=1))
    again(NOON - timedelta(minutes=1))
    return made


def decided(of: pl.DataFrame, at: datetime = NOON) -> None:
    """Kept and decided by the register as it is known then."""
    declare(of, at=at)
    screen_and_keep(of, standing.snapshot(at), by=SCREENER, at=at)


def again(at: datetime = TOMORROW, by: Actor = BY) -> Again:
    return decide_again(own=("XA",), heard=ages.heard(at), zone="UTC", by=by, at=at)


def of(reference: str) -> list[Decision]:
    return list(Decision.objects.filter(declaration=reference).order_by("decided_at"))


def stricter(one: str, other: str) -> str:
    return max(one, other, key=Outcome.values.index)


def test_a_suspension_of_the_next_day_decides_again_what_waits_and_leaves_the_old_decision(operator: Any) -> None:
    decided(pl.concat([OURS, many(160, seed=2, day=DAY)]))
    declare(lines()[:0], events=[{"declaration": "M1-0", "event": "released", "at": NOON}], at=NOON)
    before = {one.declaration: one for one in Decision.objects.filter(importer="XA000001")}
    assert any(one.lane != one.lane_credit_withheld for one in before.values())
    assert before[DRAWN].drawn
    assert_valid(operator, said("suspended"), since=DAY + timedelta(days=1), at=TOMORROW)
    found = again()
    assert sorted(found.decided) == sorted(before.keys() - {"M1-0"})
    assert len(of("M1-0")) == 1
    for reference in found.decided:
        old, new = of(reference)
        assert (old.pk, old.lane, old.standing) == (before[reference].pk, before[reference].lane, old.standing)
        assert new.lane == stricter(old.lane, old.lane_credit_withheld)
        assert (new.drawn, new.mandatory, new.lane_without_credit) == (
            old.drawn,
            old.mandatory,
            old.lane_without_credit,
        )
        assert new.standing == []
        assert not new.trusted
        assert new.reasons[0]["text"] == "Decided again: a status of the importer holds no longer."
        assert new.basis.parts["policy"] == old.basis.parts["policy"]
        assert new.basis.parts["standing"] != old.basis.parts["standing"]
        assert CurrentDecision.objects.get(declaration=reference).decision_id == new.pk
    assert Row.objects.filter(verb="selectivity.decide_again").count() == 1
    assert again(TOMORROW + timedelta(seconds=2)) == Again()
    assert not ChangedStanding.objects.exists()


def test_what_is_given_or_given_again_makes_no_lane_milder(operator: Any) -> None:
    decided(OURS)
    assert_valid(operator, said("suspended"), since=DAY, at=TOMORROW)
    assert again().decided
    assert_valid(operator, since=DAY, at=TOMORROW + timedelta(minutes=1))
    assert again(TOMORROW + timedelta(minutes=2)).decided == ()
    assert_valid(operator, said(tier="gold"), since=DAY, at=TOMORROW + timedelta(minutes=3))
    assert again(TOMORROW + timedelta(minutes=4)).decided == ()


def test_only_a_part_of_the_system_decides_again(operator: Any) -> None:
    with pytest.raises(Refused):
        again(by=Actor("user:1"))


def test_after_thirty_days_without_a_word_it_is_taken_to_be_gone(operator: Any) -> None:
    decided(OURS[:1])
    late = NOON + timedelta(days=31)
    assert_valid(operator, said("revoked"), since=late.date(), at=late)
    assert again(late) == Again()


def test_who_was_trusted_while_decisions_were_being_kept_is_looked_at_once_more(operator: Any) -> None:
    known = standing.snapshot(NOON)
    assert_valid(operator, said("revoked"), since=DAY, at=NOON + timedelta(seconds=5))
    assert again(NOON + timedelta(seconds=6)) == Again()  # before there was any decision
    declare(OURS[:2], at=NOON)
    screen_and_keep(OURS[:2], known, by=SCREENER, at=NOON)
    assert len(again(NOON + timedelta(seconds=9)).decided) == 2
    leave_word_of_changes(["nobody"], since=NOON, at=NOON)
    assert not ChangedStanding.objects.exists()


def test_what_a_partner_takes_back_in_its_feed_is_decided_again_and_the_position_is_kept(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    at = world.now + timedelta(minutes=1)
    reading.looks(at, issuer.serves(at))
    (fact,) = standing.snapshot(at)
    number = next(one.value for one in fact.identifiers if one.scheme == "TIN")
    rows = lines({"declaration": "D", "exporter": number, "importer": "NOBODY", "day": date(2026, 3, 2)})
    declare(rows, at=at)
    from tests.selectivity.declared import basis
    from trustlane.selectivity import screening
    from trustlane.selectivity.actions.keeping import keep_decisions
    from trustlane.selectivity.trust import Register

    register = Register.of(standing.snapshot(at), ("OWN",), heard=ages.heard(at))
    rests = basis(rows, register=register)
    made, tables = screening.screen(rows, rests, at=at)
    keep_decisions(
        decisions=made, lines=rows, basis=rests.named, tables=tables, policy_text="name: x", by=SCREENER, at=at
    )
    (old,) = of("D")
    assert old.standing[0]["feed"].startswith(issuer.origin + " 1 ")
    issuer.says(1, "suspended")
    later = at + timedelta(minutes=1)
    reading.looks(later, issuer.serves(later))
    assert again(later).decided == ("D",)
    old, new = of("D")
    assert new.standing == []
    assert new.basis.parts["feeds"].startswith(issuer.origin + " 2 ")
    assert "feed" not in new.reasons[0]["text"]
    assert issuer.origin not in str(new.reasons)


def test_the_job_works_off_what_was_left_and_nothing_where_nothing_was(operator: Any, settings: Any) -> None:
    settings.TRUSTLANE_ADMINISTRATION, settings.TIME_ZONE = "XA", "UTC"
    decided(OURS[:2])
    assert decide_what_changed(at=NOON) == Again()
    assert_valid(operator, said("revoked"), since=DAY + timedelta(days=1), at=TOMORROW)
    assert len(decide_what_changed(at=TOMORROW).decided) == 2


def test_decisions_are_found_by_whose_standing_they_rest_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'selectivity_by_standing'")
        (told,) = cursor.fetchone()
    assert "jsonb_path_ops" in told
    assert "'[]'::jsonb" in told
