from django.db import migrations

from members.rules import NO_OVERLAP


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [NO_OVERLAP.operation()]
