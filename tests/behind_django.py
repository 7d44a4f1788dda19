"""What somebody does who holds the database file, or its owner's password, but not the keys."""

import sqlite3

from django.db import connection


def tamper(*statements: str) -> None:
    """Runs the statements on a connection of their own, with every trigger and foreign key out of the way.

    For transactional tests: at their end the database is put back as it was, with its triggers.
    """
    if connection.vendor == "sqlite":
        _in_the_file(statements)
    else:
        _as_the_owner(statements)


def columns_of(table_of, /, **instead: str) -> tuple[str, str]:
    """The column list of a model's table, and the same list with expressions in the place of some columns."""
    names = [field.column for field in table_of._meta.concrete_fields]
    return ", ".join(f'"{name}"' for name in names), ", ".join(
        instead.get(name, f'"{name}"') for name in names
    )


def _in_the_file(statements) -> None:
    with sqlite3.connect(connection.settings_dict["NAME"], timeout=5, isolation_level=None) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        for (name,) in file.execute(query).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
    file.close()


def _as_the_owner(statements) -> None:
    import psycopg

    given = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor, "context": None}
    with psycopg.connect(**given, autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in statements:
            owner.execute(statement)
