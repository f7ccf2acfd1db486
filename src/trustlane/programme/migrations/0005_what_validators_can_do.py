"""Skills, languages, conflicts of interest and absences of validators."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0004_a_file_of_cases_is_applied_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("value", models.TextField(blank=True, default="")),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True, default="")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "kind"], name="programme_qualified")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["skill", "language", "conflict", "absence"])),
                        name="programme_qualification_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "absence"), models.Q(("value", ""), _negated=True), _connector="OR"
                        ),
                        name="programme_qualification_says_which",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "absence"), _negated=True),
                            models.Q(
                                ("first__isnull", False), ("last__gte", models.F("first")), ("last__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="programme_absence_has_its_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="programme_qualification_ended_by_somebody",
                    ),
                ],
            },
        ),
    ]
