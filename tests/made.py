"""The new test database on SQLite: made by the migrations once for each state of the code, then only copied.

It lies in pytest's cache; `pytest --cache-clear` has it made anew.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import django

BASE = Path(__file__).resolve().parent.parent
HOUSE = ("utsopi", "members", "support", "events", "outreach", "reports", "tests/made_up_jobs")
READ_BY_MIGRATIONS = {".py", ".json", ".csv"}


def copy_new_database(folder: Path, to: Path) -> None:
    """Puts at `to` a database as the migrations leave it; of several processes the first makes it in `folder`."""
    made = folder / f"{state_of_the_code()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for other in folder.glob("*.sqlite3*"):
                other.unlink()
            _migrate(folder / "half.sqlite3").rename(made)
    to.parent.mkdir(parents=True, exist_ok=True)
    copyfile(made, to)


def state_of_the_code() -> str:
    """Another one whenever anything changed that a migration may read."""
    found = sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    found.update((BASE / "requirements-dev.lock").read_bytes())
    for folder in HOUSE:
        for path in sorted((BASE / folder).rglob("*")):
            if path.suffix in READ_BY_MIGRATIONS:
                found.update(str(path.relative_to(BASE)).encode() + path.read_bytes())
    return found.hexdigest()


def _migrate(path: Path) -> Path:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{path}",
    }
    command = [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=BASE, env=environment, check=True)
    return path
