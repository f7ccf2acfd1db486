"""Sum up days: how many declarations of a day stand alike, made anew whenever one of them is decided or reported on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from trustlane.declarations import queries as declarations
from trustlane.declarations.facts import Reported
from trustlane.selectivity.labels import SMALL_FIRM
from trustlane.selectivity.models import Decision

FORGET = "DELETE FROM selectivity_daysummary WHERE day = ANY(%(days)s)"
# What was decided here stands beside what others did through the view in which declarations tell it.
SUM_UP = """
INSERT INTO selectivity_daysummary
       (day, office, regime, "group", lane, lane_without_credit, lane_credit_withheld, drawn, policy, applied,
        examination, declarations, released, waited_minutes)
SELECT decision.day, decision.office, decision.regime,
       CASE WHEN decision.trusted THEN decision.trusted_by
            WHEN decision.trader_before <= %(small)s THEN 'small' ELSE 'others' END,
       decision.lane, decision.lane_without_credit, coalesce(decision.lane_credit_withheld, ''), decision.drawn,
       coalesce(basis.parts ->> 'policy', ''), coalesce(done.applied, ''), coalesce(done.examination, ''),
       count(*), count(done.waited_minutes), coalesce(sum(done.waited_minutes), 0)
FROM selectivity_decision decision
JOIN selectivity_currentdecision current ON current.decision_id = decision.id
JOIN selectivity_basisversion basis ON basis.version = decision.basis_id
LEFT JOIN declarations_done done ON done.reference = decision.declaration
WHERE decision.day = ANY(%(days)s)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""

# Until PostgreSQL has looked a table over it takes it for nearly empty, and goes through one anew for each row of
# another: minutes instead of a second, where all of it came with this transaction. Of many days most are read anyhow.
JOIN_WHOLE = """
SELECT set_config('enable_nestloop', 'off', true) FROM pg_class
WHERE oid = 'selectivity_decision'::regclass AND (reltuples <= 0 OR %(many)s)
"""
JOIN_AS_USUAL = "SET LOCAL enable_nestloop TO DEFAULT"
MANY_DAYS = 7


def sum_up(days: Iterable[date]) -> None:
    """Sum these days up anew, in the transaction of whatever changed them; two of them take turns."""
    ordered = sorted(set(days))
    if not ordered:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # A decision and a report may come in at the same moment: whoever is later sees both.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('selectivity day summary'))")
        cursor.execute(FORGET, {"days": ordered})
        cursor.execute(JOIN_WHOLE, {"many": len(ordered) > MANY_DAYS})
        cursor.execute(SUM_UP, {"days": ordered, "small": SMALL_FIRM})
        cursor.execute(JOIN_AS_USUAL)


def sum_up_reported(fact: Reported) -> None:
    """Reports of what was really done came in: the days of the declarations they are about."""
    about = Decision.objects.filter(declaration__in=declarations.reported_after(fact.number))
    sum_up(about.order_by().values_list("day", flat=True).distinct())
