"""Who holds a trusted status, from when to when, what we know of it and since when, and who has been captured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from trustlane.parties.identifiers import Identifier
from trustlane.simulate.draws import Draws
from trustlane.simulate.mechanics.people import Partner
from trustlane.simulate.parties import Groups, Parties
from trustlane.simulate.scenario import Scenario
from trustlane.standing.facts import StandingFact

FAR = 1 << 30  # a day that never comes
SECURITY, COMPLIANCE = 1, 2
SCOPES = {1: frozenset({"security"}), 2: frozenset({"compliance"}), 3: frozenset({"security", "compliance"})}
_LETTERS = np.array(["", "S", "C", "F"])
_VALID_YEARS = 10
_LATELY = 1_000  # days before the beginning within which the statuses of former members expired
_SUSPENDED, _REVOKED, _EXPIRED = 1, 2, 3
_STATES = {_SUSPENDED: "suspended", _REVOKED: "revoked", _EXPIRED: "expired"}


@dataclass(frozen=True)
class Membership:
    """Of each party, by its place; those without a status have the scope 0."""

    scope: np.ndarray  # bits SECURITY and COMPLIANCE
    consents: np.ndarray  # bool: our register may know
    granted: np.ndarray  # days since the scenario begins, mostly below 0
    lost: np.ndarray  # first day without the status, FAR where it lasts
    regained: np.ndarray  # first day with it again, FAR where it stays lost
    fate: np.ndarray  # 1 suspended, 2 revoked, 3 expired
    late: np.ndarray  # days until word comes to us
    slips: np.ndarray  # first day on which it offends like everybody else
    own: np.ndarray  # bool
    often: np.ndarray  # share of declarations in which the status is named
    number: pl.Series
    kind: pl.Series

    @property
    def members(self) -> np.ndarray:
        """Whose status had not ended before the beginning."""
        return np.asarray((self.scope > 0) & (self.lost >= 0))

    def holds(self, day: int) -> np.ndarray:
        """Who truly holds a status on a day, apart from suspensions that finds led to."""
        return np.asarray((self.scope > 0) & (self.granted <= day) & ((day < self.lost) | (day >= self.regained)))

    def behaves(self, day: int) -> np.ndarray:
        """Whose status says something of what it does: everyone's who holds one, but for those who are slipping."""
        return (self.scope > 0) & (self.granted <= day) & ((day < self.slips) | (day >= self.regained))


def membership(
    scenario: Scenario, draws: Draws, of: Parties, groups: Groups, size: np.ndarray, regular: np.ndarray
) -> Membership:
    """Draw who joins. `size` (importers,): 2 large, 1 medium, 0 small; `regular`: who has habits and is not new."""
    n = len(of.code)
    scope, chance = np.zeros(n, np.int8), np.zeros(n)
    programme = scenario.programme
    places = np.arange(n)
    chance[: groups.importers] = np.where(
        regular, np.array([programme.small, programme.medium, programme.large])[size], 0.0
    )
    chance[groups.brokers], chance[groups.carriers] = programme.brokers, programme.carriers
    own = np.zeros(n, bool)
    own[: int(groups.sellers[0]) if len(groups.sellers) else int(groups.senders[0])] = True
    kind = draws.uniform("scope of a status", places)
    scope[:] = np.where(kind < programme.both, 3, np.where(kind < programme.both + programme.compliance, 2, 1))
    scope[groups.brokers], scope[groups.carriers] = COMPLIANCE, SECURITY
    suspended, revoked = np.full(n, programme.suspended_a_year), np.full(n, programme.revoked_a_year)
    lasting, late, often = np.full(n, programme.suspension_days), np.zeros(n, np.int64), np.full(n, programme.claimed)
    often[groups.brokers] = programme.brokers_claim
    lifted, consents = np.full(n, programme.lifted), np.ones(n, bool)
    first = len(groups.countries) - 1 - len(scenario.partners)
    for place, partner in enumerate(scenario.partners):
        of_it = groups.senders[groups.sender_start[first + place] : groups.sender_start[first + place + 1]]
        chance[of_it] = _trusted_of(partner, len(of_it))
        scope[of_it] = np.where(kind[of_it] < partner.both, 3, SECURITY)
        consents[of_it] = draws.chance(partner.consent, "consent", of_it)
        late[of_it] = draws.below(partner.late_days + 1, "word comes late", of_it)
        suspended[of_it], revoked[of_it] = partner.suspended_a_year, partner.revoked_a_year
        lasting[of_it], often[of_it], lifted[of_it] = partner.suspension_days, partner.claimed, partner.lifted
    holds = draws.chance(chance, "status", places)
    could = np.zeros(n, bool)
    could[: groups.importers] = regular & ~holds[: groups.importers]
    former = _former(draws, places, could, programme.former / 100 * holds[: groups.importers].sum())
    scope[~(holds | former)] = 0
    often[former] = programme.former_claim
    granted = -(draws.uniform("granted", places) * 1500 + 60).astype(np.int64)
    lost, fate = _lost(draws, places, suspended, revoked)
    lost = np.where(holds, lost, FAR)
    lost[former] = -1 - draws.below(_LATELY, "expired", places[former])
    granted[former] += lost[former]
    fate[former] = _EXPIRED
    back = (fate == _SUSPENDED) & draws.chance(lifted, "lifted", places)
    regained = np.where(back & (lost < FAR), lost + np.maximum(lasting, 1), FAR)
    slips = np.where(lost < FAR, lost - programme.slip_days, FAR)
    return Membership(
        scope=scope,
        consents=consents,
        granted=granted,
        lost=lost,
        regained=regained,
        fate=fate,
        late=late,
        slips=slips,
        own=own,
        often=often,
        number=_numbers(of, scope),
        kind=_kinds(scope),
    )


