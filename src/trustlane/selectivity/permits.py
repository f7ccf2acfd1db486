"""Who sees what of a decision: the lane, the reasons, the score; each only for roles that need it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import (
    Table,
    about_object,
    all_of,
    any_of,
    holds,
    holds_for_its_office,
    is_part_of_the_system,
)


class Permission(StrEnum):
    """What can be seen and done with decisions."""

    SEE_OVERVIEW = "see_overview"
    """See how many declarations took which lane, and how often trusted and other operators are examined."""
    SEE_LANE = "see_lane"
    """See the lane of a declaration."""
    SEE_REASONS = "see_reasons"
    """See why a declaration got its lane: what an inspector has to look for."""
    SEE_SCORE = "see_score"
    """See chances, prices, rules, and the lane a declaration would have had without credit."""
    SEE_BENEFITS = "see_benefits"
    """See what the trusted-trader credit spares whom, month by month, and take the figures out of the system."""
    EXPORT_DECISIONS = "export_decisions"
    """Take a list of decisions out of the system."""
    SEE_HOLDS = "see_holds"
    """See covert holds: on whom or what, why, by whom, until when."""
    PLACE_HOLD = "place_hold"
    """Place a covert hold, which lapses after 72 hours unless another person ratifies it."""
    RATIFY_HOLD = "ratify_hold"
    """Ratify a covert hold, so that it stays until its end."""
    END_HOLD = "end_hold"
    """End a covert hold before its time; one person is enough for that."""
    SEE_STOPS = "see_stops"
    """See the page of the stops of one's own agency."""
    SEE_STOP = "see_stop"
    """See one stop of a consignment by an agency."""
    PLACE_STOP = "place_stop"
    """Stop a consignment for one's own agency; it lapses after 72 hours unless another person ratifies it."""
    TRY_POLICIES = "try_policies"
    """Try policies on a simulated period, and take a changed policy out of the system as a file."""
    SCREEN = "screen"
    """Have declarations screened and the decisions kept."""
    DECIDE_AGAIN = "decide_again"
    """Decide again what is not released where a status it rested on was lost."""


@about_object(rows=lambda actor, at: ~Q(placed_by=actor.id))
def did_not_place(actor: Actor, hold: Any, at: datetime) -> bool:
    """The person did not place it."""
    return bool(hold.placed_by != actor.id)


@about_object(rows=lambda actor, at: _of_own_agency(actor))
def is_of_its_agency(actor: Actor, stop: Any, at: datetime) -> bool:
    """It is of the agency the person answers for."""
    agency = getattr(stop, "agency", stop)
    return bool(agency) and agency in actor.offices(Role.AGENCY_OFFICER)


def _of_own_agency(actor: Actor) -> Q:
    return Q(agency__in=actor.offices(Role.AGENCY_OFFICER) - {""})


@about_object(rows=lambda actor, at: Q(agency=""))
def is_of_customs(actor: Actor, hold: Any, at: datetime) -> bool:
    """It is a hold of customs, not a stop of another agency."""
    return not hold.agency


sees_everything = holds(Role.RISK_MANAGER, Role.AUDITOR)
inspects_here = holds_for_its_office(Role.FRONTLINE_OFFICER)
is_risk_manager = holds(Role.RISK_MANAGER)
is_agency_officer = holds(Role.AGENCY_OFFICER)
is_officer = holds(Role.RISK_MANAGER, Role.AUDITOR, Role.FRONTLINE_OFFICER)

TABLE: Table = {
    Permission.SEE_OVERVIEW: any_of(is_officer),
    Permission.SEE_LANE: any_of(sees_everything, inspects_here),
    Permission.SEE_REASONS: any_of(sees_everything, inspects_here),
    Permission.SEE_SCORE: any_of(sees_everything),
    Permission.SEE_BENEFITS: any_of(sees_everything),
    Permission.EXPORT_DECISIONS: any_of(sees_everything),
    Permission.SEE_HOLDS: any_of(sees_everything),
    Permission.PLACE_HOLD: any_of(is_risk_manager),
    Permission.RATIFY_HOLD: any_of(
        all_of(is_risk_manager, did_not_place), all_of(is_agency_officer, is_of_its_agency, did_not_place)
    ),
    Permission.END_HOLD: any_of(all_of(is_risk_manager, is_of_customs), all_of(is_agency_officer, is_of_its_agency)),
    Permission.SEE_STOPS: any_of(is_agency_officer),
    Permission.SEE_STOP: any_of(all_of(is_agency_officer, is_of_its_agency)),
    Permission.PLACE_STOP: any_of(all_of(is_agency_officer, is_of_its_agency)),
    Permission.TRY_POLICIES: any_of(is_risk_manager),
    Permission.SCREEN: any_of(is_risk_manager),
    Permission.DECIDE_AGAIN: any_of(is_part_of_the_system),
}
