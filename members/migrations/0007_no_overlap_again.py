"""SQLite copies a table to change it, and triggers stay behind: 0005 took the one that refuses overlaps with it."""

from django.db import migrations

from members.rules import NO_OVERLAP


def again(apps, editor):
    NO_OVERLAP.remove(editor.connection)
    NO_OVERLAP.apply(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("members", "0006_coming_back")]
    operations = [migrations.RunPython(again, migrations.RunPython.noop)]
