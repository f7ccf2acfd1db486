"""Decide: send back, mean to refuse, hear, grant or refuse; by somebody who neither handled nor validated the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.parties import actions as parties
from trustlane.parties.identifiers import Identifier
from trustlane.parties.roles import ROLES, Role
from trustlane.programme.actions.applying import not_barred, one_at_a_time
from trustlane.programme.actions.effects import say, terms_of
from trustlane.programme.actions.moving import Begun, begin, complete, reckon
from trustlane.programme.actions.telling import tell
from trustlane.programme.agency_benefits import not_agreed
from trustlane.programme.benefits.choosing import choose, tfa_check
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.came import Came
from trustlane.programme.labels import AGENCIES
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.moves import Effect
from trustlane.programme.presets import causes, effective_day, last_day
from trustlane.programme.queries.agency_benefits import given
from trustlane.programme.queries.hearings import heard_or_over
from trustlane.programme.queries.measures import general
from trustlane.programme.queries.points import grades_of, own_grade
from trustlane.programme.queries.revalidating import next_due
from trustlane.programme.refusals import BenefitNotAgreed, HearingNotOver, TermsMissing
from trustlane.programme.texts import one_of


@dataclass(frozen=True, slots=True)
class Granted:
    """What is granted: for which risks, in which roles, in which tier, under which conditions."""

    security: bool
    compliance: bool
    roles: Sequence[str]
    tier: str = ""
    conditions: str = ""
    benefits: Sequence[str] = ()  # ids in the catalogue of benefits
    renew: bool = False  # of a status that is held: for another period, from the day of the decision
    unvisited: str = ""  # why it is renewed though nobody validated the holder again in this period

    def check(self, case: Case) -> None:
        """Raise TermsMissing where nothing is granted, or more than was applied for."""
        beyond = sorted(set(self.roles) - set(case.roles))
        if not self.roles or beyond or not set(self.roles) <= set(ROLES):
            raise TermsMissing(f"Roles are granted out of those applied for: {', '.join(case.roles)}.")
        grades = grades_of(case.catalogue)
        if grades and self.tier not in grades:
            raise TermsMissing(f"The tier is one of the grades of the criteria: {', '.join(grades)}.")
        if not (self.security or self.compliance):
            raise TermsMissing("Security, compliance or both are granted.")
        if (self.security and not case.security) or (self.compliance and not case.compliance):
            raise TermsMissing("No more is granted than was applied for.")
        for name in self.benefits:
            benefit = shipped().by_id.get(name)
            if benefit is None or not benefit.is_in(self.tier) or not any(map(benefit.is_for, self.roles)):  # type: ignore[arg-type]
                raise TermsMissing(f"The benefit {name[:40]!r} is not for these roles in this tier, or there is none.")


def require_agreed(case: Case, terms: Granted, *, at: datetime) -> None:
    """Raise BenefitNotAgreed where a benefit of another agency is granted to which that agency has not agreed."""
    held = terms_of(case)
    missing = not_agreed(terms.benefits, given(case, at=at), held.benefits if held else ())
    if missing:
        told = "; ".join(f"{shipped().by_id[one].title} ({AGENCIES[shipped().by_id[one].agency]})" for one in missing)
        raise BenefitNotAgreed(f"Not yet agreed by the agency that grants it: {told}.")


def _short(terms: Granted, at: datetime) -> list[str]:
    """The roles for which what is granted, with what all operators have, is less than three of seven measures."""
    roles: list[Role] = [role for role in ROLES if role in terms.roles]
    chosen = choose(shipped(), terms.benefits, roles, general=general(at=at))
    short = tfa_check(chosen.benefits, roles, general=general(at=at), tier=terms.tier)
    return [role for role, met in short.items() if not met.is_enough] if chosen.benefits else []


def send_back(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Send the case back to the team with a question."""
    with transaction.atomic():
        return complete(begin("send_back", case, by=by, at=at, seen=seen), reason=reason)


