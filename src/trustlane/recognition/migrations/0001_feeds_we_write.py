"""The feeds we write, what was said in them, the bodies apart, and the trees that were signed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trustlane.ledger.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("parties", "0003_sites_have_people_to_meet"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.TextField(unique=True)),
                ("partner", models.TextField()),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("proposed_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField(null=True)),
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
                    "closed_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_in",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
                (
                    "proposed_by",
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
            name="FeedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("subject", models.TextField(blank=True, default="")),
                ("to", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
                ("effective", models.DateTimeField()),
                ("commitment", models.BinaryField(null=True)),
                (
                    "xid",
                    trustlane.ledger.models.TransactionIdField(
                        db_default=models.Func(function="pg_current_xact_id"), editable=False
                    ),
                ),
                ("seq", models.BigIntegerField(null=True)),
                ("leaf", models.BinaryField(null=True)),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recognition.feed",
                    ),
                ),
                (
                    "recorded_in",
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
            name="DayTurned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.feed"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FeedBody",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="recognition.feedentry",
                    ),
                ),
                ("salt", models.BinaryField(null=True)),
                ("content", models.BinaryField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Pseudonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField(unique=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.feed"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.operator"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given", models.BooleanField()),
                ("at", models.DateTimeField()),
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
            ],
            options={
                "indexes": [models.Index(fields=["operator", "-id"], name="recognition_consent_newest")],
            },
        ),
        migrations.CreateModel(
            name="FeedTree",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tree",
                        serialize=False,
                        to="recognition.feed",
                    ),
                ),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.BinaryField()),
                ("note", models.BinaryField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="recognition_tree_has_a_size")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__regex", "^[a-z0-9-]+(\\.[a-z0-9-]+)+(/[a-z0-9-]+)+$")),
                name="recognition_feed_origin_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("partner", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                name="recognition_feed_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_by__isnull", True),
                    models.Q(("opened_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="recognition_feed_opened_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at__isnull", True), ("opened_by__isnull", True), ("opened_in__isnull", True)),
                    models.Q(("opened_at__isnull", False), ("opened_by__isnull", False), ("opened_in__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_feed_opened_by_a_deed",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("closed_in__isnull", True)),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("closed_in__isnull", False),
                        ("opened_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recognition_feed_closed_by_a_deed",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayturned",
            constraint=models.UniqueConstraint(fields=("feed", "day"), name="recognition_day_turned_once"),
        ),
        migrations.AddField(
            model_name="feedbody",
            name="erased_in",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.row",
            ),
        ),
        migrations.AddField(
            model_name="feedbody",
            name="told_in",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recognition.feedentry",
            ),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(
                condition=models.Q(("seq__isnull", True)), fields=["feed", "id"], name="recognition_entry_unnumbered"
            ),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(fields=["subject", "-id"], name="recognition_entry_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="feedentry",
            constraint=models.UniqueConstraint(fields=("feed", "seq"), name="recognition_entry_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="feedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leaf__isnull", True), ("seq__isnull", True)),
                    models.Q(("leaf__isnull", False), ("seq__gte", 1)),
                    _connector="OR",
                ),
                name="recognition_entry_numbered_with_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "status"),
                        ("subject__regex", "^[0-9a-f]{32}$"),
                        models.Q(("to", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "status"), _negated=True),
                        ("commitment__isnull", True),
                        ("reason", ""),
                        ("subject", ""),
                        ("to", ""),
                    ),
                    _connector="OR",
                ),
                name="recognition_entry_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="pseudonym",
            constraint=models.UniqueConstraint(fields=("feed", "operator"), name="recognition_pseudonym_one_a_feed"),
        ),
        migrations.AddConstraint(
            model_name="pseudonym",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__regex", "^[0-9a-f]{32}$")), name="recognition_pseudonym_is_128_bits"
            ),
        ),
        migrations.AddIndex(
            model_name="feedbody",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", False), ("told_in__isnull", True)),
                fields=["entry"],
                name="recognition_body_to_be_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", False),
                        ("erased_at__isnull", True),
                        ("erased_in__isnull", True),
                        ("salt__isnull", False),
                    ),
                    models.Q(
                        ("content__isnull", True),
                        ("erased_at__isnull", False),
                        ("erased_in__isnull", False),
                        ("salt__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="recognition_body_whole_or_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbody",
            constraint=models.CheckConstraint(
                condition=models.Q(("told_in__isnull", True), ("erased_at__isnull", False), _connector="OR"),
                name="recognition_body_told_once_erased",
            ),
        ),
    ]
