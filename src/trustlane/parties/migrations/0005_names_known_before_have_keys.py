"""Reckons the keys of all names that were known before there were any."""

from itertools import islice

from django.db import migrations


def reckon(apps, schema_editor):
    from trustlane.parties.among import kept_keys
    from trustlane.parties.names import taken_apart

    # By the owner, who migrates: the application may not read what it was not given yet.
    using = schema_editor.connection.alias
    names = apps.get_model("parties", "OperatorName").objects.using(using)
    made = apps.get_model("parties", "NameKeys")
    rows = names.filter(keys__isnull=True).order_by("pk").values_list("pk", "name").iterator(chunk_size=5_000)
    while batch := list(islice(rows, 5_000)):
        made.objects.using(using).bulk_create(
            [made(name_id=number, keys=kept_keys(taken_apart(name))) for number, name in batch]
        )


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_names_are_looked_up_by_keys")]

    operations = [migrations.RunPython(reckon, migrations.RunPython.noop)]
