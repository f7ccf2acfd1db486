"""Which measures of article 7.7 are generally available is proposed by one person and agreed to by another."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from trustlane.ledger.guarding import kept
from trustlane.programme.guarding import filled_once, recorded

TABLE = "programme_generalmeasures"
GUARDS = (
    recorded(TABLE, "programme.propose_measures", "proposed_by_id")
    + filled_once("agreed", TABLE, "agreed_by_id", "agreed_at", "agreed_in_id")
    + kept(TABLE, against="DELETE")
)


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0029_agencies_grant_their_own_benefits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GeneralMeasures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letters", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("agreed_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("agreed_in", _to("ledger.row", null=True)),
                ("proposed_by", _to(settings.AUTH_USER_MODEL)),
                ("recorded_in", _to("ledger.row")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(letters__contained_by=["a", "b", "c", "d"]),
                        name="programme_general_measures_are_known",
                    ),
                    models.CheckConstraint(condition=~Q(reason=""), name="programme_general_measures_say_why"),
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                        name="programme_general_measures_by_two",
                    ),
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, agreed_in__isnull=True)
                        | Q(agreed_by__isnull=False, agreed_at__isnull=False, agreed_in__isnull=False),
                        name="programme_general_measures_agreed_whole",
                    ),
                ],
            },
        ),
        GUARDS.operation(),
    ]
