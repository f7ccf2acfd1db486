"""Run by bench_feed in a process and a state of its own: a register of 20,000 holders that consent, told to a partner.

Prints one JSON object, in seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HOLDERS, CHANGES = 20_000, 50
ORIGINS = ("mra.xa.example/xb", "mra.xa.example/xc")


def now() -> datetime:
    """The instant: deeds and signatures are of now."""
    return datetime.now(UTC)  # noqa: TID251 - what is measured runs in real time


def main() -> None:
    """Build the register, open a feed, sign it; then let a process seal and measure single changes."""
    from trustlane.config import database, feed_keys, migrate, secret_key
    from trustlane.config.settings import in_force

    node = in_force()
    with database.in_use(node):
        secret_key.ensure(node)
        feed_keys.ensure_invented(node)
        migrate.django_ready()
        migrate.migrate()
        print(json.dumps(measured()))


def measured() -> dict[str, Any]:
    """Seconds of each part."""
    from django.conf import settings

    from tests.world import World
    from trustlane.access.roles import Role
    from trustlane.config.feed_keys import signers
    from trustlane.recognition.actions.sealing import Sealer

    world = World()
    first, second, registrar = world.user(Role.MRA_DESK), world.user(Role.MRA_DESK), world.user(Role.REGISTER_OFFICER)
    operators = registered(registrar)
    began = time.perf_counter()
    feed = opened(ORIGINS[0], first, second)
    opening = time.perf_counter() - began
    sealer = Sealer(signers(), Path(settings.TRUSTLANE_FEEDS_FOLDER))
    began = time.perf_counter()
    while sealer.seal(feed, at=now()).tree.size < HOLDERS:
        pass
    sealing = time.perf_counter() - began
    process = subprocess.Popen([sys.executable, "-m", "trustlane.cli", "feeds", "seal", "--every", "1"])
    try:
        wait_for(feed, until=now())
        changes = [changed(feed, operator) for operator in operators[:CHANGES]]
    finally:
        process.terminate()
        process.wait()
    return {
        "opening": opening,
        "sealing": sealing,
        "changes": changes,
        "removal": removal(sealer, first, second, operators),
    }


def registered(registrar: Any) -> list[Any]:
    """Holders that consent, by set-based deeds."""
    from django.db import transaction

    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject
    from trustlane.parties.actions.registering import enter
    from trustlane.parties.facts import Entry
    from trustlane.parties.identifiers import Identifier
    from trustlane.parties.models import Operator
    from trustlane.recognition.actions.consenting import give_consent
    from trustlane.standing.actions.asserting import Brought, Said, assert_brought

    at = now()
    entries = [
        Entry(f"XA{number:09d}", f"Holder {number} Trading Company Limited", (Identifier("TIN", f"XA{number:09d}"),))
        for number in range(HOLDERS)
    ]
    known = enter(entries=entries, actor="system:bench", at=at, source="bench", issuer="XA")
    with transaction.atomic():
        row = record(verb="bench.bring", actor="system:bench", subjects=[Subject("bench", "feed")], at=at)
        says = [
            Brought(known[one.reference], one.reference, one.name, "bench", Said("valid", True, True), date(2026, 1, 1))
            for one in entries
        ]
        assert_brought(says=says, issuer="XA", programme="AEO", recorded_in=row, at=at)
    operators = list(Operator.objects.order_by("reference"))
    give_consent(operators=operators, by=registrar, at=at)
    return operators


def opened(origin: str, first: Any, second: Any) -> Any:
    """A feed of every field, opened by two."""
    from trustlane.recognition.actions.feeds import open_feed, propose_feed
    from trustlane.recognition.feed.bodies import ALL
    from trustlane.standing.facts import SCOPES

    feed = propose_feed(origin=origin, partner="XB", fields=ALL, scope=SCOPES, by=first, at=now(), reason="bench")
    open_feed(feed=feed, by=second, at=now())
    return feed


def changed(feed: Any, operator: Any) -> float:
    """Seconds from the commit of a revocation to a checkpoint that holds it."""
    from tests.recognition.issuer import assert_valid, said
    from trustlane.recognition.models import FeedTree

    before = FeedTree.objects.get(feed=feed).size
    assert_valid(operator, said("revoked"), since=now().date(), at=now())
    began = time.perf_counter()
    while FeedTree.objects.get(feed=feed).size == before:
        time.sleep(0.005)
    return time.perf_counter() - began


def removal(sealer: Any, first: Any, second: Any, operators: list[Any]) -> float:
    """Seconds to the checkpoint of a removal that was said while a whole register waited to be signed."""
    from tests.recognition.issuer import assert_valid, said
    from trustlane.recognition.models import FeedEntry

    feed = opened(ORIGINS[1], first, second)
    assert_valid(operators[-1], said("revoked"), since=now().date(), at=now())
    began = time.perf_counter()
    revoked = FeedEntry.objects.filter(feed=feed, to="revoked", seq__isnull=False)
    while not revoked.exists():
        sealer.seal(feed, at=now())
    return time.perf_counter() - began


def wait_for(feed: Any, *, until: datetime) -> None:
    """Wait until the sealing process is at work: it has signed a time after this one."""
    from trustlane.recognition.models import FeedTree

    deadline = time.monotonic() + 120
    while (signed := FeedTree.objects.get(feed=feed).signed_at) is None or signed < until:
        if time.monotonic() > deadline:
            raise TimeoutError("the sealing process signed nothing in two minutes")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
