"""Cases, the events they consist of, and what was said, found, asked and decided; only the case row moves on."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from trustlane.parties import arrays  # noqa: F401 - teaches every field to compare with an array
from trustlane.parties.roles import ROLES
from trustlane.programme.labels import DUTIES, LOOKS, OPINIONS, QUALIFICATIONS, RATINGS, REVIEWS, SETTLEMENTS, TRACED
from trustlane.programme.moves import MOVES
from trustlane.programme.risk.mapping import RESPONSES
from trustlane.programme.stages import Stage
from trustlane.programme.told import Letter, Mail, Notice, NoticeChoice, SealedLetter, WarningWalk

__all__ = [
    "Answer",
    "Assignment",
    "Case",
    "ChainMethod",
    "Comparison",
    "ConsistencyRating",
    "ConsistencyRound",
    "Consultation",
    "Correction",
    "CorrectionStep",
    "Cutover",
    "EditionChange",
    "Event",
    "Finding",
    "GeneralMeasures",
    "LegJudged",
    "Letter",
    "Look",
    "Mail",
    "Message",
    "MigrationFile",
    "MigrationOrder",
    "Notice",
    "NoticeChoice",
    "OwedAudit",
    "Photo",
    "Qualification",
    "ReconciliationReport",
    "RedrawAsked",
    "ReportAnswer",
    "ReviewCall",
    "RiskJudged",
    "Sample",
    "SampledCase",
    "SealedLetter",
    "SectionOwner",
    "Terms",
    "Traced",
    "WarningWalk",
]

STAGES = [stage.value for stage in Stage]
_TEXT_COLON, _TEXT_ARROW = (Value(sign, output_field=models.TextField()) for sign in ":>")
# Ways of events that cases hold and that nobody can go any more: once, a sentence of a case officer was all there was.
FORMER = ("revalidate:monitored>monitored",)


def paths() -> list[str]:
    """Every way the table of moves allows, as ``move:from>to``; the database takes no other."""
    ways = ["open:>draft", "receive:>submitted", *(f"migrate:>{stage}" for stage in STAGES)]
    for move in MOVES.values():
        for source in sorted(move.sources):
            ways += [f"{move.name}:{source}>{target}" for target in move.targets(source)]
    return [*ways, *FORMER]


class Case(models.Model):
    """One operator's way through the programme, from draft to the end of its status."""

    reference = models.TextField(unique=True)
    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+")
    office = models.TextField()  # that has the case
    preset = models.TextField()  # of clocks, with its edition
    catalogue = models.TextField()  # of criteria, with its edition
    # How the questions to it are called that the case is asked; "" where it was opened before that was kept.
    asks = models.TextField(blank=True, default="", db_default="")
    small = models.BooleanField()  # takes the light path of a small firm
    # What is applied for.
    security = models.BooleanField()
    compliance = models.BooleanField()
    roles = ArrayField(models.TextField())
    opened_at = models.DateTimeField()
    migrated = models.BooleanField(default=False)
    # Where the events have brought it; the database lets these say nothing else.
    stage = models.TextField()
    came_from = models.TextField(blank=True, default="")
    since = models.DateTimeField()
    last_event = models.IntegerField()
    # For worklists; computed anew from the events at every deed.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    due = models.DateTimeField(null=True)
    due_term = models.TextField(blank=True, default="")
    turn = models.TextField(blank=True, default="")
    wakes = models.DateTimeField(null=True)  # when a clock next means something by itself
    ends = models.JSONField(null=True)  # of each clock that waits for somebody, by term; not reckoned yet without
    wants_time = models.BooleanField(default=False, db_default=False)  # it asked for more, and nobody answered yet
    name = models.TextField()  # of the operator, as it applied
    name_key = models.TextField()  # as it is searched

    objects: ClassVar[models.Manager["Case"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="programme_case_stage_is_known"),
            models.CheckConstraint(condition=Q(security=True) | Q(compliance=True), name="programme_case_has_a_scope"),
            models.CheckConstraint(
                condition=Q(roles__contained_by=list(ROLES)) & ~Q(roles=[]), name="programme_case_roles_are_known"
            ),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(office=""), name="programme_case_is_named"),
            models.CheckConstraint(
                condition=Q(last_event__gt=0) | Q(stage=Stage.DRAFT.value), name="programme_case_begins_as_a_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["operator", "-id"], name="programme_cases_of_operator"),
            models.Index(fields=["stage", "due", "id"], name="programme_cases_by_stage"),
            models.Index(fields=["due", "id"], name="programme_cases_by_due"),
            models.Index(fields=["wakes"], condition=Q(wakes__isnull=False), name="programme_cases_to_wake"),
            models.Index(fields=["id"], condition=Q(ends__isnull=True), name="programme_cases_to_reckon"),
            models.Index(fields=["id"], condition=Q(wants_time=True), name="programme_cases_asking"),
            models.Index(fields=["officer", "due"], name="programme_cases_of_officer"),
            models.Index(fields=["name_key"], name="programme_cases_by_name", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.reference


class Event(models.Model):
    """One move of a case; the events in their order are the case, and none is ever changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    number = models.IntegerField()
    move = models.TextField()
    source = models.TextField(blank=True)
    target = models.TextField()
    path = models.TextField()
    by = models.TextField()  # as the ledger names who made it
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    legal_basis = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="programme_event_has_its_place"),
            models.CheckConstraint(condition=Q(path__in=paths()), name="programme_event_is_in_the_table_of_moves"),
            models.CheckConstraint(
                condition=Q(path=Concat("move", _TEXT_COLON, "source", _TEXT_ARROW, "target")),
                name="programme_event_path_is_its_own",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(by__startswith="system:"), name="programme_event_has_a_hand"
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="programme_events_of_person")]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number} {self.move}"


class Assignment(models.Model):
    """Somebody drawn or asked to look at a case: the lead, another validator, a guest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    duty = models.TextField()
    round = models.IntegerField()
    begun_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    ended_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["Assignment"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=list(DUTIES)), name="programme_duty_is_known"),
            models.UniqueConstraint(fields=["case", "round", "person"], name="programme_one_duty_a_person"),
            models.UniqueConstraint(
                fields=["case", "round"], condition=Q(duty="lead"), name="programme_one_lead_a_team"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_in__isnull=True), name="programme_duties_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.duty} of case {self.case_id}"


class Answer(models.Model):
    """What the applicant answered; a later answer to the same question takes its place, and both are kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    question = models.TextField()
    site = models.IntegerField(null=True)  # number of the operator's site, where asked site by site
    value = models.JSONField(null=True)
    note = models.TextField(blank=True, default="")
    evidence = ArrayField(models.BigIntegerField(), default=list)
    source = models.TextField(blank=True, default="")  # an offer that was taken up, a workbook; "" where typed here
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["case", "question", "site", "-id"], name="programme_answers_of_case")]

    def __str__(self) -> str:
        return f"{self.question} of case {self.case_id}"


class SectionOwner(models.Model):
    """Who of the operator's people sees to a section of the self-assessment from then on; no row is ever changed.

    It says whom to ask, and bars nobody: everybody who may answer still may.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="section_owners")
    section = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["SectionOwner"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(section=""), name="programme_owned_section_is_named")]
        indexes = [models.Index(fields=["case", "section", "-id"], name="programme_section_owners")]

    def __str__(self) -> str:
        return f"{self.section} of case {self.case_id}"


