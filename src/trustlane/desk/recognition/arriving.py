"""A consignment that names a partner's operator arrives in a demonstration: kept, decided at once, and kept as decided.

Beside it comes its twin, the same goods of a sender nobody knows, and a quay full of others, so that there is something
to choose from. Every arrival is priced as a market of its own: what is seen does not hang on how often one looked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.clock.zones import day_of
from trustlane.declarations.actions.keeping import keep
from trustlane.declarations.readers import read_path
from trustlane.recognition.queries import ages
from trustlane.selectivity import policy, references, screening
from trustlane.selectivity.actions.keeping import keep_decisions
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.targeting import compiled_for
from trustlane.selectivity.trust import Register
from trustlane.simulate import demonstration
from trustlane.standing import queries as standing

SEED = b"trustlane: the seed of the demonstration's random share"
OTHERS = 30
HEAD = (
    "declaration,lodged,day,regime,office,hs,origin,departure,importer,exporter,"
    "net_mass_g,value_minor,currency,tax_rate_ppm,description"
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Two declarations of the same goods, by reference: of the operator, and of somebody nobody knows."""

    named: str
    twin: str


def arrive(*, exporter: str, by: Someone, at: datetime) -> Arrived:
    """Lodge a consignment of that exporter, with its twin and others, and decide them by what is known now."""
    text = policy_text()
    read_as = policy.parse(text, where="demonstration policy")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "arrivals.csv"
        file.write_text("\n".join((HEAD, *_rows(exporter, at))) + "\n", "utf-8")
        read = read_path(file)
    with transaction.atomic():
        loaded = keep(read=read, source="the quay of the demonstration", by=by, at=at, zone=settings.TIME_ZONE)
        facts = standing.snapshot(at)
        own = (*read_as.own, settings.TRUSTLANE_ADMINISTRATION)
        basis = Basis(
            policy=read_as,
            references=references.fit(read.lines),
            register=Register.of(facts, own, heard=ages.heard(at), zone=settings.TIME_ZONE),
            exchange=Exchange.fitted(read_as.currency, read_as.exchange, read.lines),
            seed=SEED,
            rules=compiled_for(read_as, demonstration.text("rules.yaml").encode()),
        )
        decisions, tables = screening.screen(loaded.fresh, basis, at=at)
        keep_decisions(
            decisions=decisions, lines=loaded.fresh, basis=basis.named, tables=tables, policy_text=text, by=by, at=at
        )
    return Arrived(_reference(at, 1), _reference(at, 2))


def policy_text() -> str:
    """The policy of the invented country, as this administration's own."""
    own = settings.TRUSTLANE_ADMINISTRATION
    text = demonstration.text("policy.yaml")
    return text.replace("name: XA", f"name: {own}").replace("own: [XA]", f"own: [{own}]")


def _reference(at: datetime, number: int) -> str:
    return f"{at:%y}{settings.TRUSTLANE_ADMINISTRATION}{at:%m%d%H%M%S}{at.microsecond // 1000:03d}{number:02d}"


def _rows(exporter: str, at: datetime) -> Iterator[str]:
    """The consignment, its twin, and the others: so many that two such may not both be opened."""
    for number, sender in ((1, exporter), (2, f"{exporter[:2]}999999999")):
        yield _row(number, sender, at, "852990", exporter[:2], 900_000, 300_000, "parts")
    for number in range(3, 3 + OTHERS):
        sender = f"XD8000000{number % 17:02d}"
        yield _row(number, sender, at, "940360", "XD", 200_000 + 1_000 * number, 40_000, "office chairs of wood")


def _row(number: int, exporter: str, at: datetime, hs: str, origin: str, mass: int, value: int, what: str) -> str:
    own = settings.TRUSTLANE_ADMINISTRATION
    told = (
        *(_reference(at, number), at.isoformat(), day_of(at, settings.TIME_ZONE), "import", "QUAY", hs, origin, origin),
        *(f"{own}0000001{number % 7:02d}", exporter, mass, value, "USD", 0, what),
    )
    return ",".join(map(str, told))
