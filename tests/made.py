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
# what migrations consist of and import; a test sees to it that they import nothing else of the house
READ_BY_MIGRATIONS = (
    "[a-z]*/migrations/*.py",
    "utsopi/*/migrations/*.py",
    "[a-z]*/rules.py",
    "utsopi/*/rules.py",
    "utsopi/privacy/*.py",
    "utsopi/records.py",
    "utsopi/triggers.py",
)


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


def read_by_migrations() -> list[Path]:
    return sorted(path for pattern in READ_BY_MIGRATIONS for path in BASE.glob(pattern))


def state_of_the_code() -> str:
    """Another one whenever anything changed that a migration reads."""
    found = sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    found.update((BASE / "requirements-dev.lock").read_bytes())
    for path in read_by_migrations():
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