def intend_refusal(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Say that a refusal is meant, and why; the applicant is heard first."""
    with transaction.atomic():
        return complete(begin("intend_refusal", case, by=by, at=at, seen=seen), reason=reason)


def hear(*, case: Case, text: str, by: Someone, at: datetime, came: Came | None = None) -> Event:
    """Say, as applicant or holder, what speaks against what Customs means to do."""
    with transaction.atomic():
        return complete(begin("hear", case, by=by, at=at, came=came), reason=text)


def grant(*, case: Case, terms: Granted, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Terms:
    """Grant the status: its terms, the number of its certificate and the standing in one transaction."""
    with transaction.atomic():
        begun = begin("grant", case, by=by, at=at, seen=seen)
        terms.check(begun.case)
        not_barred(begun.case.operator, at)
        one_at_a_time(begun.case.operator, catalogue=begun.case.catalogue, held=True, but=begun.case.pk)
        require_agreed(begun.case, terms, at=at)
        number = certificate_number(begun.case)
        effective = effective_day(begun.case.preset, begun.on)
        told: dict[str, object] = {"number": number, "effective": effective.isoformat(), "tier": terms.tier}
        if short := _short(terms, at):
            told["short"] = short
        if grades_of(begun.case.catalogue):
            told["by_points"] = own_grade(begun.case, at=at)
        event = complete(begun, reason=reason, data=told | next_due(begun.case, at=at, tier=terms.tier).data())
        kept = put_terms(begun, event, terms, number=number, effective=effective)
        say(begun.case, Effect.ASSERT, row=event.recorded_in, at=at)
        reckon(begun.case)
        _number_to_operator(begun, number)
        tell(event)
    return kept


def refuse(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None, cause: str = "") -> Event:
    """Refuse, once the applicant was heard or the time for it is over; it may appeal.

    ``cause`` is one that a clock of the preset goes by, such as a ban after false information; "" for another.
    """
    with transaction.atomic():
        begun = begin("refuse", case, by=by, at=at, seen=seen)
        require_hearing(begun)
        return complete(begun, reason=reason, data=caused(begun, cause))


def caused(begun: Begun, cause: str) -> dict[str, object]:
    """What the event keeps of the cause; ChoiceUnknown where no clock of the preset goes by that."""
    return {"cause": one_of(cause, "cause", causes(begun.case.preset, begun.move.name))} if cause else {}


def require_hearing(begun: Begun) -> None:
    """Raise HearingNotOver where the person concerned may still be heard."""
    if not heard_or_over(begun.case, at=begun.at):
        raise HearingNotOver(f"The time to be heard in {begun.case.reference} is not over, and no answer came yet.")


def certificate_number(case: Case) -> str:
    """The number of the certificate; a case that has one keeps it."""
    held = terms_of(case)
    return held.number if held else f"{settings.TRUSTLANE_ADMINISTRATION}AEO{case.pk:07d}"


def put_terms(
    begun: Begun, event: Event, terms: Granted, *, number: str, effective: date, expires: date | None = None
) -> Terms:
    """Keep what was decided."""
    planned = Event.objects.filter(case=begun.case, move="plan_validation").order_by("-number").first()
    return Terms.objects.create(
        case=begun.case,
        decided_in=event,
        number=number,
        security=terms.security,
        compliance=terms.compliance,
        roles=[role for role in ROLES if role in terms.roles],
        tier=terms.tier,
        effective=effective,
        expires=expires or last_day(begun.case.preset, terms.tier, effective),
        conditions=terms.conditions,
        mode=str(planned.data.get("mode", "")) if planned else "",
        benefits=[name for name in shipped().by_id if name in terms.benefits],
    )


def _number_to_operator(begun: Begun, number: str) -> None:
    """The number is the operator's from now on, so that a declaration that names it finds its holder."""
    operator = begun.case.operator
    identifier = Identifier("AEO", number)
    from trustlane.parties import queries

    if queries.holder_of(identifier, issuer=settings.TRUSTLANE_ADMINISTRATION) is None:
        parties.add_identifier(
            operator=operator,
            identifier=identifier,
            actor=begun.who.id,
            at=begun.at,
            source=begun.case.reference,
            issuer=settings.TRUSTLANE_ADMINISTRATION,
        )
