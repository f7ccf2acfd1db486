"""A programme as a node of an older version kept it, and what it says of its cases; a process of its own tells either.

python -m tests.config.old_cases lay 0005   lay cases, tell of them, and bring the tables back to that migration
python -m tests.config.old_cases tell       every date of every case, as kept and as replayed, as JSON
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any


def lay(migration: str) -> dict[str, Any]:
    """Cases in which everything happened that moves a clock, kept in the tables of an older version."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from trustlane.config.settings import in_force
    from trustlane.ledger import roles

    settings.TRUSTLANE_ADMINISTRATION = "XA"

    from tests.programme.cases import Programme
    from tests.programme.test_migrating import Arriving
    from tests.world import World
    from trustlane.programme import actions as deeds
    from trustlane.programme.stages import Stage

    world = World()
    ours = Programme(world, preset="national-2026")
    asked = ours.case(Stage.SUBMITTED)  # stood while the applicant looked for an answer
    ours.do("ask_information", asked)
    ours.tick(days=5)
    ours.do("answer_information", asked)
    longer = ours.case(Stage.ACCEPTED)  # stopped by hand, and extended
    deeds.stop_clock(case=longer, term="decision", reason="A court decides.", by=ours.officer, at=ours.tick())
    ours.tick(days=9)
    deeds.start_clock(case=longer, term="decision", reason="It did.", by=ours.officer, at=ours.tick())
    deeds.extend(case=longer, term="decision", days=30, reason="An expert is ill.", by=ours.officer, at=ours.tick())
    ours.case(Stage.MONITORED)
    ours.case(Stage.FROZEN)
    ours.case(Stage.SUSPENDED)
    ours.case(Stage.REVOCATION_HEARING)
    ours.case(Stage.ANNULMENT_APPEALED)
    ours.case(Stage.REFUSED)
    elsewhere = Programme(world, preset="eu-2026", people=ours.people, number=100, now=ours.now)
    elsewhere.case(Stage.SUBMITTED)
    elsewhere.case(Stage.GRANTED)
    Arriving(world, at=elsewhere.tick() + timedelta(days=1)).apply()
    told = tell()
    # Laid by today's deeds, which ask tables that there were not yet; then kept in those there were.
    call_command("migrate", "programme", migration, database="owner", verbosity=0, skip_checks=True)
    roles.grant(connections["owner"], in_force().settings.database.app_role)
    return told | {"applied": applied()}


def tell() -> dict[str, Any]:
    """Every date of every case: as its row keeps it, as its clocks read, as it is when its events are told anew."""
    from trustlane.parties.periods import first_and_last
    from trustlane.programme.models import Case, Event, ReviewCall, Terms
    from trustlane.programme.moves import target_of
    from trustlane.programme.queries.clocks import running
    from trustlane.programme.queries.dues import due_by
    from trustlane.programme.stages import Stage
    from trustlane.standing.models import Standing

    cases = {}
    for case in Case.objects.order_by("pk"):
        events = list(Event.objects.filter(case=case).order_by("number"))
        terms = Terms.objects.filter(case=case).order_by("decided_in__number").last()
        stage, came_from = Stage(events[0].target), None
        for event in events[1:]:
            target = target_of(event.move, stage, came_from)
            stage, came_from = target, stage if target != stage else came_from
        calls = ReviewCall.objects.filter(case=case).order_by("pk")
        again = due_by(case, events, calls, expires=terms.expires if terms else None)
        cases[case.reference] = {
            "kept": [case.stage, case.due, case.due_term, case.turn, case.wakes, case.last_event],
            "replayed": [stage, again.at, again.term, again.turn, again.wakes, len(events)],
            "moves": [event.move for event in events],
            "clocks": [
                [run.term.id, run.first_day, run.due, run.ended.at if run.ended else None, len(run.pauses)]
                for run in running(case)
            ],
            "terms": [terms.effective, terms.expires] if terms else None,
        }
    standing = [
        [row.operator_id, row.role, row.state, *first_and_last(row.valid), row.known_from, row.known_to]
        for row in Standing.objects.order_by("pk")
    ]
    return {"cases": cases, "standing": standing, "applied": applied()}


def applied() -> list[str]:
    """The changes of the programme's tables that this node has seen."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "programme")


def main() -> None:
    from trustlane.config import migrate

    migrate.django_ready()
    said = lay(sys.argv[2]) if sys.argv[1] == "lay" else tell()
    print(json.dumps(said, default=lambda one: one.isoformat() if isinstance(one, datetime) else str(one)))


if __name__ == "__main__":
    main()
