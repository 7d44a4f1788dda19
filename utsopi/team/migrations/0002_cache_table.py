from django.core.management import call_command
from django.db import migrations


def make(apps, editor):
    """Sign-in limits are counted in the cache, and the cache lies in the database."""
    call_command("createcachetable", database=editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