def _former(draws: Draws, places: np.ndarray, could: np.ndarray, number: float) -> np.ndarray:
    """Who held a status once: about this number of those who could have."""
    share = min(number / max(int(could.sum()), 1), 1.0)
    return np.asarray(could & draws.chance(share, "former member", places))


def _trusted_of(partner: Partner, senders: int) -> np.ndarray:
    """The larger a sender the likelier it holds its administration's status; the mean is what the partner says."""
    rank = (np.arange(senders) + 0.5) / senders
    return np.minimum(partner.trusted * 2 * (1 - rank), 1.0)


def _lost(
    draws: Draws, places: np.ndarray, suspended: np.ndarray, revoked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The day on which the status is lost, and how; dangers that are the same every day."""
    rate = -np.log1p(-np.minimum(suspended, 0.999)) - np.log1p(-np.minimum(revoked, 0.999))
    wait = -np.log1p(-draws.uniform("loses the status", places))
    with np.errstate(divide="ignore"):
        day = np.minimum(np.where(rate > 0, wait / rate * 365, FAR), FAR).astype(np.int64)
    by_suspension = draws.uniform("how the status is lost", places) * rate < -np.log1p(-np.minimum(suspended, 0.999))
    return day, np.where(by_suspension, _SUSPENDED, _REVOKED)


def _numbers(of: Parties, scope: np.ndarray) -> pl.Series:
    """The number of each status, in the manner of AEO certificates."""
    letters = pl.Series("letter", _LETTERS[scope])
    serial = pl.Series("serial", np.arange(len(scope)) * 3_571 % 10_000_000).cast(pl.String).str.zfill(7)
    frame = pl.DataFrame([of.country, letters, serial, pl.Series("holds", scope > 0)])
    return frame.select(
        pl.when("holds").then(pl.concat_str("country", pl.lit("AEO"), "letter", "serial")).alias("number")
    )["number"]


def _kinds(scope: np.ndarray) -> pl.Series:
    words = pl.Series("kind", [None, "AEOS", "AEOC", "AEOF"], dtype=pl.String)
    return words.gather(pl.Series(scope, dtype=pl.UInt32))


def facts(
    begins: date,
    of: Parties,
    held: Membership,
    roles: Mapping[int, str],
    known: date,
    caught: Mapping[int, tuple[int, int]],
) -> tuple[StandingFact, ...]:
    """What the register says at the end of the day `known`.

    `roles` gives the role of a party by its place; `caught` the first and the last day of suspensions that finds led
    to. Nothing that becomes known later shows: neither a fact nor the end of one.
    """
    found: list[StandingFact] = []
    for place in np.flatnonzero((held.scope > 0) & held.consents).tolist():
        found += _facts_of(begins, of, held, place, roles.get(place, ""), known, caught.get(place))
    return tuple(found)


def reference_of(of: Parties, place: int) -> str:
    """The administration's own reference of a party."""
    return f"{of.country[place]}-{place:06d}"


def identifiers_of(of: Parties, held: Membership, place: int) -> tuple[Identifier, ...]:
    """The numbers of a party: its own, and that of its status where it ever held one."""
    number = held.number[place]
    own = Identifier("TIN", str(of.identifier[place]))
    return (own, Identifier("AEO", str(number))) if number else (own,)


def _facts_of(
    begins: date, of: Parties, held: Membership, place: int, role: str, known: date, caught: tuple[int, int] | None
) -> list[StandingFact]:
    since = begins + timedelta(days=int(held.granted[place]))
    through = since + timedelta(days=365 * _VALID_YEARS)
    today = (known - begins).days
    changes = [change for change in _changes(held, place, caught) if change[0] + change[3] <= today]
    issuer = str(of.country[place])

    def fact(state: str, valid: tuple[date, date], seen: datetime, until: datetime | None) -> StandingFact:
        return StandingFact(
            operator=reference_of(of, place),
            name=str(of.name[place]),
            identifiers=identifiers_of(of, held, place),
            scope=SCOPES[int(held.scope[place])],
            role=role,
            tier="",
            issuer=issuer,
            state=state,
            valid_from=valid[0],
            valid_to=valid[1],
            known_from=seen,
            known_to=until,
            source=f"register of {issuer}",
            programme=f"AEO {issuer}",
        )

    # What is believed now: stretches of a state, each with the instant since which it is believed in this form.
    believed: list[tuple[str, date, datetime]] = [("valid", since, datetime.combine(since, time(8), UTC))]
    facts: list[StandingFact] = []
    for day, state, _, late in changes:
        starts = begins + timedelta(days=day)
        learnt = datetime.combine(starts + timedelta(days=late), time(9), UTC)
        before, began, seen = believed[-1]
        facts.append(fact(before, (began, through), seen, learnt))
        facts.append(fact(before, (began, starts - timedelta(days=1)), learnt, None))
        believed.append((state, starts, learnt))
    last, began, seen = believed[-1]
    return [*facts, fact(last, (began, through), seen, None)]


def _changes(held: Membership, place: int, caught: tuple[int, int] | None) -> list[tuple[int, str, int, int]]:
    """What became of a status, in the order of days: day, state, nothing, days until word came."""
    found = []
    lost, regained, late = int(held.lost[place]), int(held.regained[place]), int(held.late[place])
    if caught and caught[0] < lost:
        return (
            [(caught[0], "suspended", 0, 0), (caught[1], "valid", 0, 0)]
            if caught[1] < lost
            else [(caught[0], "suspended", 0, 0)]
        )
    if lost < FAR:
        found.append((lost, _STATES[int(held.fate[place])], 0, late))
    if regained < FAR:
        found.append((regained, "valid", 0, late))
    return found
