"""A list that comes under an arrangement carries its mark, and what it may speak for."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("standing", "0003_standing_is_only_superseded")]

    operations = [
        migrations.AddField("listupload", "origin", models.TextField(blank=True, default="")),
        migrations.AddField(
            "listupload",
            "scopes",
            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.AddConstraint(
            "listupload",
            models.CheckConstraint(
                condition=models.Q(("origin", ""), ("scopes", []))
                | (
                    models.Q(("origin__regex", r"^[^\s]+$"))
                    & models.Q(("scopes__contained_by", ["security", "compliance"]), ("scopes__len__gte", 1))
                ),
                name="standing_list_of_an_arrangement_has_a_scope",
            ),
        ),
    ]
