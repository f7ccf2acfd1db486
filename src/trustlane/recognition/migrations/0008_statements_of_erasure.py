"""Readers state, signed, that bodies are gone which were taken back; what was stated stays as it came."""

import django.db.models.deletion
from django.db import migrations, models

from trustlane.ledger.guarding import kept

GUARDS = kept("recognition_erasedstatement", "recognition_sentstatement")


def _to(model: str) -> models.ForeignKey:
    named = {"recognition.feed": "statements", "recognition.followedfeed": "statements"}
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=named.get(model, "+"),
        to=model,
    )


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0007_keys_receipts_and_nonces"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasedStatement",
            fields=[
                ("id", _key()),
                ("seq", models.BigIntegerField()),
                ("note", models.BinaryField()),
                ("erased_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("feed", _to("recognition.feed")),
                ("recorded_in", _to("ledger.row")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "seq"), name="recognition_statement_one_an_entry"),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 2)), name="recognition_statement_of_an_entry"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentStatement",
            fields=[
                ("id", _key()),
                ("seq", models.BigIntegerField()),
                ("note", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                ("feed", _to("recognition.followedfeed")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "seq"), name="recognition_statement_sent_once"),
                ],
            },
        ),
        GUARDS.operation(),
    ]
