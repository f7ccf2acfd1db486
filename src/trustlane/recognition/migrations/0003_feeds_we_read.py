"""Feeds of partners that we read: terms, the believed tree, entries, bodies, subjects, quarantines, health."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0002_what_is_said_stays"),
        ("parties", "0003_sites_have_people_to_meet"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowedFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.TextField(unique=True)),
                ("issuer", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FeedNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("told", models.TextField()),
                ("why", models.TextField(blank=True, default="")),
                ("alarm", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FollowedTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "signers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "heartbeats",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "witnesses",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "profile",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("preset", models.TextField()),
                ("period", models.DurationField(null=True)),
                ("live", models.IntegerField()),
                ("in_a_day", models.IntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OtherEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("leaf", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("from_seq", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("refusal", models.TextField()),
                ("why", models.TextField()),
                ("evidence", models.JSONField()),
                ("proposed_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReadBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("salt", models.BinaryField()),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="ReadEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("name", models.TextField()),
                ("leaf", models.BinaryField()),
                ("applied_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReadSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField()),
                ("to", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("effective", models.DateTimeField(null=True)),
                ("said", models.TextField(blank=True, default="")),
                ("why_not", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="RefusedLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("refusal", models.TextField()),
                ("why", models.TextField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.IntegerField(default=1)),
                ("note", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="WaitingAddition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("subject", models.TextField()),
                ("tries", models.IntegerField(default=0)),
                ("again_at", models.DateTimeField()),
                ("why", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="BelievedTree",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tree",
                        serialize=False,
                        to="recognition.followedfeed",
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                (
                    "peaks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None),
                ),
                ("signed", models.DateTimeField(null=True)),
                ("note", models.BinaryField()),
                ("note_at", models.DateTimeField()),
                ("live", models.IntegerField(default=0)),
                ("day", models.DateField(null=True)),
                ("in_a_day", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="FeedHealth",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="health",
                        serialize=False,
                        to="recognition.followedfeed",
                    ),
                ),
                ("tried_at", models.DateTimeField(null=True)),
                ("succeeded_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("again_at", models.DateTimeField(null=True)),
                ("refusal", models.TextField(blank=True, default="")),
                ("why", models.TextField(blank=True, default="")),
                ("etag", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddConstraint(
            model_name="followedfeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__regex", "^[a-z0-9-]+(\\.[a-z0-9-]+)+(/[a-z0-9-]+)+$"), ("issuer__regex", "^[A-Z]{2}$")
                ),
                name="recognition_followed_is_named",
            ),
        ),
        migrations.AddField(
            model_name="feednotice",
            name="feed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="recognition.followedfeed"
            ),
        ),
        migrations.AddField(
            model_name="followedterms",
            name="agreed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="followedterms",
            name="feed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="recognition.followedfeed"
            ),
        ),
        migrations.AddField(
            model_name="followedterms",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="quarantine",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="quarantine",
            name="feed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="quarantines", to="recognition.followedfeed"
            ),
        ),
        migrations.AddField(
            model_name="quarantine",
            name="proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="otherentry",
            name="quarantine",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="recognition.quarantine",
            ),
        ),
        migrations.AddField(
            model_name="readbody",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bodies",
                to="recognition.followedfeed",
            ),
        ),
        migrations.AddField(
            model_name="readentry",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="recognition.followedfeed",
            ),
        ),
        migrations.AddField(
            model_name="readsubject",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subjects",
                to="recognition.followedfeed",
            ),
        ),
        migrations.AddField(
            model_name="readsubject",
            name="operator",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.operator"
            ),
        ),
        migrations.AddField(
            model_name="refusedlook",
            name="feed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="recognition.followedfeed"
            ),
        ),
        migrations.AddField(
            model_name="waitingaddition",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting",
                to="recognition.followedfeed",
            ),
        ),
        migrations.AddConstraint(
            model_name="believedtree",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 0)), name="recognition_read_tree_has_a_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="feednotice",
            constraint=models.UniqueConstraint(fields=("feed", "seq", "told"), name="recognition_notice_told_once"),
        ),
        migrations.AddConstraint(
            model_name="followedterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by__isnull", True),
                    models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="recognition_terms_need_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="followedterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_terms_agreed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="followedterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("preset__in", ("prompt", "patient", "periodic")),
                    models.Q(
                        models.Q(("period__isnull", False), ("preset", "periodic")),
                        models.Q(models.Q(("preset", "periodic"), _negated=True), ("period__isnull", True)),
                        _connector="OR",
                    ),
                ),
                name="recognition_terms_preset_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followedterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_a_day__gte", 0), ("live__gte", 0)), name="recognition_terms_caps_are_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="followedterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__contained_by", ["security", "compliance"]), ("scope__len__gte", 1)),
                name="recognition_terms_have_a_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantine",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("fork", "rollback", "cap", "held"))),
                name="recognition_quarantine_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantine",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by__isnull", True),
                    models.Q(
                        ("proposed_by__isnull", False), models.Q(("ended_by", models.F("proposed_by")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="recognition_quarantine_ended_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantine",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_quarantine_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantine",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("feed", "kind"),
                name="recognition_quarantine_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="otherentry",
            constraint=models.UniqueConstraint(
                fields=("quarantine", "seq", "leaf"), name="recognition_other_entry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="readbody",
            constraint=models.UniqueConstraint(fields=("feed", "seq"), name="recognition_body_read_once"),
        ),
        migrations.AddConstraint(
            model_name="readentry",
            constraint=models.UniqueConstraint(fields=("feed", "seq"), name="recognition_entry_read_once"),
        ),
        migrations.AddConstraint(
            model_name="readentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("seq__gte", 1)), name="recognition_entry_read_is_numbered"
            ),
        ),
        migrations.AddIndex(
            model_name="readsubject",
            index=models.Index(fields=["feed", "seq"], name="recognition_subject_by_seq"),
        ),
        migrations.AddConstraint(
            model_name="readsubject",
            constraint=models.UniqueConstraint(fields=("feed", "subject"), name="recognition_subject_once_a_feed"),
        ),
        migrations.AddConstraint(
            model_name="readsubject",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), ("operator__isnull", False), _connector="OR"),
                name="recognition_said_of_an_operator",
            ),
        ),
        migrations.AddIndex(
            model_name="waitingaddition",
            index=models.Index(fields=["feed", "subject"], name="recognition_waiting_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="waitingaddition",
            constraint=models.UniqueConstraint(fields=("feed", "seq"), name="recognition_addition_waits_once"),
        ),
    ]
