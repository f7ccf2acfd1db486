"""Who trades: invented importers, exporters, brokers and carriers; who of them is trusted, by whom, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from trustlane.parties.identifiers import Identifier
from trustlane.simulate import names
from trustlane.simulate.parties import Operator
from trustlane.standing.facts import StandingFact

OCCASIONAL_IMPORTERS = 6_000
OCCASIONAL_EXPORTERS = 8_000

# How the operators we know divide: importers, foreign exporters, brokers, the rest carriers.
_SHARES = (0.46, 0.30, 0.14)
# Of each group, how many hold an own status; of foreign exporters, how many come from partners, and how many of them
# hold their administration's status.
_TRUSTED = {"importer": 0.28, "broker": 0.40, "carrier": 0.40}
_FROM_PARTNERS = 0.75
_TRUSTED_BY_PARTNERS = 0.75

_LETTERS = {frozenset({"security", "compliance"}): "F", frozenset({"security"}): "S", frozenset({"compliance"}): "C"}


@dataclass(frozen=True)
class People:
    """Everyone who trades, as a table; a party is a place in it. Groups stand one after the other."""

    identifier: pl.Series
    name: pl.Series
    address: pl.Series
    country: pl.Series
    importers: np.ndarray  # places: known ones first, then occasional ones
    exporters: np.ndarray  # places, sorted by country; known ones first inside each
    exporter_start: dict[str, tuple[int, int]]  # country → stretch of `exporters`
    brokers: np.ndarray
    carriers: np.ndarray
    known_importers: int
    size: np.ndarray  # of each importer, by its place in `importers`
    security: np.ndarray  # (parties,) bool: holds a status for security, whatever became of it since
    compliance: np.ndarray
    number: pl.Series  # of the status, null where there is none
    kind: pl.Series  # AEOC, AEOS, AEOF
    ended: np.ndarray  # (parties,) first day without valid status as days since 1970, far future where it lasts
    operators: tuple[Operator, ...]
    standing: tuple[StandingFact, ...]


def people(seed: int, first: date, last: date, operators: int, own: str, partners: tuple[str, ...]) -> People:
    """Draw everyone. `operators` are known by name; beside them trade many small occasional ones."""
    rng = np.random.default_rng([seed, 1])
    importers, exporters, brokers = (round(share * operators) for share in _SHARES)
    carriers = operators - importers - exporters - brokers
    roles = ["importer"] * importers + ["exporter"] * exporters + ["broker"] * brokers + ["carrier"] * carriers
    # Of the foreign exporters we know by name, most are partners' operators; others live where goods come from.
    elsewhere = ("CN", "DE", "IT", "VN", "TR", "IN", "JP", "US")
    exporter_countries = [
        str(rng.choice(partners)) if rng.random() < _FROM_PARTNERS and partners else str(rng.choice(elsewhere))
        for _ in range(exporters)
    ]
    countries = [own] * importers + exporter_countries + [own] * brokers + [own] * carriers
    size = rng.lognormal(0.0, 1.0, importers)
    scopes = _scopes(rng, roles, countries, size, partners)
    known = _known(roles, countries, scopes)
    occasional_countries = _occasional_countries(rng, partners)
    table = pl.concat([known, _occasional(operators, own, occasional_countries)])
    standing, ended = _standing(rng, known, scopes, roles, first, last, own)
    padding = len(table) - operators
    exporter_places = np.concatenate(
        [
            np.arange(importers, importers + exporters),
            np.arange(operators + OCCASIONAL_IMPORTERS, len(table)),
        ]
    )
    of_country = table["country"].to_numpy()[exporter_places]
    order = np.lexsort((exporter_places, of_country))
    exporter_places, of_country = exporter_places[order], of_country[order]
    starts = {
        str(country): (int(np.searchsorted(of_country, country)), int(np.searchsorted(of_country, country, "right")))
        for country in np.unique(of_country)
    }
    return People(
        identifier=table["identifier"],
        name=table["name"],
        address=table["address"],
        country=table["country"],
        importers=np.concatenate([np.arange(importers), np.arange(operators, operators + OCCASIONAL_IMPORTERS)]),
        exporters=exporter_places,
        exporter_start=starts,
        brokers=np.arange(importers + exporters, importers + exporters + brokers),
        carriers=np.arange(importers + exporters + brokers, operators),
        known_importers=importers,
        size=np.concatenate([size, rng.lognormal(0.0, 0.8, OCCASIONAL_IMPORTERS)]),
        security=np.pad(np.array(["security" in scope for scope in scopes]), (0, padding)),
        compliance=np.pad(np.array(["compliance" in scope for scope in scopes]), (0, padding)),
        number=table["number"],
        kind=table["kind"],
        ended=np.pad(ended, (0, padding), constant_values=1 << 30),
        operators=tuple(
            Operator(
                reference=row["reference"],
                name=row["name"],
                address=row["address"],
                country=row["country"],
                role=role,
                identifiers=_identifiers(row),
            )
            for row, role in zip(known.to_dicts(), roles, strict=True)
        ),
        standing=standing,
    )


def _scopes(
    rng: np.random.Generator, roles: list[str], countries: list[str], size: np.ndarray, partners: tuple[str, ...]
) -> list[frozenset[str]]:
    """Which risks each known operator is trusted for. Among importers, the larger hold a status more often."""
    both, safe, tidy = frozenset({"security", "compliance"}), frozenset({"security"}), frozenset({"compliance"})
    rank = np.argsort(np.argsort(-size * rng.lognormal(0, 0.7, len(size))))
    scopes: list[frozenset[str]] = []
    for place, role in enumerate(roles):
        lot = rng.random()
        kind = rng.random()
        if role == "importer" and rank[place] < _TRUSTED[role] * len(size):
            scopes.append(both if kind < 0.55 else tidy if kind < 0.82 else safe)
        elif role == "exporter" and countries[place] in partners and lot < _TRUSTED_BY_PARTNERS:
            scopes.append(safe if kind < 0.7 else both)
        elif role == "broker" and lot < _TRUSTED[role]:
            scopes.append(tidy)
        elif role == "carrier" and lot < _TRUSTED[role]:
            scopes.append(safe)
        else:
            scopes.append(frozenset())
    return scopes


def _known(roles: list[str], countries: list[str], scopes: list[frozenset[str]]) -> pl.DataFrame:
    places = np.arange(len(roles))
    name_of = {"importer": names.trading, "exporter": names.trading, "broker": names.broking, "carrier": names.carrying}
    every = {role: of(places) for role, of in name_of.items()}
    return pl.DataFrame(
        {
            "identifier": [f"{country}1{place:08d}" for place, country in enumerate(countries)],
            "name": [every[role][place] for place, role in enumerate(roles)],
            "address": names.addresses(places),
            "country": countries,
            "reference": [f"{country}-{place:05d}" for place, country in enumerate(countries)],
            "number": [
                f"{country}AEO{_LETTERS[scope]}{place:07d}" if scope else None
                for place, (country, scope) in enumerate(zip(countries, scopes, strict=True))
            ],
            "kind": [f"AEO{_LETTERS[scope]}" if scope else None for scope in scopes],
        },
        schema_overrides={"number": pl.String, "kind": pl.String},
    )


def _occasional_countries(rng: np.random.Generator, partners: tuple[str, ...]) -> list[str]:
    """Where occasional exporters live: the more goods come from a country, the more of them."""
    from trustlane.simulate.goods import table

    goods = table()
    weight = np.bincount(goods.origins.ravel(), minlength=len(goods.countries)).astype(np.float64)
    countries = [*goods.countries, *partners]
    weight = np.concatenate([weight, np.full(len(partners), 12.0)])
    # Everywhere there are a few.
    few = np.repeat(np.arange(len(countries)), 3)
    drawn = rng.choice(len(countries), OCCASIONAL_EXPORTERS - len(few), p=weight / weight.sum())
    return [countries[place] for place in np.concatenate([few, drawn])]


def _occasional(known: int, own: str, countries: list[str]) -> pl.DataFrame:
    places = np.arange(known, known + OCCASIONAL_IMPORTERS + len(countries))
    every = [own] * OCCASIONAL_IMPORTERS + countries
    country = pl.Series("country", every)
    return pl.DataFrame(
        {
            "identifier": [f"{code}3{place:08d}" for code, place in zip(every, places, strict=True)],
            "name": names.trading(places),
            "address": names.addresses(places),
            "country": country,
        }
    ).with_columns(reference=pl.lit(None, pl.String), number=pl.lit(None, pl.String), kind=pl.lit(None, pl.String))


def _identifiers(row: dict[str, str]) -> tuple[Identifier, ...]:
    tin = Identifier("TIN", row["identifier"])
    return (tin, Identifier("AEO", row["number"])) if row["number"] else (tin,)


def _standing(
    rng: np.random.Generator,
    known: pl.DataFrame,
    scopes: list[frozenset[str]],
    roles: list[str],
    first: date,
    last: date,
    own: str,
) -> tuple[tuple[StandingFact, ...], np.ndarray]:
    """Facts of everyone trusted; a few lose the status midway, and of some that is known here only days later."""
    facts: list[StandingFact] = []
    ended = np.full(len(roles), 1 << 30, np.int64)
    length = (last - first).days
    trusted = [place for place, scope in enumerate(scopes) if scope]
    losing = set(rng.permutation(trusted)[: max(1, round(len(trusted) * 0.08))].tolist()) if trusted else set()
    for place, row in enumerate(known.to_dicts()):
        since = first - timedelta(days=int(rng.integers(60, 1500)))
        through = since + timedelta(days=int(rng.integers(1600, 2500)))
        fate = str(rng.choice(["suspended", "suspended", "revoked", "expired"]))
        day = first + timedelta(days=int(length * rng.uniform(0.25, 0.75)))
        delay = int(rng.choice([0, 0, 1, 9]))
        if not scopes[place]:
            continue

        def fact(
            state: str,
            valid: tuple[date, date],
            seen: tuple[datetime, datetime | None],
            place: int = place,
            row: dict[str, str] = row,
        ) -> StandingFact:
            return StandingFact(
                operator=row["reference"],
                name=row["name"],
                identifiers=_identifiers(row),
                scope=scopes[place],
                role=roles[place],
                tier="",
                issuer=row["country"],
                state=state,
                valid_from=valid[0],
                valid_to=valid[1],
                known_from=seen[0],
                known_to=seen[1],
                source=f"register of {row['country']}",
                programme=f"AEO {row['country']}",
            )

        known_since = datetime.combine(since, time(8), UTC)
        if place not in losing:
            facts.append(fact("valid", (since, through), (known_since, None)))
            continue
        ended[place] = (day - date(1970, 1, 1)).days
        if fate == "expired":
            facts.append(fact("valid", (since, day - timedelta(days=1)), (known_since, None)))
            continue
        # A partner's word may come late; then what we knew on the days between was that the status was valid.
        learnt = datetime.combine(day + timedelta(days=delay if row["country"] != own else 0), time(9), UTC)
        facts.append(fact("valid", (since, through), (known_since, learnt)))
        facts.append(fact("valid", (since, day - timedelta(days=1)), (learnt, None)))
        facts.append(fact(fate, (day, through), (learnt, None)))
    return tuple(facts), ended
