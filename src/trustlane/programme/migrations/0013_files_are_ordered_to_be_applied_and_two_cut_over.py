"""Orders to apply a file, comparisons while two systems run, what the old system counts, a second hand for a cut-over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_documents_are_frozen"),
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0012_samples_are_kept_and_looks_are_by_fresh_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField()),
                ("differences", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="MigrationOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("step", models.TextField(blank=True, default="")),
                ("done", models.IntegerField(default=0)),
                ("whole", models.IntegerField(default=0)),
                ("told_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                ("said", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="cutover",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="cutover",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cutover",
            name="confirmed_in",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
            ),
        ),
        migrations.AddField(
            model_name="migrationfile",
            name="told",
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name="cutover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("set_by")), _negated=True),
                    _connector="OR",
                ),
                name="programme_cutover_signed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="cutover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True), ("confirmed_by__isnull", True), ("confirmed_in__isnull", True)
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("confirmed_in__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="programme_cutover_confirmed_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="compared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.document"
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="recorded_in",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
            ),
        ),
        migrations.AddField(
            model_name="migrationorder",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="programme.migrationfile"
            ),
        ),
        migrations.AddField(
            model_name="migrationorder",
            name="ordered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="migrationorder",
            name="recorded_in",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                    models.Q(("ended_at__isnull", False), ("outcome__in", ["applied", "refused"])),
                    _connector="OR",
                ),
                name="programme_migration_order_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("file",), name="programme_migration_ordered_once_at_a_time"
            ),
        ),
    ]