class ReportAnswer(models.Model):
    """What a holder writes for its next yearly report; the report, once given, is an event and holds all of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="report_answers")
    round = models.IntegerField()  # 1 for the first report
    question = models.TextField()
    value = models.JSONField(null=True)
    note = models.TextField(blank=True, default="")
    evidence = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["ReportAnswer"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(round__gt=0), name="programme_report_has_its_round")]
        indexes = [models.Index(fields=["case", "round", "question", "-id"], name="programme_report_answers")]

    def __str__(self) -> str:
        return f"{self.question} of report {self.round} in case {self.case_id}"


class Photo(models.Model):
    """A photograph of one criterion, taken at a visit; the place of the device only where it was given."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    round = models.IntegerField()
    item = models.TextField()
    site = models.IntegerField(null=True)
    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    place = models.TextField(blank=True, default="")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)  # degrees, WGS 84
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    taken_at = models.DateTimeField()  # as the device says; `at` is when it reached us
    key = models.TextField()  # made where it was taken: what comes twice, after a lost line, is kept once
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Photo"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="programme_photo_comes_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="programme_photo_lies_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["case", "round", "item", "id"], name="programme_photos_of_case")]

    def __str__(self) -> str:
        return f"photograph of {self.item} in case {self.case_id}"


class EditionChange(models.Model):
    """An open case that went over to another edition of its catalogue, and what was said of each line."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="edition_changes")
    old = models.TextField()
    new = models.TextField()
    old_asks = models.TextField(blank=True, default="", db_default="")  # what the case was asked until then
    lines = models.JSONField()  # what became of each answer: a line's key, and keep, again or seen
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["EditionChange"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="programme_edition_change_changes")]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class Message(models.Model):
    """What was written in a case: between customs and the applicant, or among officers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    question = models.TextField(blank=True, default="")
    internal = models.BooleanField()
    from_customs = models.BooleanField()
    text = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Message"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="programme_message_says_something"),
            models.CheckConstraint(
                condition=Q(internal=False) | Q(from_customs=True), name="programme_message_inside_is_of_customs"
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="programme_messages_of_case")]

    def __str__(self) -> str:
        return f"message in case {self.case_id}"


