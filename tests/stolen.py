"""The database as somebody has it who stole it: raw files of SQLite, a dump of PostgreSQL; and what to look for."""

import base64
import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection


def the_database() -> bytes:
    """Everything that is committed, byte by byte. Needs transactional_db: what a test has not committed lies
    nowhere yet. Asks for pg_dump on PostgreSQL, else FileNotFoundError."""
    return _files() if connection.vendor == "sqlite" else _dump()


def _files() -> bytes:
    path = Path(connection.settings_dict["NAME"])
    there = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal")]
    # read by another process: to close a file that SQLite has open gives up the locks of this whole process
    return subprocess.run(["cat", *filter(Path.exists, there)], capture_output=True, check=True).stdout


def _dump() -> bytes:
    given = connection.settings_dict
    command = [_pg_dump(), "--no-password", "-h", given["HOST"], "-p", str(given["PORT"] or 5432)]
    done = subprocess.run(
        [*command, "-U", given["USER"], given["NAME"]],
        env=os.environ | {"PGPASSWORD": given["PASSWORD"] or ""},
        capture_output=True,
        check=True,
    )
    return done.stdout


def _pg_dump() -> str:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)
    found = shutil.which("pg_dump") or next(map(str, newest_first), None)
    if not found:
        raise FileNotFoundError("There is no pg_dump here (apt-get install postgresql-client).")
    return found


def holds(data: bytes, text: str) -> bool:
    """Whether the text stands in the bytes in any of the ways in which it could be read back: as it is, as
    UTF-16, as hexadecimal digits (so PostgreSQL dumps bytes), in base64 at any of its three positions."""
    plain = text.encode()
    ways = [
        plain,
        text.encode("utf-16-le"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
        *_base64(plain),
    ]
    return any(way in data for way in ways)


def _base64(plain: bytes) -> list[bytes]:
    """The text in base64 behind nothing, one and two bytes; the ends, which its neighbours change, left out."""
    shifted = [base64.b64encode(b"\0" * before + plain) for before in range(3)]
    return [coded[4 if before else 0 : -4] for before, coded in enumerate(shifted)]
