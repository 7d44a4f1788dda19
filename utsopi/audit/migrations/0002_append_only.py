from django.db import migrations

from utsopi.audit.rules import APPEND_ONLY


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [APPEND_ONLY.operation()]