class Finding(models.Model):
    """How a validator rated one criterion at one site; a later rating takes its place, and both are kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    round = models.IntegerField()
    item = models.TextField()
    site = models.IntegerField(null=True)
    rating = models.TextField()
    text = models.TextField(blank=True, default="")
    place = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField()  # when it was seen; `at` is when it reached us
    evidence = ArrayField(models.BigIntegerField(), default=list)
    key = models.TextField()  # made where it was written: who sends it twice, after a lost line, adds nothing
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Finding"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating__in=list(RATINGS)), name="programme_rating_is_known"),
            models.CheckConstraint(
                condition=Q(rating__in=["met", "not_applicable"]) | ~Q(text=""), name="programme_finding_says_what"
            ),
            models.UniqueConstraint(fields=["case", "key"], name="programme_finding_comes_once"),
        ]
        indexes = [models.Index(fields=["case", "round", "item", "-id"], name="programme_findings_of_case")]

    def __str__(self) -> str:
        return f"{self.item} {self.rating} in case {self.case_id}"


class Traced(models.Model):
    """What tracing a consignment of the plan showed; a later word takes its place, and both are kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="traced")
    round = models.IntegerField()
    consignment = models.TextField()
    outcome = models.TextField()
    documents = models.TextField(blank=True, default="")  # that were seen, in words
    note = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Traced"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=list(TRACED)), name="programme_traced_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="untraceable") | ~Q(documents=""), name="programme_traced_names_documents"
            ),
            models.CheckConstraint(condition=Q(outcome="matches") | ~Q(note=""), name="programme_traced_says_what"),
        ]
        indexes = [models.Index(fields=["case", "round", "consignment", "-id"], name="programme_traced_of_case")]

    def __str__(self) -> str:
        return f"{self.consignment} {self.outcome} in case {self.case_id}"


class Correction(models.Model):
    """What has to be mended because of a finding, until when, and how that ended; told by its steps."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="correction")
    asked = models.TextField()
    due = models.DateField()
    asked_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Correction"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(asked=""), name="programme_correction_says_what")]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class CorrectionStep(models.Model):
    """One step of a correction: the applicant's answer, or how a validator settled it."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="steps")
    settled = models.TextField(blank=True, default="")  # "" for an answer
    text = models.TextField()
    evidence = ArrayField(models.BigIntegerField(), default=list)
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["CorrectionStep"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(settled__in=["", *SETTLEMENTS]), name="programme_settlement_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="programme_step_says_something"),
        ]

    def __str__(self) -> str:
        return f"step of correction {self.correction_id}"


