"""A house of its own for the measurements: a folder, a fresh database, and nothing left of it afterwards."""

import os
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

BASE = Path(__file__).resolve().parents[2]
DEMO = BASE / "reports" / "demo" / "2024"


@contextmanager
def fresh_house():
    """Sets the environment to a new, migrated database beside the one DATABASE_URL names; drops it at the end."""
    given = os.environ.get("DATABASE_URL", "sqlite://")
    with tempfile.TemporaryDirectory(prefix="utsopi-bench-") as folder:
        os.environ.update(UTSOPI_VAR=folder, UTSOPI_LOCAL="1", SECRET_KEY="only for measurements " * 3)
        os.environ["DJANGO_SETTINGS_MODULE"] = "utsopi.settings"
        os.environ.pop("REDIS_URL", None)
        with _database(given, Path(folder)) as address:
            os.environ["DATABASE_URL"] = address
            yield _set_up()
            _close()


@contextmanager
def _database(given: str, folder: Path):
    if given.startswith("sqlite"):
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import psycopg

    name = f"utsopi_bench_{secrets.token_hex(4)}"
    # with helpers of its own the server would spend time that its process does not show
    os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _set_up() -> str:
    """Tables, static files and the demo year; gives back what the database is called."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.db import connection

    from reports.workbook import import_workbook

    import_workbook(DEMO, by=None)
    return connection.display_name


def _close() -> None:
    from django.db import connections

    connections.close_all()
