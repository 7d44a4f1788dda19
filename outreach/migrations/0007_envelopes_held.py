"""An envelope goes to a card of its own programme, closed books stay as they are, a ledger may go after its years."""

from django.db import migrations

from outreach.rules import ENVELOPES, LEDGER


def _anew(apps, schema_editor):
    """The rule of the ledger as it is now, in a house that has an older one."""
    LEDGER.remove(schema_editor.connection)
    LEDGER.apply(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0006_given_once")]

    operations = [migrations.RunPython(_anew, migrations.RunPython.noop), ENVELOPES.operation()]
