"""The end of a transactional test: Django empties all tables, which the audit trail refuses.

For that one moment such triggers are taken away; afterwards they are made again, and what the migrations
had written (topics, permissions) is put back, so that the next test finds the database as it was new.
"""

from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connections, transaction

from utsopi.triggers import append_only_rules

_as_new: dict[str, str] = {}


def remember() -> None:
    """Keeps what the migrations wrote; called once, when the test database has just been made."""
    for connection in connections.all():
        _as_new[connection.alias] = connection.creation.serialize_db_to_string()


def install() -> None:
    """Replaces the work of the flush command for as long as this process lives."""
    flush.Command.handle = _handle_with_rules_lifted(flush.Command.handle)


def _handle_with_rules_lifted(handle):
    def wrapped(self, **options):
        connection = connections[options["database"]]
        with transaction.atomic(using=connection.alias):
            for rule in append_only_rules():
                rule.remove(connection)
            result = handle(self, **options | {"inhibit_post_migrate": True})
            for rule in append_only_rules():
                rule.apply(connection)
        connection.creation.deserialize_db_from_string(_as_new[connection.alias])
        cache.clear()
        return result

    return wrapped
