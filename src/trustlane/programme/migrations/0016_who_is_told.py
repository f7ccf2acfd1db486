"""What people are told of cases is kept, and stays: notices, the mails that say some wait, and letters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import filled_once

GUARDS = (
    # Told in the transaction of the move itself: no move is without its notices, and no notice of a move that was not.
    function(
        "programme_told_with_its_event",
        """
BEGIN
    IF NEW.event_id IS NOT NULL THEN
        PERFORM FROM public.programme_event e JOIN public.ledger_row r ON r.id = e.recorded_in_id
        WHERE e.id = NEW.event_id AND e.case_id = NEW.case_id AND r.xid = pg_current_xact_id();
        IF NOT FOUND THEN
            RAISE EXCEPTION '% tells of an event of its own case, in the deed that makes it', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END
""",
    )
    # A notice is read once and is in one mail; nothing else of it changes, and neither of the two is ever undone.
    + function(
        "programme_notice_read_and_mailed_once",
        """
DECLARE
    filled text[] := ARRAY['read_at', 'mail_id'];
    kept public.programme_mail;
BEGIN
    IF to_jsonb(NEW) - filled <> to_jsonb(OLD) - filled
        OR (OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at)
        OR (OLD.mail_id IS NOT NULL AND NEW.mail_id IS DISTINCT FROM OLD.mail_id) THEN
        RAISE EXCEPTION 'notice % is read once, mailed once and otherwise never changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.mail_id IS NULL AND NEW.mail_id IS NOT NULL THEN
        SELECT * INTO kept FROM public.programme_mail WHERE id = NEW.mail_id;
        IF kept.person_id <> NEW.person_id OR kept.tries > 0 OR kept.sent_at IS NOT NULL THEN
            RAISE EXCEPTION 'notice % goes into a mail to the same person that was not tried yet', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "programme_mail_sent_once",
        """
DECLARE
    moving text[] := ARRAY['tries', 'due_at', 'failed_with', 'sent_at', 'given_up_at'];
BEGIN
    IF OLD.sent_at IS NOT NULL OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'mail % is sent once, to the person it was made for', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("told", "BEFORE INSERT", "programme_notice", "programme_told_with_its_event")
    + trigger("told", "BEFORE INSERT", "programme_letter", "programme_told_with_its_event")
    + trigger("settled", "BEFORE UPDATE", "programme_notice", "programme_notice_read_and_mailed_once")
    + trigger("settled", "BEFORE UPDATE", "programme_mail", "programme_mail_sent_once")
    + filled_once("posted", "programme_letter", "posted_at", "posted_by_id", "posted_in_id")
    + kept("programme_notice", "programme_mail", "programme_letter", against="DELETE")
    + kept("programme_noticechoice", "programme_sealedletter")
)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0015_what_is_judged_and_rated_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("language", models.TextField()),
                ("facts", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                ("by_post", models.BooleanField()),
                ("posted_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="programme.case"
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letter", to="programme.event"
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "posted_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("failed_with", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock", models.TextField(blank=True, default="")),
                ("due", models.DateTimeField(null=True)),
                ("to", models.TextField()),
                ("says", models.TextField()),
                ("legal", models.BooleanField()),
                ("mailed", models.TextField()),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="programme.case"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.event"
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="programme.mail",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.message"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mailed", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="programme.letter"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["case", "-id"], name="programme_letters_of_case"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("by_post", True), ("posted_at__isnull", True)),
                fields=["id"],
                name="programme_letters_to_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", ""), _negated=True), models.Q(("language", ""), _negated=True)),
                name="programme_letter_is_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("posted_at__isnull", True), ("posted_by__isnull", True), ("posted_in__isnull", True)),
                    models.Q(
                        ("by_post", True),
                        ("posted_at__gte", models.F("issued_at")),
                        ("posted_by__isnull", False),
                        ("posted_in__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="programme_letter_posted_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("given_up_at__isnull", True), ("sent_at__isnull", True)),
                fields=["due_at", "id"],
                name="programme_mails_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("given_up_at__isnull", False)),
                fields=["given_up_at"],
                name="programme_mails_given_up",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("digest", True)), fields=["person", "-made_at"], name="programme_digests_of_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at__isnull", True), ("given_up_at__isnull", True), _connector="OR"),
                name="programme_mail_sent_or_given_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("tries__gte", 0), ("tries__lte", 8)), name="programme_mail_tried_so_often"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "-id"], name="programme_notices_of_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)), fields=["person"], name="programme_notices_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(
                    ("mail__isnull", True), ("read_at__isnull", True), models.Q(("mailed", "never"), _negated=True)
                ),
                fields=["mailed", "person"],
                name="programme_notices_to_mail",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("clock", ""), _negated=True),
                fields=["case", "clock"],
                name="programme_notices_of_clocks",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clock", ""), ("due__isnull", True), ("event__isnull", False), ("message__isnull", True)),
                    models.Q(("clock", ""), ("due__isnull", True), ("event__isnull", True), ("message__isnull", False)),
                    models.Q(
                        ("due__isnull", False),
                        ("event__isnull", True),
                        ("message__isnull", True),
                        models.Q(("clock", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="programme_notice_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("to__in", ["operator", "officer", "decider", "team", "guest", "agency"])),
                name="programme_notice_is_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("mailed__in", ("at_once", "daily", "never"))),
                name="programme_notice_mailing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("says", ""), _negated=True), name="programme_notice_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event__isnull", False)),
                fields=("person", "event"),
                name="programme_notice_of_an_event_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("message__isnull", False)),
                fields=("person", "message"),
                name="programme_notice_of_a_message_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("clock", ""), _negated=True),
                fields=("person", "case", "clock"),
                name="programme_notice_of_a_clock_once",
            ),
        ),
        migrations.AddIndex(
            model_name="noticechoice",
            index=models.Index(fields=["person", "-id"], name="programme_choices_of_person"),
        ),
        migrations.AddConstraint(
            model_name="noticechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("mailed__in", ("at_once", "daily", "never"))),
                name="programme_notice_choice_is_known",
            ),
        ),
        migrations.CreateModel(
            name="WarningWalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("up_to", models.BigIntegerField(default=0)),
            ],
        ),
        GUARDS.operation(),
    ]
