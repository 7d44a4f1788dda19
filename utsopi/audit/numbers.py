"""Numbers of entries: reserved inside the transaction that writes the entry, without making writers wait.

PostgreSQL has a sequence for each series; a rolled back act leaves a gap, which means nothing. On SQLite one
writes at a time anyway, so the next number is one look away.
"""

from django.db import connection

from .choices import Series

STEP = 2  # even numbers for entries that tell the day only, odd ones for those that tell the moment
SEQUENCES = {Series.DAY: "audit_number_day", Series.MOMENT: "audit_number_moment"}
_BEFORE_THE_FIRST = {Series.DAY: 0, Series.MOMENT: -1}
# what was pruned had numbers too, and a number is never given twice
_LAST = (
    "SELECT MAX(number) FROM (SELECT %s AS number"
    " UNION ALL SELECT MAX(number) FROM audit_auditentry WHERE series = %s"
    " UNION ALL SELECT MAX(number) FROM audit_checkpoint WHERE series = %s)"
)


def next_number(series: int) -> int:
    """The next free number of the series; belongs in a transaction that writes the entry."""
    series = Series(series)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s)", [SEQUENCES[series]])
            return cursor.fetchone()[0]
        cursor.execute(_LAST, [_BEFORE_THE_FIRST[series], series.value, series.value])
        return cursor.fetchone()[0] + STEP
