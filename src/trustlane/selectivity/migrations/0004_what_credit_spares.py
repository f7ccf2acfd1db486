"""What credit spares whom: the lane with credit withheld, whose status it rests on, whose trade it is; days summed up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selectivity", "0003_count_decisions_of_a_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("office", models.TextField(blank=True)),
                ("regime", models.TextField()),
                ("group", models.TextField()),
                ("lane", models.TextField()),
                ("lane_without_credit", models.TextField()),
                ("lane_credit_withheld", models.TextField(blank=True)),
                ("drawn", models.BooleanField()),
                ("policy", models.TextField(blank=True)),
                ("applied", models.TextField(blank=True)),
                ("examination", models.TextField(blank=True)),
                ("declarations", models.IntegerField()),
                ("released", models.IntegerField()),
                ("waited_minutes", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="decision",
            name="lane_credit_withheld",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="trader",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(regime="export", then=models.F("exporter")), default=models.F("importer")
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="trader_before",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="trusted_by",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(then=models.Value(""), trusted=False),
                    models.When(
                        models.Q(
                            ("standing__contains", [{"own": True, "role": "importer"}]),
                            ("standing__contains", [{"own": True, "role": "exporter"}]),
                            _connector="OR",
                        ),
                        then=models.Value("own"),
                    ),
                    default=models.Value("partner"),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["trader", "day"], name="selectivity_by_trader"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "lane_credit_withheld__in",
                        [
                            "green",
                            "blue",
                            "yellow",
                            "orange",
                            "red",
                            "complete",
                            "request_for_information",
                            "control_at_entry",
                            "request_for_screening",
                            "do_not_load",
                        ],
                    )
                ),
                name="selectivity_lane_withheld_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="daysummary",
            index=models.Index(fields=["day", "office"], name="selectivity_summary_by_day"),
        ),
        migrations.AddConstraint(
            model_name="daysummary",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ["own", "partner", "small", "others"])),
                name="selectivity_group_is_known",
            ),
        ),
    ]
