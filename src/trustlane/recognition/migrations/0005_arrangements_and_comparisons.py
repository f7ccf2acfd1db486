"""Arrangements with partners, what happens in them, and comparisons of programmes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0004_what_was_read_stays"),
        ("evidence", "0003_documents_expire_and_are_superseded"),
        ("ledger", "0002_nothing_recorded_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("plurilateral", models.BooleanField()),
                ("opened_at", models.DateTimeField()),
                ("stage", models.TextField()),
                ("came_from", models.TextField(blank=True, default="")),
                ("since", models.DateTimeField()),
                ("last_event", models.IntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("move", models.TextField()),
                ("source", models.TextField(blank=True)),
                ("target", models.TextField()),
                ("path", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("data", models.JSONField(default=dict)),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="recognition.arrangement"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField()),
                ("place", models.TextField()),
                ("present", models.TextField()),
                ("text", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="recognition.arrangement",
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="recognition.arrangement"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.document"
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="recognition.arrangement",
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DirectionDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.TextField()),
                ("words", models.JSONField(null=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="recognition.arrangement"
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="recognition.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.TextField()),
                ("name", models.TextField()),
                ("mailbox", models.TextField(blank=True, default="")),
                ("telephone", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("ended_by", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="recognition.arrangement",
                    ),
                ),
                (
                    "ended_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recognition.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comparison", to="recognition.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SideFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("digest", models.TextField()),
                ("words", models.TextField()),
                ("imported", models.BooleanField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ComparisonEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                (
                    "crosswalks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("reopened", models.JSONField(default=list)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="recognition.comparison",
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "ours",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.sidefile"
                    ),
                ),
                (
                    "theirs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.sidefile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField()),
                ("due", models.DateField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("done_by", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="recognition.arrangement"
                    ),
                ),
                (
                    "done_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.TextField()),
                ("words", models.JSONField()),
                ("digest", models.TextField()),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="recognition.partner"
                    ),
                ),
                (
                    "proposed_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="recognition.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.IntegerField()),
                ("direction", models.TextField()),
                ("item", models.TextField()),
                ("verdict", models.TextField()),
                ("proposed", models.TextField()),
                ("remedy", models.TextField(blank=True, default="")),
                ("evidence", models.TextField(blank=True, default="")),
                (
                    "documents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="recognition.comparison",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="arrangement",
            index=models.Index(fields=["stage", "id"], name="recognition_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "feasibility",
                            "work_plan",
                            "comparison",
                            "visits",
                            "procedures",
                            "signature",
                            "signing",
                            "operation",
                            "changing",
                            "held",
                            "suspended",
                            "resuming",
                            "terminating",
                            "terminated",
                            "abandoned",
                        ],
                    )
                ),
                name="recognition_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reference", ""), _negated=True), models.Q(("title", ""), _negated=True)),
                name="recognition_arrangement_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("arrangement", "number"), name="recognition_event_has_its_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path__in",
                        [
                            "open:>feasibility",
                            "begin_plan:feasibility>work_plan",
                            "begin_comparison:work_plan>comparison",
                            "begin_visits:comparison>visits",
                            "begin_procedures:visits>procedures",
                            "complete_procedures:procedures>signature",
                            "reopen_comparison:procedures>comparison",
                            "reopen_comparison:signature>comparison",
                            "reopen_comparison:visits>comparison",
                            "propose_signature:signature>signing",
                            "sign:signing>operation",
                            "evaluate:operation>operation",
                            "propose_change:operation>changing",
                            "agree_change:changing>operation",
                            "hold:changing>held",
                            "hold:operation>held",
                            "ratify_hold:held>suspended",
                            "end_hold:held>operation",
                            "propose_resumption:suspended>resuming",
                            "resume:resuming>operation",
                            "propose_termination:operation>terminating",
                            "propose_termination:suspended>terminating",
                            "terminate:terminating>terminated",
                            "drop_proposal:changing>operation",
                            "drop_proposal:resuming>suspended",
                            "drop_proposal:signing>signature",
                            "drop_proposal:terminating>operation",
                            "drop_proposal:terminating>suspended",
                            "abandon:comparison>abandoned",
                            "abandon:feasibility>abandoned",
                            "abandon:procedures>abandoned",
                            "abandon:signature>abandoned",
                            "abandon:visits>abandoned",
                            "abandon:work_plan>abandoned",
                            "give_owner:changing>changing",
                            "give_owner:comparison>comparison",
                            "give_owner:feasibility>feasibility",
                            "give_owner:held>held",
                            "give_owner:operation>operation",
                            "give_owner:procedures>procedures",
                            "give_owner:resuming>resuming",
                            "give_owner:signature>signature",
                            "give_owner:signing>signing",
                            "give_owner:suspended>suspended",
                            "give_owner:terminating>terminating",
                            "give_owner:visits>visits",
                            "give_owner:work_plan>work_plan",
                        ],
                    )
                ),
                name="recognition_event_is_in_the_table_of_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path",
                        django.db.models.functions.text.Concat(
                            "move",
                            models.Value(":", output_field=models.TextField()),
                            "source",
                            models.Value(">", output_field=models.TextField()),
                            "target",
                        ),
                    )
                ),
                name="recognition_event_path_is_its_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), ("by__startswith", "system:"), _connector="OR"),
                name="recognition_event_has_a_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(("present", ""), _negated=True),
                    models.Q(("place", ""), _negated=True),
                ),
                name="recognition_minutes_say_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "legal_basis",
                            "work_plan",
                            "comparison",
                            "visit_report",
                            "procedures",
                            "pilot",
                            "agreement",
                            "evaluation",
                            "minutes",
                            "letter",
                            "other",
                        ],
                    )
                ),
                name="recognition_paper_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["code"], name="recognition_partners_by_code"),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(fields=("arrangement", "code"), name="recognition_partner_stands_once"),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z]{2}$")), name="recognition_partner_has_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="recognition_partner_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="directiondraft",
            index=models.Index(fields=["partner", "direction", "-id"], name="recognition_drafts"),
        ),
        migrations.AddConstraint(
            model_name="directiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["inward", "outward"])), name="recognition_draft_has_a_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["desk", "incidents", "data", "visits"])),
                name="recognition_contact_is_for_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(
                        models.Q(("mailbox", ""), _negated=True),
                        models.Q(("telephone", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="recognition_contact_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by", ""), ("ended_in__isnull", True)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_in__isnull", False),
                        models.Q(("ended_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recognition_contact_is_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="sidefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["catalogue", "crosswalk"])), name="recognition_file_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="sidefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="recognition_file_has_a_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="sidefile",
            constraint=models.UniqueConstraint(fields=("name", "digest"), name="recognition_file_is_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="sidefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("imported", True), ("kind", "catalogue")),
                fields=("name",),
                name="recognition_edition_is_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparisonedition",
            constraint=models.UniqueConstraint(
                fields=("comparison", "number"), name="recognition_edition_has_its_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="comparisonedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gt", 0)), name="recognition_edition_is_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["owner", "due"], name="recognition_tasks_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="recognition_task_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by", ""), ("done_in__isnull", True), ("note", "")),
                    models.Q(
                        ("done_at__isnull", False), ("done_in__isnull", False), models.Q(("done_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="recognition_task_is_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.UniqueConstraint(
                fields=("proposed_in", "partner", "direction"), name="recognition_terms_of_a_direction_stand_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["inward", "outward"])), name="recognition_terms_have_a_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="recognition_terms_have_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["comparison", "direction", "item", "-id"], name="recognition_verdicts"),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["inward", "outward"])), name="recognition_verdict_has_a_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed__in", ["compatible", "partly", "gap"]), ("verdict__in", ["compatible", "partly", "gap"])
                ),
                name="recognition_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "compatible"), models.Q(("remedy", ""), _negated=True), _connector="OR"),
                name="recognition_verdict_has_its_remedy",
            ),
        ),
    ]
