"""What an auditor does: draw cases by a seed, say of each what its trail shows, and do the audits that are owed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.programme.labels import LOOKS
from trustlane.programme.lots import SeedRefused
from trustlane.programme.models import Case, Look, OwedAudit, Sample, SampledCase
from trustlane.programme.permits import Permission
from trustlane.programme.queries.sampling import STRATA, Population, digest_of, drawn, members
from trustlane.programme.queries.staffed import owed_of
from trustlane.programme.refusals import NoteMissing, NothingOwed, SampleUnfit
from trustlane.programme.sampling.cases import SampleRefused
from trustlane.programme.texts import one_of, plain_text

LONGEST_SEED = 200  # characters
LARGEST = 500  # cases: more than one office follows to the end


def draw_sample(
    *, population: Population, size: int, seed: str, typed: bool, strata: str, by: Someone, at: datetime
) -> Sample:
    """Draw so many cases from a population as it is now; seed, population and list are kept, to be drawn again.

    Raises access' Refused or SampleUnfit.
    """
    with transaction.atomic():
        who = in_force().require(by, Permission.SAMPLE, at=at)
        seed = plain_text(seed, "The seed", LONGEST_SEED)
        one_of(strata, "way to part a population", STRATA)
        if not 0 < size <= LARGEST:
            raise SampleUnfit(f"A sample has 1 to {LARGEST} cases; {size} were asked for.")
        cases = members(population, at=at)
        if not cases:
            raise SampleUnfit("No case is in this population.")
        try:
            chosen = drawn(seed, cases, size, strata)
        except (SampleRefused, SeedRefused) as refusal:
            raise SampleUnfit(str(refusal)) from refusal
        number, digest = _next_number(), digest_of(cases)
        row = record(
            verb="programme.draw_sample",
            actor=who.id,
            subjects=[Subject("sample", str(number))],
            at=at,
            after={
                "population": asdict(population),
                "strata": strata,
                "seed": seed,
                "typed": typed,
                "size": size,
                "found": len(cases),
                "digest": digest,
                "cases": [one.reference for one in chosen],
            },
        )
        sample = Sample.objects.create(
            pk=number,
            population=population.kept,
            strata=strata,
            at=at,
            seed=seed,
            typed=typed,
            size=size,
            found=len(cases),
            digest=digest,
            drawn_by_id=who.person,
            recorded_in=row,
        )
        SampledCase.objects.bulk_create(
            SampledCase(
                sample=sample,
                place=place,
                case_id=one.id,
                outcome=one.outcome,
                officer_id=one.officer,
                last_event=one.last_event,
            )
            for place, one in enumerate(chosen, start=1)
        )
    return sample


def look(*, sampled: SampledCase, verdict: str, note: str, by: Someone, at: datetime) -> Look:
    """Say what following the trail of a sampled case has shown. Nothing changes in the case; earlier looks stay."""
    with transaction.atomic():
        case = Case.objects.get(pk=sampled.case_id)
        who = in_force().require(by, Permission.LOOK, case, at=at)
        one_of(verdict, "verdict", LOOKS)
        note = plain_text(note, "The note")
        if verdict != "in_order" and not note:
            raise NoteMissing("A finding without a note tells nobody what to mend.")
        row = record(
            verb="programme.look",
            actor=who.id,
            subjects=[Subject("sample", str(sampled.sample_id)), Subject("case", case.reference)],
            at=at,
            after={"verdict": verdict},
            reason=note,
        )
        return Look.objects.create(
            sampled=sampled, verdict=verdict, note=note, person_id=who.person, at=at, recorded_in=row
        )


def audit_owed(*, case: Case, one: str, other: str, verdict: str, note: str, by: Someone, at: datetime) -> OwedAudit:
    """Say what came of the audit that is owed because one person held these two duties in the case; once.

    Raises access' Refused, NothingOwed or NoteMissing.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        who = in_force().require(by, Permission.AUDIT_OWED, locked, at=at)
        owes = next((o for o in owed_of(locked) if (o.separation.one, o.separation.other) == (one, other)), None)
        if owes is None:
            raise NothingOwed(f"No audit of {locked.reference} is owed for {one[:40]} and {other[:40]}.")
        one_of(verdict, "verdict", LOOKS)
        note = plain_text(note, "The note")
        if verdict != "in_order" and not note:
            raise NoteMissing("A finding without a note tells nobody what to mend.")
        row = record(
            verb="programme.audit_owed",
            actor=who.id,
            subjects=[Subject("case", locked.reference)],
            at=at,
            after={"verdict": verdict, "duties": [one, other], "due": owes.due.isoformat()},
            reason=note,
        )
        return OwedAudit.objects.create(
            decision_id=owes.decision,
            one=one,
            other=other,
            due=owes.due,
            verdict=verdict,
            note=note,
            person_id=who.person,
            at=at,
            recorded_in=row,
        )


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('programme_sample', 'id'))")
        return int(cursor.fetchone()[0])