class Consultation(models.Model):
    """Another agency asked about an application, with its own question and day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    agency = models.TextField()
    question = models.TextField()
    due = models.DateField()
    asked_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    answered_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["Consultation"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_in__isnull=True, opinion="")
                | Q(answered_in__isnull=False, opinion__in=list(OPINIONS)),
                name="programme_consultation_answered_with_an_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} on case {self.case_id}"


class Terms(models.Model):
    """What a decision grants: for which risks, roles and tier, from which day to which; the last is in force."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="terms")
    decided_in = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="terms")
    number = models.TextField()  # of the certificate; it stays the same when the terms change
    security = models.BooleanField()
    compliance = models.BooleanField()
    roles = ArrayField(models.TextField())
    tier = models.TextField(blank=True, default="")
    effective = models.DateField()
    expires = models.DateField(null=True)  # the last day; null: without end
    conditions = models.TextField(blank=True, default="")
    mode = models.TextField(blank=True, default="")  # how it was validated: on site, remote, hybrid
    benefits = ArrayField(models.TextField(), default=list)  # ids in the catalogue of benefits

    objects: ClassVar[models.Manager["Terms"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(security=True) | Q(compliance=True), name="programme_terms_have_a_scope"
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=list(ROLES)) & ~Q(roles=[]), name="programme_terms_roles_are_known"
            ),
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(expires__gte=F("effective")), name="programme_terms_last_a_day"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="programme_terms_are_numbered"),
        ]
        indexes = [models.Index(fields=["number"], name="programme_terms_by_number")]

    def __str__(self) -> str:
        return self.number


class MigrationFile(models.Model):
    """A table of holders and cases from another system; it changes nothing until a second person applies it."""

    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    file_name = models.TextField()
    sha256 = models.TextField()
    on = models.DateField()  # the day the file speaks of
    office = models.TextField()  # that has the cases where no column says so
    preset = models.TextField()
    catalogue = models.TextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    told = models.JSONField(default=dict)  # how many the old system itself counts, by stage; empty where not told
    counts = models.JSONField()  # of the preview the uploader was shown
    digest = models.TextField()  # of that preview
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    applied_at = models.DateTimeField(null=True)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["MigrationFile"]] = models.Manager()

    @property
    def read_there(self) -> dict[str, int]:
        """Usable cases by the stage they have in the old system, as the uploader was shown them."""
        found: dict[str, int] = self.counts.get("by_stage_there", self.counts["by_stage"])
        return found

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("uploaded_by")),
                name="programme_migration_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True, applied_at__isnull=True, recorded_in__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False, recorded_in__isnull=False),
                name="programme_migration_applied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$") & ~Q(office=""), name="programme_migration_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class MigrationOrder(models.Model):
    """That a file be applied, by the second person; done by the process that keeps the clocks, which tells how far."""

    file = models.ForeignKey(MigrationFile, on_delete=models.PROTECT, related_name="orders")
    seen = models.TextField()  # digest of the preview the person looked at
    reason = models.TextField(blank=True, default="")  # why the counts differ from those the old system tells
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    # How far it is, told while it is done; nothing of it is in force before it ends.
    step = models.TextField(blank=True, default="")
    done = models.IntegerField(default=0)
    whole = models.IntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    # How it ended.
    outcome = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["MigrationOrder"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(outcome__in=["applied", "refused"], ended_at__isnull=False),
                name="programme_migration_order_ends_once",
            ),
            models.UniqueConstraint(
                fields=["file"], condition=Q(outcome=""), name="programme_migration_ordered_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"order for file {self.file_id}"


class Comparison(models.Model):
    """A later table of the old system held against what was brought, while both run."""

    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # the day the table speaks of
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    counts = models.JSONField()  # of differences, by kind
    differences = models.JSONField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Comparison"]] = models.Manager()

    def __str__(self) -> str:
        return f"comparison of {self.on}"


class ReconciliationReport(models.Model):
    """What was in a file and what is in the database after it was applied, counted apart and signed by two."""

    file = models.OneToOneField(MigrationFile, on_delete=models.PROTECT, related_name="reconciliation")
    in_file = models.JSONField()
    in_database = models.JSONField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    countersigned_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["ReconciliationReport"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(in_file=F("in_database")), name="programme_reconciliation_agrees"),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("signed_by")),
                name="programme_reconciliation_signed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True, countersigned_at__isnull=True)
                | Q(countersigned_by__isnull=False, countersigned_at__isnull=False),
                name="programme_reconciliation_countersigned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"reconciliation of {self.file_id}"


class Cutover(models.Model):
    """The day from which migrated cases are decided here, once two signed for it; until then the old system decides.

    The last that two signed counts.
    """

    day = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["Cutover"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="programme_cutover_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("set_by")),
                name="programme_cutover_signed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, confirmed_in__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, confirmed_in__isnull=False),
                name="programme_cutover_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.day)


class GeneralMeasures(models.Model):
    """Which measures of article 7.7 of the TFA are generally available to all operators, as two persons say.

    The last that two agreed to counts.
    """

    letters = ArrayField(models.TextField())  # of (a) to (d)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["GeneralMeasures"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(letters__contained_by=["a", "b", "c", "d"]), name="programme_general_measures_are_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="programme_general_measures_say_why"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="programme_general_measures_by_two",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, agreed_in__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False, agreed_in__isnull=False),
                name="programme_general_measures_agreed_whole",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.letters)


