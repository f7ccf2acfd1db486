"""What people are told of cases: notices, the mails that say some wait, what each chose, and letters; never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trustlane.programme.notices.mails import CHOICES, TRIES
from trustlane.programme.notices.table import To


class Mail(models.Model):
    """One e-mail that tells a person that notices wait; which, say the notices that name it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.BooleanField()  # the mail of a day
    made_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()  # when it is next tried
    failed_with = models.TextField(blank=True, default="")  # what went wrong last; never what the mail says
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Mail"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                name="programme_mail_sent_or_given_up",
            ),
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=TRIES), name="programme_mail_tried_so_often"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="programme_mails_to_send",
            ),
            models.Index(
                fields=["given_up_at"], condition=Q(given_up_at__isnull=False), name="programme_mails_given_up"
            ),
            models.Index(fields=["person", "-made_at"], condition=Q(digest=True), name="programme_digests_of_person"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} to person {self.person_id}"


class Notice(models.Model):
    """Somebody is told of one thing in one case: a move, a message, or a clock that ends soon."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("programme.Case", on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey("programme.Event", on_delete=models.PROTECT, related_name="+", null=True)
    message = models.ForeignKey("programme.Message", on_delete=models.PROTECT, related_name="+", null=True)
    clock = models.TextField(blank=True, default="")  # of a clock that ends soon: which, its end, how long before
    due = models.DateTimeField(null=True)  # the end of that clock
    to = models.TextField()  # as whom the person is told
    says = models.TextField()
    legal = models.BooleanField()
    mailed = models.TextField()  # how, as the person had chosen when it was told
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="notices", null=True)

    objects: ClassVar[models.Manager["Notice"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, message__isnull=True, clock="", due__isnull=True)
                | Q(event__isnull=True, message__isnull=False, clock="", due__isnull=True)
                | (Q(event__isnull=True, message__isnull=True, due__isnull=False) & ~Q(clock="")),
                name="programme_notice_is_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(to__in=[to.value for to in To]), name="programme_notice_is_to_somebody"),
            models.CheckConstraint(condition=Q(mailed__in=CHOICES), name="programme_notice_mailing_is_known"),
            models.CheckConstraint(condition=~Q(says=""), name="programme_notice_says_something"),
            models.UniqueConstraint(
                fields=["person", "event"], condition=Q(event__isnull=False), name="programme_notice_of_an_event_once"
            ),
            models.UniqueConstraint(
                fields=["person", "message"],
                condition=Q(message__isnull=False),
                name="programme_notice_of_a_message_once",
            ),
            models.UniqueConstraint(
                fields=["person", "case", "clock"], condition=~Q(clock=""), name="programme_notice_of_a_clock_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="programme_notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="programme_notices_unread"),
            models.Index(
                fields=["mailed", "person"],
                condition=Q(read_at__isnull=True, mail__isnull=True) & ~Q(mailed="never"),
                name="programme_notices_to_mail",
            ),
            models.Index(fields=["case", "clock"], condition=~Q(clock=""), name="programme_notices_of_clocks"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} to person {self.person_id}"


class WarningWalk(models.Model):
    """How far the cases were looked through on a day for clocks that end soon."""

    day = models.DateField(unique=True)
    up_to = models.BigIntegerField(default=0)  # the last case that was looked at

    objects: ClassVar[models.Manager["WarningWalk"]] = models.Manager()

    def __str__(self) -> str:
        return f"warnings of {self.day}"


class NoticeChoice(models.Model):
    """How a person wants notices mailed; the last row counts, and none before it is changed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mailed = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["NoticeChoice"]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(mailed__in=CHOICES), name="programme_notice_choice_is_known")]
        indexes = [models.Index(fields=["person", "-id"], name="programme_choices_of_person")]

    def __str__(self) -> str:
        return f"{self.mailed} for person {self.person_id}"


class Letter(models.Model):
    """A letter that a move sent: its facts as they were, from which the same paper is made at any time."""

    event = models.OneToOneField("programme.Event", on_delete=models.PROTECT, related_name="letter")
    case = models.ForeignKey("programme.Case", on_delete=models.PROTECT, related_name="letters")
    kind = models.TextField()
    language = models.TextField()
    facts = models.JSONField()  # to whom, from whom, and every field that is filled in
    issued_at = models.DateTimeField()
    by_post = models.BooleanField()  # nobody of the operator could be mailed when it was sent
    posted_at = models.DateTimeField(null=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    posted_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    objects: ClassVar[models.Manager["Letter"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(language=""), name="programme_letter_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True, posted_by__isnull=True, posted_in__isnull=True)
                | Q(posted_at__gte=F("issued_at"), posted_by__isnull=False, posted_in__isnull=False, by_post=True),
                name="programme_letter_posted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="programme_letters_of_case"),
            models.Index(
                fields=["id"], condition=Q(by_post=True, posted_at__isnull=True), name="programme_letters_to_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class SealedLetter(models.Model):
    """The sealed paper of a letter, kept when it was first asked for: a seal made again would be other bytes."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="sealed")
    content = models.BinaryField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["SealedLetter"]] = models.Manager()

    def __str__(self) -> str:
        return f"sealed letter {self.letter_id}"
