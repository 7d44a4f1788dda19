"""W2: the log as a list; W2s: finding in it; W6: the log as a file. Each next to the SQL that somebody would write by
hand for the same rows, with the least around it."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.http import urlencode

from tests.accounts import account_with
from utsopi.privacy.keyring import make_keys

from . import bare_list
from .filling import LargeYear
from .measure import Line, compare, cost, memory_of, statements_of

YEAR = 2025  # after the demo year: what is found there lies far back
SMALL, FOR_FILES, LARGE, LARGEST = 10_000, 60_000, 100_000, 1_000_000  # requests; files have 100,000 lines
GOAL, GOAL_SEARCH, GOAL_CSV, GOAL_XLSX, GOAL_GROWTH = 2.5, 0.5, 1.5, 1.2, 2
TIMES = 9
SOUGHT = {
    "how a reference begins": {"reference": "S0a1b"},
    "organisation": {"organisation": "Espace P"},
    "a rare topic long ago": {"about": "helpdesk/violence_threats/stalking"},
}


def measure(largest: int) -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    desk = Desk()
    fill(SMALL)
    yield (small := desk.listed(SMALL))
    fill(FOR_FILES)
    yield from files(desk)
    fill(LARGE)
    yield desk.listed(LARGE)
    for what, query in SOUGHT.items():
        yield desk.found(what, query)
    if largest >= LARGEST:
        fill(LARGEST)
        yield (large := desk.listed(LARGEST))
        ratio = large.ours / small.ours
        yield Line("W2 a million next to ten thousand", large.ours, small.ours, ratio, GOAL_GROWTH)


def fill(requests: int) -> None:
    """Brings the log to so many requests."""
    from support.models import Request

    if (missing := requests - Request.objects.count()) > 0:
        LargeYear(int(missing / 0.6), YEAR).write()


class Desk:
    """A browser that is signed in, with the product's pages and with the floor's in their place: those of a module like
    bare_list."""

    def __init__(self, bare=bare_list):
        self.browser = Client(headers={"host": "localhost"})
        self.browser.force_login(account_with(bare.__name__.rpartition(".")[2], ("helpdesk",)))
        # pages are asked of a handler of their own, which reads the list of middleware once
        self.product = self._through(WSGIHandler())
        with override_settings(MIDDLEWARE=bare.MIDDLEWARE):
            self.bare = self._through(WSGIHandler())

    def _through(self, application) -> Callable[[str], None]:
        name = settings.SESSION_COOKIE_NAME
        cookie = f"{name}={self.browser.cookies[name].value}"

        def ask(address: str) -> None:
            path, _mark, query = address.partition("?")
            environ = self.browser._base_environ(PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE=cookie)
            told = []
            answer = application(environ, lambda status, headers: told.append(status))
            page = b"".join(answer)
            answer.close()
            assert told == ["200 OK"] and page.count(b"<tr>") > 1, (address, told)

        return ask

    def listed(self, requests: int) -> Line:
        return self.compared(f"W2 list of {requests:,}", reverse("log"), GOAL)

    def found(self, what: str, query: dict) -> Line:
        return self.compared(f"W2s by {what}", f"{reverse('log')}?{urlencode(query)}", GOAL_SEARCH)

    def compared(self, work: str, address: str, goal: float) -> Line:
        ours, floor = (lambda ask=ask: ask(address) for ask in (self.product, self.bare))
        ours()  # the first page after a while seals what was written before
        return compare(work, ours, floor, goal, times=TIMES, statements=statements_of(ours))

    def taken_out(self) -> Iterator[bytes]:
        """The whole log as CSV, piece by piece, as the browser gets it."""
        answer = self.browser.post(reverse("log_out"), {"format": "csv"})
        assert answer.status_code == 200
        return iter(answer)


def files(desk: Desk) -> Iterator[Line]:
    def whole() -> None:
        for _piece in desk.taken_out():
            pass

    yield compare(
        "W6 CSV of 100,000 rows",
        whole,
        bare_csv,
        GOAL_CSV,
        times=5,
        statements=statements_of(whole),
        memory=memory_of(whole),
    )
    first, all_of_it = cost(lambda: next(desk.taken_out())), cost(whole)
    yield Line("W6 CSV, the first bytes", first, all_of_it, first / all_of_it, 0.1)
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = (lambda how=how: how(Path(folder) / "log.xlsx") for how in (workbook, bare_xlsx))
        more = {"statements": statements_of(ours), "memory": memory_of(ours)}
        yield compare("W6 XLSX of 100,000 rows", ours, floor, GOAL_XLSX, times=3, **more)


def workbook(path: Path) -> None:
    from support.handing_out import as_xlsx
    from support.searching import Wanted

    as_xlsx(Wanted(), path)


def bare_csv() -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, row in enumerate(bare_list.rows()):
        writer.writerow(row)
        if not number % 500:
            buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()


def bare_xlsx(path: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(bare_list.rows()):
            sheet.write_row(number, 0, row)
