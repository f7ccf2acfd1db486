"""Figures of a day or a quarter are counted from an index, without opening the wide rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("selectivity", "0002_decisions_are_never_edited")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["day", "office"],
                include=("id", "declaration", "regime", "lane", "lane_without_credit", "trusted", "drawn"),
                name="selectivity_figures",
            ),
        ),
    ]
