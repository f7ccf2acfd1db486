"""Run by bench_programme in a process and a state of its own: a programme of 25,000 cases, and how long pages take.

Prints one JSON object: milliseconds of each page, the median of its rounds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

HOLDERS, OPEN, ROUNDS = 20_000, 5_000, 15
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
OFFICE = "XA01"
STAGES = ("submitted", "accepted", "desk review", "validation planned", "validating", "decision pending")
WORDS = ("Harbour", "Meridian", "Northwind", "Lantern", "Copper", "Willow", "Granite", "Saffron", "Juniper", "Delta")


def main() -> None:
    """Build the world, ask for each page, and print what that took."""
    from trustlane.config import database, migrate, secret_key
    from trustlane.config.settings import in_force

    with database.in_use(in_force()):
        secret_key.ensure(in_force())
        migrate.django_ready()
        migrate.migrate()
        began = time.perf_counter()
        people = built()
        told = {"building, s": time.perf_counter() - began}
        print(json.dumps(told | measured(people)))


def built() -> dict[str, Any]:
    """25,000 cases brought from another system by two people, cut over, and the people who see them all."""
    from tests.world import World
    from trustlane.access.roles import Role
    from trustlane.programme import actions as deeds

    world = World()
    officer = world.user(Role.CASE_OFFICER, office=OFFICE)
    uploader, applier = (world.user(Role.REGISTER_OFFICER) for _ in range(2))
    decider = world.user(Role.DECISION_MAKER, office=OFFICE)
    file, seen = deeds.upload_migration(
        file_name="holders.csv",
        data="".join(rows(random.Random(7))).encode(),  # noqa: S311 - invented data, the same each time
        on=NOW.date(),
        office=OFFICE,
        preset="eu-2026",
        by=uploader,
        at=NOW,
    )
    report = deeds.apply_migration(file=file, seen=seen.digest, by=applier, at=NOW)
    deeds.countersign(report=report, by=decider, at=NOW)
    proposal = deeds.propose_cut_over(day=NOW.date(), reason="The old system is switched off.", by=decider, at=NOW)
    deeds.cut_over(proposal=proposal, by=uploader, at=NOW)
    _analyse()
    auditor, validator = world.user(Role.AUDITOR), world.user(Role.VALIDATOR, office=OFFICE)
    return {"an officer": officer, "who decides": decider, "an auditor": auditor, "a validator": validator}


def rows(chance: random.Random) -> Iterator[str]:
    """The file of the old system, line by line: holders, and applications at all stages."""
    yield (
        "Case number;Name;National number;Stage;Certificate number;Roles;Scope;Submitted on;Accepted on;Granted on;"
        "Valid from\n"
    )
    for number in range(HOLDERS + OPEN):
        holds = number < HOLDERS
        submitted = NOW.date() - timedelta(days=chance.randint(200, 2_000) if holds else chance.randint(21, 170))
        granted = submitted + timedelta(days=120)
        yield ";".join(
            (
                f"OLD-{number}",
                f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number} Ltd",
                f"M{number:07d}",
                "active" if holds else chance.choice(STAGES),
                f"XA-{number:06d}" if holds else "",
                "exporter",
                "both",
                f"{submitted}",
                f"{submitted + timedelta(days=20)}",
                f"{granted};{granted + timedelta(days=5)}\n" if holds else ";\n",
            )
        )


def _analyse() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(people: dict[str, Any]) -> dict[str, float]:
    """Milliseconds of each page: chosen views as an officer opens them, every other page by each role that may."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    clients = {}
    for name, person in people.items():
        clients[name] = Client()
        clients[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    chosen = {
        "the worklist": "/desk/cases/",
        "its late cases": "/desk/cases/?kind=alive&late=yes",
        "the holders": "/desk/cases/?kind=holders",
        "a search by name": "/desk/cases/?kind=all&search=saffron+juniper",
        "one case": "/desk/cases/XA-C020124/",
        "the figures of the programme": "/desk/programme/",
    }
    found = {name: _ms(clients["an officer"], address) for name, address in chosen.items()}
    for address in plain_addresses():
        for name, client in clients.items():
            if client.get(address).status_code == 200:
                found[f"{address} for {name}"] = _ms(client, address)
    return found


def plain_addresses() -> list[str]:
    """The pages of the programme that need no name of a thing, files aside."""
    from trustlane.desk.programme.urls import urlpatterns

    routes = [str(one.pattern) for one in urlpatterns]
    return [f"/desk/{route}" for route in routes if "<" not in route and route.endswith("/")]


def _ms(client: Any, address: str) -> float:
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        page = client.get(address)
        took.append(time.perf_counter() - began)
        if page.status_code != 200:
            raise RuntimeError(f"{address} answered {page.status_code}")
    return 1000 * median(took[1:])


if __name__ == "__main__":
    sys.exit(main())
