"""Operators, their names, identifiers and sites."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Operator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.TextField(unique=True)),
                ("registered_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="parties_operator_has_a_reference"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatorIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("source", models.TextField(blank=True, default="")),
                ("scheme", models.TextField()),
                ("value", models.TextField()),
                ("written", models.TextField(blank=True, default="")),
                ("issuer", models.TextField(blank=True, default="")),
                ("key", models.TextField()),
                ("confidence", models.TextField(default="stated")),
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
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="parties_identifier_key")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_to__isnull", True), ("superseded_in__isnull", True)),
                            models.Q(("known_to__gte", models.F("known_from")), ("superseded_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="parties_identifier_superseded_by_a_deed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scheme__in", ["TIN", "EORI", "LEI", "AEO", "MID", "ISO6346", "NATIONAL"])),
                        name="parties_identifier_scheme_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="parties_identifier_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["stated", "verified", "built"])),
                        name="parties_identifier_confidence_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("operator", "key"),
                        name="parties_identifier_once_an_operator",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True), models.Q(("scheme", "MID"), _negated=True)),
                        fields=("key",),
                        name="parties_identifier_of_one_operator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatorName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("source", models.TextField(blank=True, default="")),
                ("name", models.TextField()),
                ("name_key", models.TextField()),
                ("kind", models.TextField(default="legal")),
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
            ],
            options={
                "indexes": [models.Index(fields=["operator", "known_from"], name="parties_names_of_operator")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_to__isnull", True), ("superseded_in__isnull", True)),
                            models.Q(("known_to__gte", models.F("known_from")), ("superseded_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="parties_name_superseded_by_a_deed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="parties_name_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["legal", "trade"])), name="parties_name_kind_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ("known_from", models.DateTimeField()),
                ("known_to", models.DateTimeField(null=True)),
                ("source", models.TextField(blank=True, default="")),
                ("number", models.IntegerField()),
                ("name", models.TextField(blank=True, default="")),
                ("kind", models.TextField(default="office")),
                ("street", models.TextField(blank=True, default="")),
                ("postcode", models.TextField(blank=True, default="")),
                ("city", models.TextField(blank=True, default="")),
                ("country", models.TextField()),
                ("address_key", models.TextField()),
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
            ],
            options={
                "indexes": [models.Index(fields=["operator", "known_from"], name="parties_sites_of_operator")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_to__isnull", True), ("superseded_in__isnull", True)),
                            models.Q(("known_to__gte", models.F("known_from")), ("superseded_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="parties_site_superseded_by_a_deed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["office", "factory", "warehouse", "terminal", "yard", "other"])
                        ),
                        name="parties_site_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="parties_site_country_is_iso"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("operator", "number"),
                        name="parties_site_number_once",
                    ),
                ],
            },
        ),
    ]
