"""Rules that the database itself keeps, written once for SQLite and once for PostgreSQL."""

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


@dataclass(frozen=True)
class Deletable:
    """When a row of an append-only table may be deleted after all: a condition on OLD, in both dialects."""

    sqlite: str
    postgresql: str


def append_only(table: str, key: str = "id", deletable: Deletable | None = None) -> Rule:
    """Rows of `table` can be added and read, never changed, and deleted only where `deletable` says so.

    `key` is the primary key: SQLite's INSERT OR REPLACE would change a row without any trigger for changes.
    """
    return Rule(
        sqlite=_sqlite(table, key, deletable),
        postgresql=_postgresql(table, deletable),
        drop_sqlite=tuple(
            f"DROP TRIGGER IF EXISTS {table}_no_{act}" for act in ("update", "delete", "replace")
        ),
        drop_postgresql=(
            *(f"DROP TRIGGER IF EXISTS {table}_no_{act} ON {table}" for act in ("change", "delete")),
            f"DROP FUNCTION IF EXISTS {table}_refuse()",
        ),
    )


def _sqlite(table: str, key: str, deletable: Deletable | None) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    unless = f" WHEN ({deletable.sqlite}) IS NOT TRUE" if deletable else ""
    taken = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key}"  # noqa: S608  # nosec B608
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}{unless} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({taken}) {refuse}",
    )


def _postgresql(table: str, deletable: Deletable | None) -> tuple[str, ...]:
    let_go = ""
    if deletable:
        let_go = f"IF TG_OP = 'DELETE' THEN IF {deletable.postgresql} THEN RETURN OLD; END IF; END IF; "
    return (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {let_go}"
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    )
