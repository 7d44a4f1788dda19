"""Rules that the database itself keeps, written once for SQLite and once for PostgreSQL.

A table that refuses changes also refuses Django's flush at the end of a transactional test; the test suite
drops these triggers for that one moment and makes them again, nothing else may.
"""

from dataclasses import dataclass

from django.db.migrations import RunPython


@dataclass(frozen=True)
class Rule:
    """A trigger in both dialects; `create` and `drop` are lists of statements."""

    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    drop_sqlite: tuple[str, ...]
    drop_postgresql: tuple[str, ...]

    def apply(self, connection) -> None:
        self._run(connection, self.sqlite if connection.vendor == "sqlite" else self.postgresql)

    def remove(self, connection) -> None:
        self._run(connection, self.drop_sqlite if connection.vendor == "sqlite" else self.drop_postgresql)

    def operation(self) -> RunPython:
        """The migration operation that sets the rule up, and takes it away backwards."""
        return RunPython(
            lambda apps, editor: self.apply(editor.connection),
            lambda apps, editor: self.remove(editor.connection),
        )

    @staticmethod
    def _run(connection, statements) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def append_only(table: str) -> Rule:
    """Rows of `table` can be added and read, never changed and never deleted."""
    acts = ("UPDATE", "DELETE")
    return Rule(
        sqlite=tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in acts
        ),
        postgresql=(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ),
        drop_sqlite=tuple(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}" for act in acts),
        drop_postgresql=(
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_refuse()",
        ),
    )
