"""All tables of the test database as plain rows: to keep what stands in them, and to put it back."""

from django.db import connection, transaction

Rows = dict[str, list[tuple]]


def contents() -> Rows:
    """What stands in each table, those of Django and of the cache too."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in connection.introspection.table_names(cursor)}


def _rows(cursor, table: str) -> list[tuple]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return cursor.fetchall()


def more(rows: Rows, than: Rows) -> Rows:
    """The rows that stand in `rows` only, by table; a row that was changed counts as one."""
    found = {}
    for table, lines in rows.items():
        known = set(map(repr, than[table]))
        if new := [line for line in lines if repr(line) not in known]:
            found[table] = new
    return found


def put(rows: Rows) -> None:
    """Adds the rows as they were; the database refuses what is there already."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, lines in rows.items():
            places = ", ".join(["%s"] * len(lines[0]))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", lines)  # noqa: S608
