"""Holders report once a year and comment on reports; validators photograph. What is written is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import ChangeWays

GUARDS = (
    function(
        "programme_report_is_under_way",
        """
BEGIN
    IF NEW.round <> 1 + (SELECT count(*) FROM public.programme_event
                         WHERE case_id = NEW.case_id AND move = 'report_yearly') THEN
        RAISE EXCEPTION 'report % of case % was given, or is not under way yet', NEW.round, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("under_way", "BEFORE INSERT", "programme_reportanswer", "programme_report_is_under_way")
    + kept("programme_reportanswer", "programme_photo")
)


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_documents_expire_and_are_superseded"),
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0018_terms_name_their_benefits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("item", models.TextField()),
                ("site", models.IntegerField(null=True)),
                ("place", models.TextField(blank=True, default="")),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("taken_at", models.DateTimeField()),
                ("key", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReportAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("question", models.TextField()),
                ("value", models.JSONField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        ChangeWays({"comment_report:decision_pending>decision_pending": "report:reporting>decision_pending"}),
        migrations.AddField(
            model_name="photo",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="programme.case"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.document"
            ),
        ),
        migrations.AddField(
            model_name="reportanswer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="report_answers", to="programme.case"
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(fields=["case", "round", "item", "id"], name="programme_photos_of_case"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(fields=("case", "key"), name="programme_photo_comes_once"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__gte", -90),
                        ("latitude__isnull", False),
                        ("latitude__lte", 90),
                        ("longitude__gte", -180),
                        ("longitude__isnull", False),
                        ("longitude__lte", 180),
                    ),
                    _connector="OR",
                ),
                name="programme_photo_lies_on_earth",
            ),
        ),
        migrations.AddIndex(
            model_name="reportanswer",
            index=models.Index(fields=["case", "round", "question", "-id"], name="programme_report_answers"),
        ),
        migrations.AddConstraint(
            model_name="reportanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gt", 0)), name="programme_report_has_its_round"
            ),
        ),
        GUARDS.operation(),
    ]
