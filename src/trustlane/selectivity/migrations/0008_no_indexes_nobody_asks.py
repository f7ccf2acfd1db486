"""Which decisions rest on one version is asked by nobody: no index is written for it."""

from django.db import migrations, models
from django.db.models import PROTECT


def _of(table: str) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=table)


class Migration(migrations.Migration):
    dependencies = [("selectivity", "0007_count_behind_the_figures_of_benefits")]

    operations = [
        migrations.AlterField("decision", "basis", _of("selectivity.basisversion")),
        migrations.AlterField("decision", "prices", _of("selectivity.priceversion")),
        migrations.AlterField("decision", "prices_without", _of("selectivity.priceversion")),
    ]
