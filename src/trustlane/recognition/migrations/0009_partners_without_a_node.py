"""Partners without a node: their lists as received, what they tell by telephone, and the lists we send."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trustlane.ledger.guarding import kept, trigger

# What is filled once; nothing else of a row ever changes.
LIST = (
    "held_by_id",
    "held_at",
    "held_until",
    "held_in_id",
    "held_over_at",
    "applied_by_id",
    "applied_at",
    "confirmed",
    "reason",
    "set_aside_by_id",
    "set_aside_at",
)
CALL = ("confirmed_by_id", "confirmed_at", "ended_by_id", "ended_at", "reason")
SENT = ("note", "signed_at", "sent_by_id", "sent_at", "sent_to")
_FILLED = "recognition_read_filled_once"
GUARDS = (
    trigger("settled", "BEFORE UPDATE", "recognition_receivedlist", _FILLED, *LIST)
    + trigger("settled", "BEFORE UPDATE", "recognition_toldsuspension", _FILLED, *CALL)
    + trigger("settled", "BEFORE UPDATE", "recognition_sentlist", _FILLED, *SENT)
    + kept("recognition_receivedlist", "recognition_toldsuspension", "recognition_sentlist", against="DELETE")
)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("parties", "0005_names_known_before_have_keys"),
        ("recognition", "0008_statements_of_erasure"),
        ("standing", "0004_lists_under_an_arrangement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner", models.TextField()),
                ("number", models.IntegerField()),
                ("terms", models.TextField()),
                ("came_by", models.TextField()),
                ("received_on", models.DateField()),
                ("speaks_of", models.DateField()),
                ("brought_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("held_until", models.DateTimeField(null=True)),
                ("held_over_at", models.DateTimeField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("confirmed", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
                ("set_aside_at", models.DateTimeField(null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.arrangement"
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "held_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="standing.listupload"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["partner", "-speaks_of", "-id"], name="recognition_lists_of_partner")],
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "number"), name="recognition_received_list_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_by__isnull", True),
                            models.Q(("applied_by", models.F("brought_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_received_list_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_by__isnull", True), ("applied_at__isnull", True)),
                            models.Q(("applied_by__isnull", False), ("applied_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recognition_received_list_applied_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("set_aside_by__isnull", True), ("set_aside_at__isnull", True)),
                            models.Q(("set_aside_by__isnull", False), ("set_aside_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recognition_received_list_aside_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_at__isnull", True), ("set_aside_at__isnull", True), _connector="OR"
                        ),
                        name="recognition_received_list_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_by__isnull", True),
                                ("held_at__isnull", True),
                                ("held_until__isnull", True),
                                ("held_in__isnull", True),
                            ),
                            models.Q(
                                ("held_by__isnull", False),
                                ("held_at__isnull", False),
                                ("held_until__isnull", False),
                                ("held_in__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_received_list_held_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("speaks_of__lte", models.F("received_on"))),
                        name="recognition_received_list_of_a_day_past",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("came_by__in", ["email", "portal", "post", "hand"]),
                            ("partner__regex", "^[A-Z]{2}$"),
                            ("number__gte", 1),
                        ),
                        name="recognition_received_list_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed", ""), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="recognition_received_list_jump_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner", models.TextField()),
                ("number", models.IntegerField()),
                ("speaks_of", models.DateField()),
                ("file_name", models.TextField()),
                ("content", models.BinaryField()),
                ("sha256", models.TextField()),
                ("rows", models.IntegerField()),
                ("manifest", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("note", models.BinaryField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_to", models.TextField(blank=True, default="")),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.arrangement"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "number"), name="recognition_sent_list_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note__isnull", True), ("signed_at__isnull", True)),
                            models.Q(("note__isnull", False), ("signed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recognition_sent_list_signed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", True), ("sent_by__isnull", True), ("sent_to", "")),
                            models.Q(
                                ("sent_at__isnull", False),
                                ("sent_by__isnull", False),
                                ("signed_at__isnull", False),
                                models.Q(("sent_to", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_sent_list_is_signed_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("rows__gte", 0), ("number__gte", 1)),
                        name="recognition_sent_list_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldSuspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner", models.TextField()),
                ("caller", models.TextField()),
                ("telephone", models.TextField()),
                ("told_at", models.DateTimeField()),
                ("called_back", models.BooleanField()),
                ("said", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.arrangement"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entered_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.operator"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["partner", "-told_at"], name="recognition_told_of_partner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_by__isnull", True),
                                models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("ended_by__isnull", True),
                                models.Q(("ended_by", models.F("entered_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="recognition_told_suspension_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("confirmed_at__isnull", True)),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="recognition_told_suspension_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at__isnull", True), ("ended_at__isnull", True), _connector="OR"),
                        name="recognition_told_suspension_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_back", True),
                            models.Q(("caller", ""), _negated=True),
                            models.Q(("telephone", ""), _negated=True),
                        ),
                        name="recognition_told_suspension_called_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at__lte", models.F("entered_at")), ("until__gt", models.F("entered_at"))
                        ),
                        name="recognition_told_suspension_in_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True), ("ended_at__isnull", True)),
                        fields=("operator", "partner"),
                        name="recognition_told_suspension_open_once",
                    ),
                ],
            },
        ),
        GUARDS.operation(),
    ]
