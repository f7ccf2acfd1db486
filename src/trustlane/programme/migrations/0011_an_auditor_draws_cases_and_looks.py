"""Samples an auditor draws, the cases of each, and what was found in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0010_a_review_is_answered_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("population", models.JSONField()),
                ("strata", models.TextField()),
                ("at", models.DateTimeField()),
                ("seed", models.TextField()),
                ("typed", models.BooleanField()),
                ("size", models.IntegerField()),
                ("found", models.IntegerField()),
                ("digest", models.TextField()),
                (
                    "drawn_by",
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
            name="SampledCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                ("outcome", models.TextField(blank=True, default="")),
                ("last_event", models.IntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="programme.sample"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
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
                (
                    "sampled",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="looks", to="programme.sampledcase"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("found__gt", 0), ("size__gt", 0)), name="programme_sample_holds_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("seed", ""), _negated=True), ("digest__regex", "^[0-9a-f]{64}$")),
                name="programme_sample_can_be_repeated",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledcase",
            constraint=models.UniqueConstraint(fields=("sample", "place"), name="programme_sampled_in_order"),
        ),
        migrations.AddConstraint(
            model_name="sampledcase",
            constraint=models.UniqueConstraint(fields=("sample", "case"), name="programme_sampled_once"),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["in_order", "finding"])), name="programme_look_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "in_order"), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="programme_look_says_what",
            ),
        ),
    ]
