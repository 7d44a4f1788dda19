"""What all tests share: accounts, a browser, a Redis, the checkers, and one line on what was skipped."""

import gc
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests import flush, made

BASE = Path(__file__).resolve().parent.parent
TOOLS = Path(os.environ.get("UTSOPI_TOOLS", BASE / "var" / "tools")) / "node_modules"
REQUIRED = set(filter(None, os.environ.get("UTSOPI_REQUIRE", "").split(",")))

# two busy cores make any deadline a matter of luck
hypothesis_settings.register_profile("house", deadline=None, max_examples=15)
hypothesis_settings.register_profile("deep", deadline=None, max_examples=100)
hypothesis_settings.load_profile("house")
flush.install()


def missing(name: str, reason: str) -> None:
    """Skips the test for `reason`, or fails it where UTSOPI_REQUIRE names `name`."""
    if name in REQUIRED:
        pytest.fail(f"{reason}, and UTSOPI_REQUIRE asks for it", pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """A port of this machine that nobody listens on, below those the kernel hands out: until it is bound by whom it
    is for, no connection of another test gets it by chance."""
    for port in random.SystemRandom().sample(range(10_000, 32_000), 50):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("of fifty ports none is free")


# ── what is collected, and what is said at the end ────────────────────────────────────────────────

MARKED_BY_FIXTURE = {
    **dict.fromkeys(("page", "desk", "browser", "playwright", "vnu"), "browser"),
    "redis_url": "server",
}


def pytest_collection_modifyitems(config, items):
    for item in items:
        for fixture in MARKED_BY_FIXTURE.keys() & set(item.fixturenames):
            item.add_marker(MARKED_BY_FIXTURE[fixture])


gc.disable()  # while modules load nothing becomes garbage, yet all of them would be looked through again and again


def pytest_collection_finish():
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_terminal_summary(terminalreporter, config):
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    told = [f"{reason.removeprefix('Skipped: ')} (tests: {count})" for reason, count in reasons.items()]
    told += filter(None, os.environ.get("UTSOPI_SKIPPED", "").split(";"))
    terminalreporter.section("what was skipped, and why")
    for line in told or ["nothing"]:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_keepdb, django_db_modify_db_settings):
    """On SQLite the test database is a copy of one made before; pytest-django finds it and keeps it."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return django_db_keepdb
    made.copy_new_database(
        request.config.cache.mkdir("database"), Path(connection.settings_dict["TEST"]["NAME"])
    )
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database; what its migrations wrote is kept for after each flush."""
    with django_db_blocker.unblock():
        flush.remember()


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session", autouse=True)
def keys():
    """A keyring of this test run's own; a test that wants another points settings.KEYS to another folder."""
    from django.conf import settings

    from utsopi.privacy.keyring import keyring, make_keys

    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    return keyring


@pytest.fixture
def without_keys(settings, tmp_path):
    """The house after its keys were taken away."""
    settings.KEYS = tmp_path / "no keys here"


@pytest.fixture(autouse=True)
def one_language():
    """A test begins in English, whatever language the one before it left switched on."""
    from django.utils import translation

    translation.activate("en")
    yield
    translation.activate("en")


# ── accounts ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def make_account(db):
    """A function (login name, *roles, **fields) → an account with PASSPHRASE as its passphrase, and with the
    roles given, in force from yesterday for a year; without any, she is a coordinator; `()` is no role at all:
    make_account("kim", ()), make_account("kim", Role.MEMBER)."""
    from tests.accounts import account_with

    def make(username: str, *roles, **fields):
        return account_with(username, roles or ("coordinator",), **fields)

    return make


@pytest.fixture
def staff(make_account, client):
    """A coordinator; `client` is signed in with her account."""
    account = make_account("noor", alias="Noor")
    client.force_login(account)
    return account


@pytest.fixture
def year_2024(db):
    """The records of the year that is in the demo."""
    from tests.years import bring_in

    bring_in("2024")


@pytest.fixture
def do_jobs(db):
    """A function that does all waiting jobs here and now, inside the test's own transaction."""
    from utsopi.jobs.models import Job
    from utsopi.jobs.running import perform

    def work() -> None:
        for pk in Job.objects.claimable().order_by("queued_at").values_list("pk", flat=True):
            perform(pk, signs_of_life=False)

    return work


# ── a browser ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium of this machine, for pytest-playwright; what a test expects has as long to come as a click."""
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        missing("chromium", "no Chromium here (apt-get install chromium)")
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": program, "args": options}


@pytest.fixture
def desk(page, live_server, staff, client, settings):
    """A browser page on the running application, signed in as `staff`; `desk.goto("/")` opens its pages."""
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url, "httpOnly": True}
    page.context.add_cookies([cookie])
    goto = page.goto
    page.goto = lambda address, **kw: goto(live_server.url + address, **kw)
    return page


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core: `page.evaluate(axe)`, then `page.evaluate("axe.run()")`."""
    script = TOOLS / "axe-core" / "axe.min.js"
    if not script.exists():
        missing("axe", "no axe-core here (./run test fetches it where there is npm)")
    return script.read_text()


@pytest.fixture(scope="session")
def vnu():
    """The Nu HTML checker: a function (list of files) → list of its messages, empty where all is well."""
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    java = shutil.which("java")
    if not (java and jar.exists()):
        missing("vnu", "no Nu HTML checker here (./run test fetches it where there are npm and java)")

    def check(files) -> list[str]:
        command = [java, "-jar", str(jar), "--format", "gnu", "--stdout", "--exit-zero-always"]
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    return check


# ── other processes ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def database_for_children(transactional_db, monkeypatch):
    """Processes started by the test open the test's own database."""
    from django.db import connection

    given = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{given['NAME']}"
    else:
        account = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
        address = f"postgres://{account}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("UTSOPI_TEST_CHILD", "1")
    return address


@pytest.fixture
def server(database_for_children, tmp_path, monkeypatch):
    """The port of gunicorn with two processes, as the house runs it on more than two cores."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings_served")
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "utsopi.wsgi", "-c", "python:utsopi.serving"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--workers", "2"], cwd=BASE, stdout=out, stderr=out
        )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a Redis of our own, on a free port."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        missing("redis", "no Redis here (apt-get install redis-server)")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for_port(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


def wait_for_port(port: int, seconds: float = 60) -> None:
    """Returns once something listens on `port` of this machine; AssertionError after `seconds`."""
    import time

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


# ── mail ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def mailbox(settings):
    """A Mailbox that takes in whatever the house sends."""
    from aiosmtpd.controller import Controller

    from tests.mailbox import Mailbox
    from utsopi.discretion.checks import SMTP

    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
    settings.ADDRESS = "https://desk.example.org"
    yield box
    server.stop()
