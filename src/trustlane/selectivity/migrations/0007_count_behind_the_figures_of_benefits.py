"""Rows behind the figures of benefits are counted from an index, without opening the wide rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selectivity", "0006_covert_holds"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="decision",
            name="selectivity_figures",
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["day", "office"],
                include=(
                    "id",
                    "declaration",
                    "regime",
                    "lane",
                    "lane_without_credit",
                    "lane_credit_withheld",
                    "trusted",
                    "trusted_by",
                    "trader_before",
                    "drawn",
                ),
                name="selectivity_figures",
            ),
        ),
    ]
