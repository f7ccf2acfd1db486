"""Say where an operator works: a site opens, is said otherwise, or closes; a holder tells of each as a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.parties import actions as parties
from trustlane.parties import queries as known
from trustlane.parties.facts import KnownSite
from trustlane.parties.labels import SITE_KINDS
from trustlane.parties.models import Operator
from trustlane.parties.refusals import PartyRefused
from trustlane.programme.actions.moving import begin, complete, require_cut_over
from trustlane.programme.models import Case
from trustlane.programme.permits import Permission
from trustlane.programme.refusals import SiteUnfit, SiteUnknown, WrongStage
from trustlane.programme.stages import ANSWERABLE, HOLDING
from trustlane.programme.texts import one_of, plain_text

LONGEST = 200  # characters of a line of an address
LONGEST_CONTACT = 1_000
MOST_SITES = 200  # of one operator, closed ones among them


@dataclass(frozen=True, slots=True)
class Place:
    """What is said of a site: its address, what is done there, whom to meet."""

    name: str
    kind: str  # a key of SITE_KINDS
    street: str
    postcode: str
    city: str
    country: str  # ISO 3166, alpha-2
    locode: str = ""
    contact: str = ""

    def checked(self) -> Place:
        """The same, fit to be kept. Raises ChoiceUnknown, TextUnfit or SiteUnfit."""
        one_of(self.kind, "kind of site", SITE_KINDS)
        longest = {"contact": LONGEST_CONTACT}
        said = {
            name: plain_text(value, f"The {name} of the site", longest.get(name, LONGEST))
            for name, value in asdict(self).items()
        }
        if not said["name"] or not (said["city"] or said["street"]):
            raise SiteUnfit("A site has a name, and a street or a town.")
        return Place(**said)


def open_site(
    *, case: Case, place: Place, by: Someone, at: datetime, since: date | None = None, reason: str = ""
) -> int:
    """Add a site, from a day on where that is said; its number. The questions for each site are then asked there."""
    place = place.checked()
    with transaction.atomic():
        held = _begin(case, by, at)
        operator = held.case.operator
        facts = known.operator(operator.reference)
        if facts is not None and len(facts.sites) >= MOST_SITES:
            raise SiteUnfit(f"{operator.reference} has {MOST_SITES} sites; more are told to the customs office.")
        with _mended():
            made = parties.add_site(
                operator=operator, actor=held.actor, at=at, valid_from=since, source=case.reference, **asdict(place)
            )
        held.told("open", made.number, f"Opens a site: {place.name}, {place.city or place.street}.", since, reason)
        return made.number


def change_site(*, case: Case, number: int, place: Place, by: Someone, at: datetime, reason: str = "") -> None:
    """Say a site otherwise; what was said before stays readable as of then."""
    place = place.checked()
    with transaction.atomic():
        held = _begin(case, by, at)
        before = _open_now(held.case.operator, number, held.on)
        with _mended():
            parties.amend_site(
                operator=held.case.operator,
                number=number,
                actor=held.actor,
                at=at,
                source=case.reference,
                **asdict(place),
            )
        held.told("change", number, f"Says a site otherwise: {before.name or before.city}.", None, reason)


def close_site(*, case: Case, number: int, last: date, by: Someone, at: datetime, reason: str = "") -> None:
    """Say which day is the last at a site. It stays as of then, with all that was answered and found there."""
    with transaction.atomic():
        held = _begin(case, by, at)
        before = _open_now(held.case.operator, number, held.on)
        with _mended():
            parties.close_site(operator=held.case.operator, number=number, actor=held.actor, at=at, last=last)
        held.told("close", number, f"Closes a site: {before.name or before.city}.", last, reason)


@dataclass(frozen=True, slots=True)
class _Held:
    """A case whose operator may say where it works: while it applies as one of its answers, as a holder by a move."""

    case: Case
    actor: str
    at: datetime
    by: Someone

    @property
    def on(self) -> date:
        return day_of(self.at, settings.TIME_ZONE)

    def told(self, deed: str, number: int, sentence: str, day: date | None, reason: str) -> None:
        """For a holder, the change as an event; an application shows its sites by itself."""
        if self.case.stage not in HOLDING:
            return
        said = plain_text(reason, "The reason")
        when = f" {'Last day' if deed == 'close' else 'From'}: {day}." if day else ""
        site = {"deed": deed, "number": number} | ({"day": day.isoformat()} if day else {})
        complete(
            begin("notify_change", self.case, by=self.by, at=self.at),
            reason=f"{sentence}{when}{' ' if said else ''}{said}",
            data={"kind": "address", "site": site},
        )


def _begin(case: Case, by: Someone, at: datetime) -> _Held:
    locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
    who = in_force().require(by, Permission.KEEP_SITES, locked, at=at)
    require_cut_over(locked, at=at)
    if locked.stage not in ANSWERABLE | HOLDING:
        raise WrongStage("keep sites", locked.stage, sorted(ANSWERABLE | HOLDING))
    return _Held(locked, who.id, at, by)


def _open_now(operator: Operator, number: int, on: date) -> KnownSite:
    facts = known.operator(operator.reference)
    found = next((one for one in facts.sites if one.number == number), None) if facts else None
    if found is None:
        raise SiteUnknown(operator.reference, [number])
    if not found.open_on(on):
        raise SiteUnfit(f"Site {number} was closed on {found.valid_to}; it stays as it was.")
    return found


@contextmanager
def _mended() -> Iterator[None]:
    """What the register of operators refuses, as a refusal of this room."""
    try:
        yield
    except PartyRefused as refused:
        raise SiteUnfit(str(refused)) from refused
