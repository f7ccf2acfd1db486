"""Averages of firms alike, struck once; the database refuses to change them."""

from django.db import migrations, models

KEPT = (
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON declarations_peeraverage "
    "FOR EACH ROW EXECUTE FUNCTION trustlane_append_only()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0006_what_was_done"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerAverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField()),
                ("part", models.TextField()),
                ("size", models.TextField()),
                ("firms", models.IntegerField()),
                ("declarations", models.IntegerField()),
                ("examined_percent", models.IntegerField()),
                ("half_hours", models.IntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("quarter", "part", "size"), name="declarations_peers_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ("importer", "exporter", "declarant"))),
                        name="declarations_peers_part_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__in", ("small", "medium", "large"))),
                        name="declarations_peers_size_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("declarations__gte", 200), ("firms__gte", 11)),
                        name="declarations_peers_are_enough",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, "DROP TRIGGER kept ON declarations_peeraverage"),
    ]
