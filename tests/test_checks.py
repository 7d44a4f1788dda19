"""What a real installation must have set: each fault is found, named, and comes with its cure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as house
from django.core.checks import registry
from django.db import connection

from utsopi.discretion import checks
from utsopi.privacy.keyring import make_keys

BASE = Path(__file__).resolve().parent.parent


@pytest.fixture
def production(settings, tmp_path):
    """The settings of a real installation, as far as the checks read them."""
    settings.LOCAL, settings.ALLOWED_HOSTS = False, ["desk.example.org", "localhost"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME = "__Host-s", "__Host-l"
    settings.SECOND_FACTOR_FORCED = True
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    settings.EMAIL_BACKEND = checks.DUMMY  # the test runner puts its own in its place
    settings.KEYS = tmp_path / "keys"
    make_keys(settings.KEYS)
    return settings


def ours() -> list:
    return [check for check in registry.registry.get_checks(True) if check.__module__ == checks.__name__]


def found() -> set[str]:
    """The numbers of all faults; each of them says how it is cured."""
    problems = [problem for check in ours() for problem in check(app_configs=None, databases=None) or ()]
    assert all(problem.hint for problem in problems)
    return {problem.id for problem in problems}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_a_real_installation_has_no_fault(production):
    assert found() == set()


WRONG = {
    "E001": {"LOCAL": True},
    "E002": {"ALLOWED_HOSTS": ["*"]},
    "E003": {"ALLOWED_HOSTS": ["localhost"]},
    "E004": {"SECURE_PROXY_SSL_HEADER": None},
    "E005": {"SESSION_COOKIE_NAME": "sessionid"},
    "E006": {"SECOND_FACTOR_FORCED": False},
    "E007": {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}},
    "E008": {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
    "E009": {"ADMINS": [("A", "a@example.org")]},
    "E010": {"EMAIL_BACKEND": checks.SMTP},
    "W001": {"KEYS": Path("/nowhere/at/all")},
    "E012": {"KEYS": house.VAR / "keys"},
    "E013": {"LEAVE_FOR": "/"},
    "E015": {"ADDRESS": "http://desk.example.org"},
}


@pytest.mark.parametrize("number", WRONG)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_each_fault_is_found_and_no_other(number, production):
    for name, value in WRONG[number].items():
        setattr(production, name, value)
    may_come_too = {"utsopi.W001"} if number == "E012" else set()
    assert found() - may_come_too == {f"utsopi.{number}"}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_keys_that_others_may_read_are_found(production):
    (production.KEYS / "index_key").chmod(0o640)
    assert found() == {"utsopi.E011"}


def test_a_log_of_postgresql_that_holds_values_is_found_setting_by_setting():
    quiet = {name: min(wanted) for name, wanted in checks.QUIET.items()}
    assert list(checks.loud(quiet)) == []
    for name in quiet:
        (problem,) = checks.loud(quiet | {name: "all"})
        assert name in problem.msg and f"ALTER SYSTEM SET {name} = '{quiet[name]}'" in problem.hint


@pytest.mark.django_db
def test_the_settings_are_asked_of_the_server_itself():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL: SQLite keeps no log")
    assert set(checks.asked(connection, checks.QUIET)) == set(checks.QUIET)
    with connection.cursor() as cursor:
        for name, wanted in checks.QUIET.items():
            cursor.execute(f"SET {name} = '{min(wanted)}'")
    assert list(checks.postgresql_writes_no_values(None, databases=["default"])) == []
    with connection.cursor() as cursor:
        cursor.execute("SET log_statement = 'all'")
    found = checks.postgresql_writes_no_values(None, databases=["default"])
    assert [problem.id for problem in found] == ["utsopi.E014"]


def test_a_postgresql_that_keeps_the_moment_of_each_change_is_found():
    dateless = dict.fromkeys(checks.DATELESS, "off")
    assert list(checks.timed(dateless)) == []
    for name in dateless:
        (problem,) = checks.timed(dateless | {name: "on"})
        assert name in problem.msg and problem.id == "utsopi.E016"


@pytest.mark.django_db
def test_of_moments_too_the_server_itself_is_asked():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL: SQLite keeps none")
    assert checks.asked(connection, checks.DATELESS) == dict.fromkeys(checks.DATELESS, "off")
    assert list(checks.postgresql_keeps_no_moments(None, databases=["default"])) == []


# ── the whole of it, as whoever runs a server calls it ────────────────────────────────────────────


def documented() -> set[str]:
    """The names of the settings in README's table."""
    lines = (BASE / "README.md").read_text().splitlines()
    return {line.split("`")[1] for line in lines if line.startswith("| `")}


@pytest.mark.server
def test_the_documented_environment_passes_every_check(tmp_path):
    make_keys(tmp_path / "keys")
    given = {
        "DATABASE_URL": "postgres://desk:secret@localhost/desk",
        "SECRET_KEY": "k3-" * 30 + "abcdefgh",
        "UTSOPI_HOSTS": "desk.example.org,localhost",
        "UTSOPI_BEHIND_PROXY": "1",
        "UTSOPI_KEYS": str(tmp_path / "keys"),
        "UTSOPI_VAR": str(tmp_path / "var"),
    }
    assert set(given) <= documented()
    checked = check_deploy(given)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.server
def test_a_bare_environment_is_told_what_to_set(tmp_path):
    checked = check_deploy({"UTSOPI_VAR": str(tmp_path / "var")})
    assert checked.returncode == 1
    for number in ("E003", "E004", "E007", "E012", "W001"):
        assert f"(utsopi.{number})" in checked.stderr
    assert "Traceback" not in checked.stderr


def check_deploy(given: dict) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {"PATH": os.environ["PATH"]} | given
    return subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.server
def test_bandit_finds_nothing():
    apps = ["members", "support", "events", "outreach", "reports", "utsopi", "manage.py", "docker"]
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *apps, "-f", "json"]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout)["results"]
    assert [f"{one['filename']}:{one['line_number']} {one['test_id']}" for one in found] == []


def test_what_bandit_passes_over_has_its_reason_beside_it():
    for path in [*BASE.glob("*/**/*.py"), BASE / "manage.py"]:
        if {".venv", "tests", "var", "migrations"} & set(path.relative_to(BASE).parts):
            continue
        bare = [line for line in path.read_text().splitlines() if line.rstrip().endswith("# nosec")]
        assert bare == [], path
