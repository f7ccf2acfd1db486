"""The register of standing, and the lists it is fed from."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_documents_are_frozen"),
        ("ledger", "0002_nothing_recorded_changes"),
        ("parties", "0001_operators_and_what_is_known_of_them"),
        ("standing", "0001_ranges_of_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.TextField()),
                ("sha256", models.TextField()),
                ("issuer", models.TextField()),
                ("on", models.DateField()),
                ("complete", models.BooleanField()),
                ("sender", models.TextField(blank=True, default="")),
                ("uploaded_at", models.DateTimeField()),
                ("preview_digest", models.TextField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("applied_digest", models.TextField(blank=True, default="")),
                ("counts", models.JSONField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
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
                    "discarded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.document"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.TextField()),
                ("programme", models.TextField(blank=True, default="")),
                ("security", models.BooleanField()),
                ("compliance", models.BooleanField()),
                ("role", models.TextField(blank=True, default="")),
                ("tier", models.TextField(blank=True, default="")),
                ("state", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("name_key", models.TextField(blank=True, default="")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("source", models.TextField(blank=True, default="")),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.operator"
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
                (
                    "superseded_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="standing.listupload",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="listupload",
            index=models.Index(fields=["issuer", "-id"], name="standing_lists_of_issuer"),
        ),
        migrations.AddConstraint(
            model_name="listupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("applied_by__isnull", True),
                    models.Q(("applied_by", models.F("uploaded_by")), _negated=True),
                    _connector="OR",
                ),
                name="standing_list_needs_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="listupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", True), ("applied_by__isnull", True), ("counts__isnull", True)),
                    models.Q(("applied_at__isnull", False), ("applied_by__isnull", False), ("counts__isnull", False)),
                    _connector="OR",
                ),
                name="standing_list_applied_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="listupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("discarded_at__isnull", True), ("discarded_by__isnull", True)),
                    models.Q(("discarded_at__isnull", False), ("discarded_by__isnull", False)),
                    _connector="OR",
                ),
                name="standing_list_discarded_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="listupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("applied_at__isnull", True), ("discarded_at__isnull", True), _connector="OR"),
                name="standing_list_settled_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$"), models.Q(("issuer", ""), _negated=True)),
                name="standing_list_is_named",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["operator", "known_from"], name="standing_of_operator"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("known_to__isnull", True)), fields=["issuer", "id"], name="standing_known_of_issuer"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["known_from"], name="standing_known_from"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("security", True), ("compliance", True), _connector="OR"),
                name="standing_has_a_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["valid", "suspended", "revoked", "expired", "withdrawn"])),
                name="standing_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "",
                            "importer",
                            "exporter",
                            "manufacturer",
                            "broker",
                            "carrier",
                            "forwarder",
                            "terminal",
                            "warehouse",
                            "postal",
                            "ecommerce",
                            "free_zone",
                        ],
                    )
                ),
                name="standing_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("issuer", ""), _negated=True), ("valid__isempty", False)),
                name="standing_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("known_to__isnull", True), ("superseded_in__isnull", True)),
                    models.Q(("known_to__gte", models.F("known_from")), ("superseded_in__isnull", False)),
                    _connector="OR",
                ),
                name="standing_superseded_by_a_deed",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("known_to__isnull", True)),
                expressions=[
                    (
                        models.Func(
                            models.F("operator_id"), models.F("operator_id"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("issuer"), models.F("issuer"), models.Value("[]"), function="standing_textrange"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("role"), models.F("role"), models.Value("[]"), function="standing_textrange"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Cast(
                                models.Case(models.When(security=True, then=models.Value(0)), default=models.Value(1)),
                                models.IntegerField(),
                            ),
                            django.db.models.functions.comparison.Cast(
                                models.Case(
                                    models.When(compliance=True, then=models.Value(2)), default=models.Value(1)
                                ),
                                models.IntegerField(),
                            ),
                            function="int4range",
                        ),
                        "&&",
                    ),
                    ("valid", "&&"),
                ],
                name="standing_says_one_thing_at_a_time",
            ),
        ),
    ]
