"""Risks and legs of the supply chain as they were judged, and rounds in which several rate alike; added, never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import filled_once

# Who rates was asked to, and a round that is closed takes no rating: nobody rates knowing what others said.
GUARDS = (
    function(
        "programme_rated_blind",
        """
BEGIN
    PERFORM FROM public.programme_consistencyround r
    WHERE r.id = NEW.round_id AND r.closed_at IS NULL AND NEW.person_id = ANY (r.raters) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'person % is not asked to rate in round %, or the round is closed', NEW.person_id, NEW.round_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("blind", "BEFORE INSERT", "programme_consistencyrating", "programme_rated_blind")
    + filled_once("closed", "programme_consistencyround", "closed_at", "closed_by_id")
    + kept("programme_consistencyround", against="DELETE")
    + kept("programme_riskjudged", "programme_legjudged", "programme_chainmethod", "programme_consistencyrating")
)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0014_orders_end_once_and_two_sign_a_cut_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsistencyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField()),
                ("items", models.JSONField()),
                ("raters", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
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
            name="ConsistencyRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.IntegerField()),
                ("rating", models.TextField()),
                ("why", models.TextField(blank=True, default="")),
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="programme.consistencyround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegJudged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leg", models.TextField()),
                ("title", models.TextField()),
                ("country", models.TextField(blank=True, default="")),
                ("partner", models.TextField(blank=True, default="")),
                ("threats", models.JSONField(default=dict)),
                ("vulnerabilities", models.JSONField(default=list)),
                ("why", models.TextField(blank=True, default="")),
                ("dropped", models.BooleanField(default=False)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.case"
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
            name="RiskJudged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.TextField()),
                ("likelihood_before", models.IntegerField()),
                ("impact_before", models.IntegerField()),
                ("likelihood_after", models.IntegerField()),
                ("impact_after", models.IntegerField()),
                (
                    "controls",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("response", models.TextField()),
                ("why", models.TextField(blank=True, default="")),
                ("action", models.TextField(blank=True, default="")),
                ("owner", models.TextField(blank=True, default="")),
                ("due", models.DateField(null=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.case"
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
            name="ChainMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy", models.TextField(blank=True, default="")),
                ("responsible", models.TextField(blank=True, default="")),
                ("every_months", models.IntegerField(default=0)),
                ("training", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.case"
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("every_months__range", (0, 120))), name="programme_method_has_its_months"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="consistencyround",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("items", []), _negated=True)),
                name="programme_round_has_items",
            ),
        ),
        migrations.AddConstraint(
            model_name="consistencyround",
            constraint=models.CheckConstraint(
                condition=models.Q(("raters__len__gte", 2)), name="programme_round_has_two_raters"
            ),
        ),
        migrations.AddConstraint(
            model_name="consistencyround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="programme_round_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="consistencyrating",
            constraint=models.UniqueConstraint(fields=("round", "person", "item"), name="programme_rated_alike_once"),
        ),
        migrations.AddConstraint(
            model_name="consistencyrating",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__in", ["met", "recommendation", "minor", "major", "not_applicable"])),
                name="programme_rated_alike_with_a_level",
            ),
        ),
        migrations.AddIndex(
            model_name="legjudged",
            index=models.Index(fields=["case", "leg", "-id"], name="programme_legs_of_case"),
        ),
        migrations.AddConstraint(
            model_name="legjudged",
            constraint=models.CheckConstraint(
                condition=models.Q(("leg__regex", "^[A-Z0-9]{1,8}$"), models.Q(("title", ""), _negated=True)),
                name="programme_leg_is_named",
            ),
        ),
        migrations.AddIndex(
            model_name="riskjudged",
            index=models.Index(fields=["case", "section", "-id"], name="programme_risks_of_case"),
        ),
        migrations.AddConstraint(
            model_name="riskjudged",
            constraint=models.CheckConstraint(
                condition=models.Q(("response__in", ["take", "treat", "transfer", "terminate"])),
                name="programme_response_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskjudged",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("impact_before__range", (1, 5)),
                    ("likelihood_before__range", (1, 5)),
                    ("impact_after__range", (1, 5)),
                    ("likelihood_after__range", (1, 5)),
                ),
                name="programme_risk_is_on_the_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskjudged",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("impact_after__lte", models.F("impact_before")),
                    ("likelihood_after__lte", models.F("likelihood_before")),
                ),
                name="programme_controls_raise_no_risk",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskjudged",
            constraint=models.CheckConstraint(
                condition=models.Q(("section", ""), _negated=True), name="programme_risk_says_where"
            ),
        ),
        GUARDS.operation(),
    ]
