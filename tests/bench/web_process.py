"""W8 and W9: a web process from its start to the first page, and its memory after a day's load."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings
from django.test import Client

from tests.accounts import account_with

from .measure import Line

TIMES = 7
SIGN_IN = "/in/"
LOAD = (
    "/",
    "/?period=2024-H1&region=flanders",
    "/figures/",
    "/figures/helpdesk.questions_by_topic/",
    "/figures/open_house.requests/rows/",
    "/report/",
    "/records/",
)
ROUNDS = 60  # 420 pages


def measure() -> Iterator[Line]:
    ours, floor = [], []
    for _turn in range(TIMES + 1):
        ours.append(started("utsopi.settings"))
        floor.append(started("tests.bench.bare_settings"))
    del ours[0], floor[0]  # the first pair warms up the disk
    yield line("W8 start to first page", "cpu", ours, floor, 1.5)
    yield line("W9 memory of a web process, MiB", "first", ours, floor, 1.3)
    loaded = started("utsopi.settings", ROUNDS, *LOAD, cookie=signed_in())
    more = max(0.1, loaded["later"] - loaded["first"])
    yield Line(f"W9 more after {ROUNDS * len(LOAD)} pages, MiB", more, 15, more / 15, 1)


def line(work: str, what: str, ours: list[dict], floor: list[dict], goal: float) -> Line:
    pairs = [(one[what], other[what]) for one, other in zip(ours, floor, strict=True)]
    return Line(
        work,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
        goal,
    )


def started(settings_module: str, times: int = 0, *paths: str, cookie: str = "") -> dict:
    """What a process of its own says that its start and its answers cost."""
    command = [sys.executable, "-m", "tests.bench.one_process", cookie, str(times), *(paths or [SIGN_IN])]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings_module}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def signed_in() -> str:
    """The cookie of a coordinator's session."""
    client = Client()
    client.force_login(account_with("bench", ("coordinator",)))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
