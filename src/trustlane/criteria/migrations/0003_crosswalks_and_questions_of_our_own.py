"""Crosswalks and questions of our own go the way of editions: drafted, commented on, adopted by another."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("criteria", "0002_an_edition_is_its_events")]

    operations = [
        migrations.AddField("edition", "kind", models.TextField(default="catalogue", db_default="catalogue")),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=Q(kind__in=["catalogue", "crosswalk", "questions"]), name="criteria_edition_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=Q(kind="catalogue") | Q(name__startswith=F("family")),
                name="criteria_edition_is_called_by_what_it_relates",
            ),
        ),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=Q(kind="catalogue") | Q(begins__isnull=True) | Q(until=F("begins")),
                name="criteria_edition_of_a_catalogue_has_the_transition",
            ),
        ),
    ]
