from django.db import migrations


def make(apps, editor):
    apps.get_model("directory", "Installation").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
