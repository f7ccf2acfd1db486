"""Keeping decisions: whole, once, recorded, never edited."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from django.db import connection
from django.db.utils import Error

from tests.selectivity.declared import DAY, basis, fact, lines, many
from trustlane.access.actors import Actor, HeldRole
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.selectivity import screening
from trustlane.selectivity.actions.keeping import Kept, keep_decisions
from trustlane.selectivity.models import CurrentDecision, Decision, Price

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 8, tzinfo=UTC)
RISK_MANAGER = Actor("user:1", roles=frozenset({HeldRole(Role.RISK_MANAGER)}))
HISTORY = many(300, seed=3)


def kept(at: datetime = AT, by: Actor = RISK_MANAGER, lines: pl.DataFrame = HISTORY) -> Kept:
    rests_on = basis(HISTORY, fact("IMP1"), fact("IMP2"))
    decisions, tables = screening.screen(lines, rests_on, at=at)
    return keep_decisions(
        decisions=decisions, lines=lines, basis=rests_on.named, tables=tables, policy_text="name: x", by=by, at=at
    )


def test_what_is_kept_is_what_was_decided() -> None:
    decisions, _ = screening.screen(HISTORY, basis(HISTORY, fact("IMP1"), fact("IMP2")), at=AT)
    assert kept().decisions == 300
    for row in decisions.sample(20, seed=1).iter_rows(named=True):
        one = Decision.objects.get(declaration=row["declaration"])
        assert (one.lane, one.lane_without_credit, one.drawn) == (row["lane"], row["lane_without_credit"], row["drawn"])
        assert one.lane_credit_withheld == row["lane_credit_withheld"]
        assert one.chances == row["chances"]
        assert one.reasons == row["reasons"]
        assert one.standing == row["trusted"]
        assert one.decided_at == row["at"]
        assert one.current.declaration == one.declaration


def test_the_same_decision_is_kept_once() -> None:
    kept()
    assert kept().decisions == 0
    assert Decision.objects.count() == 300


def test_decided_again_later_both_stand_and_the_newest_is_current() -> None:
    kept()
    kept(at=datetime(2026, 5, 1, tzinfo=UTC), lines=HISTORY[:10])
    assert Decision.objects.count() == 310
    assert CurrentDecision.objects.filter(decision__decided_at__month=5).count() == 10
    assert CurrentDecision.objects.count() == 300


def test_decided_again_with_an_earlier_moment_the_newest_stays_current() -> None:
    kept(at=datetime(2026, 5, 1, tzinfo=UTC))
    kept(at=AT, lines=HISTORY[:10])
    assert not CurrentDecision.objects.filter(decision__decided_at__month=4).exists()


def test_the_batch_stands_in_the_record() -> None:
    batch = kept()
    (entry,) = story(Subject("decisions", batch.digest))
    assert entry.verb == "selectivity.decide"


def test_who_is_no_risk_manager_keeps_nothing() -> None:
    with pytest.raises(Refused):
        kept(by=Actor("user:2", roles=frozenset({HeldRole(Role.FRONTLINE_OFFICER)})))
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE selectivity_decision SET lane = 'green'",
        "DELETE FROM selectivity_decision",
        "UPDATE selectivity_price SET price = 0",
    ],
)
def test_the_database_refuses_to_change_what_was_decided(deed: str) -> None:
    kept()
    with pytest.raises(Error, match=r"keeps what it was given|permission denied"), connection.cursor() as cursor:
        cursor.execute(deed)


def test_both_price_tables_are_kept() -> None:
    kept()
    assert set(Price.objects.values_list("table__world", flat=True)) == {"with", "without"}


def test_what_a_trader_lodged_here_in_the_year_before_is_counted_with_its_decision() -> None:
    days = [DAY - timedelta(days=366), DAY - timedelta(days=300), DAY - timedelta(days=1), DAY, DAY]
    rows = [{"declaration": f"T{number}", "importer": "TRADER", "day": day} for number, day in enumerate(days)]
    kept(lines=lines(*rows[:2]))
    kept(lines=lines(*rows[2:], {"declaration": "GONE", "regime": "export", "exporter": "TRADER"}))
    kept(at=AT + timedelta(hours=1), lines=lines(*rows[3:]))
    counted = dict(Decision.objects.filter(current__isnull=False).values_list("declaration", "trader_before"))
    assert counted == {"T0": 0, "T1": 1, "T2": 2, "T3": 2, "T4": 2, "GONE": 2}
    assert set(Decision.objects.values_list("trader", flat=True)) == {"TRADER"}


def test_a_credit_rests_on_our_own_status_before_a_partners() -> None:
    partner = {"issuer": "XB"}
    facts = (fact("OURS"), fact("THEIRS", **partner), fact("BROKER"))
    rows = [
        {"declaration": "own", "importer": "OURS", "exporter": "THEIRS"},
        {"declaration": "partner", "importer": "THEIRS", "exporter": "NOBODY"},
        {"declaration": "broker", "importer": "NOBODY", "declarant": "BROKER"},
    ]
    rests_on = basis(HISTORY, *facts)
    decisions, tables = screening.screen(lines(*rows), rests_on, at=AT)
    keep_decisions(
        decisions=decisions,
        lines=lines(*rows),
        basis=rests_on.named,
        tables=tables,
        policy_text="name: x",
        by=RISK_MANAGER,
        at=AT,
    )
    assert dict(Decision.objects.values_list("declaration", "trusted_by")) == {
        "own": "own",
        "partner": "partner",
        "broker": "",
    }
