from django.db import migrations

from utsopi.audit.rules import CHECKPOINTS, ENTRIES, LINKS, NUMBERS


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [rule.operation() for rule in (ENTRIES, LINKS, CHECKPOINTS, NUMBERS)]
