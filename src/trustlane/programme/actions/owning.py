"""Take a section of the self-assessment, give it to a colleague, or let it go; it bars nobody from answering."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.programme.models import Case, SectionOwner
from trustlane.programme.permits import Permission
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.queries.owning import colleagues
from trustlane.programme.refusals import ChoiceUnknown, NotAsked, WrongStage
from trustlane.programme.stages import ANSWERABLE


def give_section(*, case: Case, section: str, person: int | None, by: Someone, at: datetime) -> SectionOwner | None:
    """From now on ``person``, one of the operator's people, sees to a section; nobody where it is None.

    None comes back where it is so already. Raises NotAsked for a section the questionnaire does not have,
    ChoiceUnknown for somebody who does not act for the operator, WrongStage where nothing can be answered any more.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.ANSWER, locked, at=at)
        assessment = self_assessment(locked, on=day_of(at, settings.TIME_ZONE))
        if not (assessment.open or assessment.new_sites):
            raise WrongStage("answer", locked.stage, sorted(ANSWERABLE))
        if section not in {chapter.id for chapter in assessment.questionnaire.chapters}:
            raise NotAsked(f"There is no section {section[:40]!r} under {assessment.questionnaire.catalogue}.")
        people = colleagues(locked, at=at)
        if person is not None and person not in people:
            raise ChoiceUnknown("number of one who acts for the operator", person, [str(one) for one in people])
        last = SectionOwner.objects.filter(case=locked, section=section).order_by("-pk").first()
        if (last.person_id if last else None) == person:
            return None
        return SectionOwner.objects.create(case=locked, section=section, person_id=person, by=who.id, at=at)
