"""The line to partners: their keysets, which follow one another, receipts of readers, nonces that were used."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from trustlane.ledger.guarding import function, kept, trigger

# Whoever was proposed by nobody is believed by the version before it: without that one it is not.
FOLLOWS = function(
    "recognition_keyset_follows",
    """
BEGIN
    IF NEW.proposed_by_id IS NULL AND NOT EXISTS (
        SELECT FROM public.recognition_partnerkeyset known
        WHERE known.partner = NEW.partner AND known.administration = NEW.administration
          AND known.version = NEW.version - 1 AND known.trusted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'keyset % of % is believed by nobody', NEW.version, NEW.administration
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.proposed_by_id IS NOT NULL AND NEW.trusted_at IS NOT NULL THEN
        RAISE EXCEPTION 'a keyset is proposed by one person and then agreed to by another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
)

GUARDS = (
    FOLLOWS
    + trigger("follows", "BEFORE INSERT", "recognition_partnerkeyset", "recognition_keyset_follows")
    + trigger(
        "settled",
        "BEFORE UPDATE",
        "recognition_partnerkeyset",
        "recognition_read_filled_once",
        "agreed_by_id",
        "trusted_at",
    )
    + kept("recognition_partnerkeyset", against="DELETE")
    + kept("recognition_treereceipt")
)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0006_an_arrangement_is_its_events"),
        ("ledger", "0002_nothing_recorded_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SentReceipt",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="receipt",
                        serialize=False,
                        to="recognition.followedfeed",
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SeenNonce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("keyid", models.TextField()),
                ("nonce", models.TextField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["keyid", "until"], name="recognition_nonce_until")],
                "constraints": [models.UniqueConstraint(fields=("keyid", "nonce"), name="recognition_nonce_used_once")],
            },
        ),
        migrations.CreateModel(
            name="PartnerKeyset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner", models.TextField()),
                ("administration", models.TextField()),
                ("version", models.IntegerField()),
                ("data", models.BinaryField()),
                ("proposed_at", models.DateTimeField(null=True)),
                ("trusted_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner__regex", "^[A-Z]{2}$"),
                            ("version__gte", 1),
                            models.Q(("administration", ""), _negated=True),
                        ),
                        name="recognition_keyset_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed_by__isnull", True),
                                ("proposed_at__isnull", True),
                                ("proposed_by__isnull", True),
                                ("trusted_at__isnull", False),
                            ),
                            models.Q(
                                ("proposed_at__isnull", False),
                                ("proposed_by__isnull", False),
                                models.Q(
                                    models.Q(("agreed_by__isnull", True), ("trusted_at__isnull", True)),
                                    models.Q(("agreed_by__isnull", False), ("trusted_at__isnull", False)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_keyset_trusted_by_a_deed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_keyset_needs_two_persons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("trusted_at__isnull", False)),
                        fields=("administration", "version"),
                        name="recognition_keyset_trusted_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreeReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("note", models.BinaryField()),
                ("applied_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="recognition.feed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "size"), name="recognition_receipt_one_a_tree"),
                    models.CheckConstraint(condition=models.Q(("size__gte", 0)), name="recognition_receipt_has_a_size"),
                ],
            },
        ),
        GUARDS.operation(),
    ]
