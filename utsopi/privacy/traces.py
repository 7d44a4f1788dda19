"""What is deleted must be gone from the disk too."""

from django.db import connection


def wipe() -> None:
    """Call it after what was deleted is committed. SQLite overwrites what is deleted (secure_delete), and keeps it
    in its log of changes until that is emptied; PostgreSQL's own cleaning comes along by itself (autovacuum)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