class ReviewCall(models.Model):
    """What was found in a holder's consignments asks for it to be looked at anew; answered once, by a case officer.

    No event of the case: the holder reads those, and what makes officers look is not for it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="review_calls")
    rules = models.TextField()  # of monitoring, with their edition
    grounds = models.JSONField()  # the rules that spoke, with what they counted
    at = models.DateTimeField()
    due = models.DateField()  # the last day for an answer
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["ReviewCall"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="", reason="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, outcome__in=list(REVIEWS)) & ~Q(reason=""),
                name="programme_review_answered_whole",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="programme_one_open_review"
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.case_id}"


class Qualification(models.Model):
    """What a validator can do, where it may not be sent, and when it is away; said for a time, never edited."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    value = models.TextField(blank=True, default="")  # the skill, the language, the operator's reference
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when it was said no longer to hold
    ended_by = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager["Qualification"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(QUALIFICATIONS)), name="programme_qualification_is_known"),
            models.CheckConstraint(
                condition=Q(kind="absence") | ~Q(value=""), name="programme_qualification_says_which"
            ),
            models.CheckConstraint(
                condition=~Q(kind="absence") | Q(first__isnull=False, last__isnull=False, last__gte=F("first")),
                name="programme_absence_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="programme_qualification_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="programme_qualified")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} of person {self.person_id}"


class Sample(models.Model):
    """Cases an auditor drew under a seed, from a population as it was at an instant; drawn again they are the same."""

    population = models.JSONField()  # what was asked for
    strata = models.TextField()  # by what the population was parted
    at = models.DateTimeField()
    seed = models.TextField()
    typed = models.BooleanField()  # by the auditor; else drawn by the server
    size = models.IntegerField()  # asked for
    found = models.IntegerField()  # cases in the population
    digest = models.TextField()  # of the references of the population with their strata
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Sample"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, found__gt=0), name="programme_sample_holds_something"),
            models.CheckConstraint(
                condition=~Q(seed="") & Q(digest__regex="^[0-9a-f]{64}$"), name="programme_sample_can_be_repeated"
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"


class SampledCase(models.Model):
    """One case of a sample: its place in the order drawn, and the stratum it stands for."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="cases")
    place = models.IntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True, default="")  # kind of the decision that counts; "" where none was taken
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    last_event = models.IntegerField()  # at the instant of the sample

    objects: ClassVar[models.Manager["SampledCase"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "place"], name="programme_sampled_in_order"),
            models.UniqueConstraint(fields=["sample", "case"], name="programme_sampled_once"),
        ]

    def __str__(self) -> str:
        return f"case {self.place} of sample {self.sample_id}"


class Look(models.Model):
    """What an auditor says of a case after following its paper trail; a later look stands beside the earlier ones."""

    sampled = models.ForeignKey(SampledCase, on_delete=models.PROTECT, related_name="looks")
    verdict = models.TextField()
    note = models.TextField(blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Look"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=list(LOOKS)), name="programme_look_is_known"),
            models.CheckConstraint(condition=Q(verdict="in_order") | ~Q(note=""), name="programme_look_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.sampled_id}"


class RedrawAsked(models.Model):
    """That a seat be drawn anew once more, which takes a second officer who agrees."""

    plan = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="redraws_asked")  # that stands
    leaves = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.TextField()
    words = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)

    objects: ClassVar[models.Manager["RedrawAsked"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, agreed_in__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__gte=F("asked_at"), agreed_in__isnull=False),
                name="programme_redraw_is_agreed_whole",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | (~Q(agreed_by=F("asked_by")) & ~Q(agreed_by=F("leaves"))),
                name="programme_redraw_has_a_second_hand",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="programme_redraw_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.leaves_id} leaves plan {self.plan_id}"


class OwedAudit(models.Model):
    """What came of an audit that was owed because in a case one person held two duties; recorded once."""

    decision = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="owed_audits")
    one = models.TextField()  # duties, as the profile of the office calls them
    other = models.TextField()
    due = models.DateField()
    verdict = models.TextField()
    note = models.TextField(blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["OwedAudit"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "one", "other"], name="programme_owed_audit_is_done_once"),
            models.CheckConstraint(condition=Q(verdict__in=list(LOOKS)), name="programme_owed_audit_is_known"),
            models.CheckConstraint(
                condition=Q(verdict="in_order") | ~Q(note=""), name="programme_owed_audit_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.one} and {self.other}"


class RiskJudged(models.Model):
    """What can go wrong in one section of a case, as somebody judged it; a later judgement takes its place."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    section = models.TextField()
    likelihood_before = models.IntegerField()  # of controls; each from 1 to 5
    impact_before = models.IntegerField()
    likelihood_after = models.IntegerField()
    impact_after = models.IntegerField()
    controls = ArrayField(models.TextField(), default=list)
    response = models.TextField()
    why = models.TextField(blank=True, default="")
    action = models.TextField(blank=True, default="")
    owner = models.TextField(blank=True, default="")
    due = models.DateField(null=True)
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["RiskJudged"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(response__in=list(RESPONSES)), name="programme_response_is_known"),
            models.CheckConstraint(
                condition=Q(likelihood_before__range=(1, 5), impact_before__range=(1, 5))
                & Q(likelihood_after__range=(1, 5), impact_after__range=(1, 5)),
                name="programme_risk_is_on_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(likelihood_after__lte=F("likelihood_before"), impact_after__lte=F("impact_before")),
                name="programme_controls_raise_no_risk",
            ),
            models.CheckConstraint(condition=~Q(section=""), name="programme_risk_says_where"),
        ]
        indexes = [models.Index(fields=["case", "section", "-id"], name="programme_risks_of_case")]

    def __str__(self) -> str:
        return f"risk {self.section} of case {self.case_id}"


