"""The two commands, and what describes the containers."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import free_port, wait_for_port
from utsopi.privacy.keyring import make_keys

BASE = Path(__file__).resolve().parent.parent
SCRIPTS = ("run", ".ci/run", "docker/entry")


@pytest.fixture
def machine(tmp_path):
    """The environment of a person who calls ./run: a folder of her own, and nothing of the tests' settings."""
    if not (BASE / ".venv" / "installed-run").exists() or Path(sys.prefix) != BASE / ".venv":
        pytest.skip("this environment was not made by ./run, and the tests install nothing")
    ours = ("UTSOPI_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"UTSOPI_VAR": str(tmp_path / "var"), "UTSOPI_NO_INSTALL": "1", "PORT": str(free_port())}


def run(machine, *words) -> subprocess.CompletedProcess:
    return subprocess.run([BASE / "run", *words], env=machine, capture_output=True, text=True, timeout=120)


class Served:
    """./run at work; `told` is what it printed until it served."""

    def __init__(self, machine, log: Path):
        with log.open("w") as out:
            self.process = subprocess.Popen([BASE / "run"], env=machine, stdout=out, stderr=out)
        wait_for_port(int(machine["PORT"]))
        self.told, self.address = log.read_text(), f"http://localhost:{machine['PORT']}"

    def sign_in(self) -> str:
        """Signs in as the printed lines say; the address of the page that comes."""
        words = re.search(r"Sign in as: (\S+)\nPassphrase: (.+)\n", self.told).groups()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = browser.open(f"{self.address}/in/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form).group(1)
        fields = {"csrfmiddlewaretoken": token, "login": words[0], "password": words[1]}
        return browser.open(f"{self.address}/in/", urlencode(fields).encode()).url

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.mark.server
def test_run_serves_a_made_up_house_and_the_second_time_the_same_one(machine, tmp_path):
    first = Served(machine, tmp_path / "first")
    try:
        assert "made up" in first.told
        assert first.sign_in() == f"{first.address}/"
    finally:
        assert first.stop() == 0
    assert (tmp_path / "var" / "demo_password").stat().st_mode & 0o777 == 0o600
    second = Served(machine, tmp_path / "second")
    try:
        assert "Loading" not in second.told and "Collecting" not in second.told
        assert second.sign_in() == f"{second.address}/"
        assert second.told.splitlines()[-4:-2] == first.told.splitlines()[-4:-2]
        taken = run(machine)
        assert taken.returncode == 1
        assert f"port {machine['PORT']} is in use. Try: PORT={int(machine['PORT']) + 1} ./run" in taken.stderr
    finally:
        second.stop()


@pytest.mark.server
def test_manage_on_an_empty_database_works_after_migrate_and_loads_nothing(machine, tmp_path):
    assert run(machine, "manage", "migrate", "-v", "0").returncode == 0
    count = "from utsopi.team.models import User; from members.models import Member; "
    count += "print(User.objects.count(), Member.objects.count())"
    assert run(machine, "manage", "shell", "-v", "0", "-c", count).stdout == "0 0\n"
    assert not (tmp_path / "var" / "demo_password").exists()


@pytest.mark.server
def test_a_real_installation_passes_the_deployment_check(machine, tmp_path):
    real = machine | {
        "UTSOPI_HOSTS": "desk.example.org",
        "SECRET_KEY": "k3-" * 30 + "abcdefgh",
        "DATABASE_URL": "postgres://desk:secret@localhost/desk",
        "UTSOPI_BEHIND_PROXY": "1",
        "UTSOPI_KEYS": str(tmp_path / "keys"),
    }
    make_keys(tmp_path / "keys")
    checked = run(real, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.server
def test_run_serves_no_other_host_without_encryption(machine):
    refused = run(machine | {"UTSOPI_HOSTS": "desk.example.org"})
    assert refused.returncode == 1
    assert "serves this machine only" in refused.stderr


def test_an_unknown_word_is_answered_with_the_help():
    answer = run(dict(os.environ), "dance")
    assert answer.returncode == 1
    assert "./run test" in answer.stderr and "there is no ./run dance" in answer.stderr


@pytest.fixture
def bare(tmp_path):
    """A house that was never set up, on a machine with little more than a shell."""
    for name in ("run", "requirements.lock"):
        shutil.copy(BASE / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "cat", "cksum", "id", "rm", "head", "tail", "mktemp"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def run_bare(house: Path, **settings) -> str:
    """What ./run answers in `house`; it must not come to an end by itself otherwise than with a sentence."""
    environment = {"PATH": str(house / "bin"), "HOME": str(house), "UTSOPI_NO_INSTALL": "1"} | settings
    done = subprocess.run(["sh", house / "run"], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    return done.stderr


def test_without_python_it_says_what_to_install(bare):
    assert run_bare(bare) == "Stopped: Python 3.11 to 3.13 is needed. Install: python3 python3-venv\n"


@pytest.mark.server
def test_without_network_it_stops_with_a_sentence_and_can_be_repeated(bare):
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}
    for _time in ("first", "again"):
        assert "could not be installed (network?). Try: ./run again" in run_bare(bare, **offline)
    assert not (bare / ".venv" / "installed-run").exists()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_can_be_run_and_read_by_their_shell(script):
    path = BASE / script
    shell = "bash" if "bash" in path.read_text().splitlines()[0] else "sh"
    assert os.access(path, os.X_OK)
    assert subprocess.run([shell, "-n", path], capture_output=True).stderr == b""


def test_the_checkers_lock_file_names_no_address():
    assert "http" not in (BASE / "tests" / "tools" / "package-lock.json").read_text()


def test_a_request_for_an_unknown_host_is_refused_and_breaks_nothing(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/in/", headers={"host": "other.example"}).status_code == 400


# ── containers ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def compose() -> dict:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((BASE / "docker-compose.yml").read_text())


def test_the_services_of_our_own_can_write_nowhere_and_have_no_rights(compose):
    for name in ("web", "worker", "beat"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["command"] == name


def test_only_the_web_server_has_a_port_and_only_on_this_machine(compose):
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_every_secret_comes_from_outside_and_every_name_stands_in_the_example():
    text = (BASE / "docker-compose.yml").read_text()
    asked, may_be_empty = (set(re.findall(rf"\$\{{(\w+):{mark}", text)) for mark in (r"\?", "-"))
    named = set(re.findall(r"(?m)^(\w+)=", (BASE / "docker" / "env.example").read_text()))
    assert may_be_empty == {"EMAIL_URL", "UTSOPI_ADDRESS", "UTSOPI_MAIL_FROM"}  # mail is nobody's duty
    assert asked | may_be_empty == named == set(re.findall(r"(?<!\$)\$\{(\w+)", text))


def test_a_base_image_of_ones_own_can_be_passed_in():
    lines = (BASE / "Dockerfile").read_text().splitlines()
    told = [line for line in lines if line.startswith(("ARG", "FROM", "USER"))]
    assert told == [
        "ARG BASE=python:3.11-slim-bookworm",
        "FROM ${BASE} AS build",
        "FROM ${BASE} AS app",
        "USER 10001",
    ]


def test_of_the_programs_that_debian_has_none_may_be_missing_where_everything_is_tested():
    told = "".join(path.read_text() for path in (BASE / "tests").glob("*.py"))
    wanted = re.search(r"UTSOPI_REQUIRE=(\S+) exec", (BASE / ".ci" / "run").read_text())[1].split(",")
    fetched = {"axe", "vnu"}  # by npm, which may have no way to the network
    assert set(re.findall(r'missing\("(\w+)"', told)) - fetched <= set(wanted)
