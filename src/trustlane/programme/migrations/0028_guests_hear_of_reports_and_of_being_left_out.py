"""Notices go to guests who read a report, and to those whom a new plan leaves out."""

from django.db import migrations, models

TO = ["operator", "officer", "decider", "team", "guest", "joint", "dropped", "agency"]
NAME = "programme_notice_is_to_somebody"


class Migration(migrations.Migration):
    dependencies = [("programme", "0027_a_suspension_says_what_lifts_it")]

    operations = [
        migrations.RemoveConstraint("notice", NAME),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(("to__in", TO)), name=NAME)),
    ]