class LegJudged(models.Model):
    """One leg of the supply chain of a case, with its threats and how vulnerable it is; a later row takes its place."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    leg = models.TextField()  # such as L1; legs stand in the order of these
    title = models.TextField()
    country = models.TextField(blank=True, default="")
    partner = models.TextField(blank=True, default="")  # who holds the goods
    threats = models.JSONField(default=dict)  # by threat, its grade
    vulnerabilities = models.JSONField(default=list)  # criterion, grade, what is done, by whom, by what day
    why = models.TextField(blank=True, default="")
    dropped = models.BooleanField(default=False)  # it is no longer on the map
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["LegJudged"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(leg__regex="^[A-Z0-9]{1,8}$") & ~Q(title=""), name="programme_leg_is_named"
            )
        ]
        indexes = [models.Index(fields=["case", "leg", "-id"], name="programme_legs_of_case")]

    def __str__(self) -> str:
        return f"leg {self.leg} of case {self.case_id}"


class ChainMethod(models.Model):
    """How the supply chain of a case is assessed: the last step of the five; the last row counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    policy = models.TextField(blank=True, default="")
    responsible = models.TextField(blank=True, default="")
    every_months = models.IntegerField(default=0)
    training = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["ChainMethod"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_months__range=(0, 120)), name="programme_method_has_its_months")
        ]

    def __str__(self) -> str:
        return f"method of case {self.case_id}"


class ConsistencyRound(models.Model):
    """A set of findings that several validators rate blind to one another; opened once, closed once, never edited."""

    title = models.TextField()
    items = models.JSONField()  # the number of each item, the case, the criterion, and what was seen there
    raters = ArrayField(models.BigIntegerField())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["ConsistencyRound"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(items=[]), name="programme_round_has_items"),
            models.CheckConstraint(condition=Q(raters__len__gte=2), name="programme_round_has_two_raters"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="programme_round_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ConsistencyRating(models.Model):
    """What one validator says of one item of a round; said once, before anybody reads what others said."""

    round = models.ForeignKey(ConsistencyRound, on_delete=models.PROTECT, related_name="ratings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    item = models.IntegerField()
    rating = models.TextField()
    why = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["ConsistencyRating"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person", "item"], name="programme_rated_alike_once"),
            models.CheckConstraint(condition=Q(rating__in=list(RATINGS)), name="programme_rated_alike_with_a_level"),
        ]

    def __str__(self) -> str:
        return f"item {self.item} of round {self.round_id}"
