"""Who drafts an edition of a catalogue, who comments on it, and that somebody else adopts it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_object, all_of, any_of, holds
from trustlane.criteria.lifecycle import DRAFTING
from trustlane.criteria.models import Body, Event


class Permission(StrEnum):
    """What can be done with catalogues of criteria."""

    SEE_CATALOGUES = "see_catalogues"
    """See the catalogues of criteria that ship or were adopted, and compare them."""
    SEE_EDITION = "see_edition"
    """Read an edition before it is adopted, and what was said about it."""
    DRAFT = "draft"
    """Load a draft of an edition, revise it, open and close its consultation, answer comments, give it up."""
    COMMENT = "comment"
    """Comment on an edition for a body that was asked."""
    ENTER_LETTER = "enter_letter"
    """Enter a comment that a body sent by letter."""
    ADOPT = "adopt"
    """Adopt an edition, or send it back to be drafted."""


def _key(actor: Actor) -> int:
    return actor.person


@about_object(
    rows=lambda actor, at: Exists(
        Body.objects.filter(edition=OuterRef("pk"), name__in=actor.offices(Role.AGENCY_OFFICER))
    )
)
def is_of_a_body_that_was_asked(actor: Actor, edition: Any, at: datetime) -> bool:
    """The person answers for a body that was asked to comment on the edition."""
    agencies = actor.offices(Role.AGENCY_OFFICER)
    return Body.objects.filter(edition=edition.pk, name__in=agencies).exists()


@about_object(rows=lambda actor, at: Q(stage="adopted"))
def is_adopted(actor: Actor, edition: Any, at: datetime) -> bool:
    """The edition is adopted."""
    return bool(edition.stage == "adopted")


@about_object()
def did_not_draft(actor: Actor, edition: Any, at: datetime) -> bool:
    """The person neither drafted nor revised the edition, nor held its consultation."""
    return not Event.objects.filter(edition=edition.pk, person=_key(actor), move__in=DRAFTING).exists()


is_case_officer = holds(Role.CASE_OFFICER)
is_decision_maker = holds(Role.DECISION_MAKER)
is_agency_officer = holds(Role.AGENCY_OFFICER)
reads_all = holds(Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR)
is_officer_of_the_programme = holds(
    Role.CASE_OFFICER,
    Role.VALIDATOR,
    Role.DECISION_MAKER,
    Role.AGENCY_OFFICER,
    Role.AUDITOR,
    Role.REGISTER_OFFICER,
    Role.MRA_DESK,
)

TABLE: Table = {
    Permission.SEE_CATALOGUES: any_of(is_officer_of_the_programme),
    Permission.SEE_EDITION: any_of(
        reads_all,
        all_of(is_agency_officer, is_of_a_body_that_was_asked),
        all_of(is_officer_of_the_programme, is_adopted),
    ),
    Permission.DRAFT: any_of(is_case_officer),
    Permission.COMMENT: any_of(all_of(is_agency_officer, is_of_a_body_that_was_asked)),
    Permission.ENTER_LETTER: any_of(is_case_officer),
    Permission.ADOPT: any_of(all_of(is_decision_maker, did_not_draft)),
}
