"""The end of a transactional test: the whole database as it was when the migrations had just made it.

Django would empty each table, which the audit trail refuses, and take seconds to write anew what the migrations
had written. SQLite copies a whole file back in milliseconds; PostgreSQL writes only the tables that changed.
"""

import sqlite3

from django.core.management.commands import flush
from django.db import connection, transaction

from tests import tables

_file = sqlite3.connect(":memory:", check_same_thread=False)
as_new: tables.Rows = {}


def remember() -> None:
    """Keeps what the migrations wrote; called once, when the test database has just been made."""
    as_new.update(tables.contents())
    if connection.vendor == "sqlite":
        connection.connection.backup(_file)


def install() -> None:
    """Replaces the work of the flush command for as long as this process lives."""
    flush.Command.handle = lambda self, **options: _back_to_new()


def _back_to_new() -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        _file.backup(connection.connection)
    else:
        _write_what_changed()


def _write_what_changed() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # no trigger and no foreign key is asked
        for table, rows in tables.contents().items():
            if sorted(map(repr, rows)) != sorted(map(repr, as_new[table])):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
                tables.put({table: as_new[table]} if as_new[table] else {})
