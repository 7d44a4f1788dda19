"""A large year, written quickly: people, requests, questions and who took part, beside the demo year's records."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import islice

from django.db import DatabaseError, connection, transaction

from support.models import Involvement, Listing, OpenHouseSession, Person, Question, Request
from utsopi.directory.models import Organisation

SESSIONS = 250
BATCH = 20_000
QUICK = [
    f"PRAGMA {what}"
    for what in ("foreign_keys=OFF", "synchronous=OFF", "secure_delete=OFF", "cache_size=-400000")
]


class LargeYear:
    """So many questions in a year: 0.6 requests a question, 0.8 people a request, 24 topics, 5 % with others."""

    def __init__(self, questions: int, year: int):
        self.random = random.Random(questions)
        self.days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
        self.people = self.keys(int(questions * 0.6 * 0.8))
        self.sessions = self.keys(SESSIONS)
        self.requests = [(key, self.random.random() < 0.3) for key in self.keys(int(questions * 0.6))]
        self.questions = self.keys(questions)
        self.organisations = [_hex(key) for key in Organisation.objects.values_list("id", flat=True)]
        self.topics = {is_open_house: _topics(is_open_house) for is_open_house in (True, False)}

    def keys(self, count: int) -> list[str]:
        return [f"{self.random.getrandbits(128):032x}" for _ in range(count)]

    def write(self) -> None:
        with unguarded() as cursor:
            self._write()
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")

    def _write(self) -> None:
        columns = "id reference region origin language is_anonymous agreed_text"
        write(Person, columns, self.rows_of_people())
        columns = "id reference held_on city status is_open cancelled_because reopened_because"
        write(OpenHouseSession, columns, self.rows_of_sessions())
        columns = "id reference received_on channel person_id session_id referred_by_id first_this_year"
        write(Request, columns, self.rows_of_requests())
        columns = "id reference request_id category_id topic_id outcome"
        write(Question, columns, self.rows_of_questions())
        write(Involvement, "id question_id organisation_id", self.rows_of_involvements())

    def rows_of_people(self) -> Iterator[tuple]:
        regions, origins = ["brussels", "flanders", "wallonia", "abroad", ""], ["belgium", "eu", "non_eu", ""]
        for key in self.people:
            choose = self.random.choice
            yield key, f"P{key[:12]}", choose(regions), choose(origins), "fr", choose([True, False]), ""

    def rows_of_sessions(self) -> Iterator[tuple]:
        for number, key in enumerate(self.sessions):
            status = "held" if number % 6 else "cancelled"
            yield key, f"L{key[:12]}", self.days[number], "Brussels", status, False, "", ""

    def rows_of_requests(self) -> Iterator[tuple]:
        choose, chance = self.random.choice, self.random.random
        for key, is_open_house in self.requests:
            session = int(chance() * SESSIONS) if is_open_house else None
            day = choose(self.days) if session is None else self.days[session]
            channel = "open_house" if is_open_house else choose(["phone", "email", "messaging"])
            sent_by = choose(self.organisations) if chance() < 0.1 else None
            first = choose(["yes", "no", ""])
            at = None if session is None else self.sessions[session]
            yield key, f"S{key[:12]}", day, channel, choose(self.people), at, sent_by, first

    def rows_of_questions(self) -> Iterator[tuple]:
        outcomes = ["handled"] * 92 + ["open"] * 3 + ["with_partner"] * 3 + ["referred"] * 2
        self.with_others = []
        for number, key in enumerate(self.questions):
            request, is_open_house = self.requests[number % len(self.requests)]
            outcome = self.random.choice(outcomes)
            if outcome in ("with_partner", "referred"):
                self.with_others.append(key)
            yield key, f"Q{key[:12]}", request, *self.random.choice(self.topics[is_open_house]), outcome

    def rows_of_involvements(self) -> Iterator[tuple]:
        for question in self.with_others:
            for organisation in self.random.sample(self.organisations, 2):
                yield f"{self.random.getrandbits(128):032x}", question, organisation


def _topics(is_open_house: bool) -> list[tuple[str, str]]:
    listings = Listing.objects.filter(service="open_house" if is_open_house else "helpdesk")
    return [(_hex(each.category_id), _hex(each.topic_id)) for each in listings.order_by("topic__code")[:12]]


def _hex(key) -> str:
    return key.hex


@contextmanager
def unguarded():
    """A cursor; the keys are known to be there, and a power cut may take it all: the database asks for neither."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        with suppress(DatabaseError):  # on PostgreSQL only its owner may
            for statement in ("SET session_replication_role = replica",) if is_postgres else QUICK:
                cursor.execute(statement)
        yield cursor
    connection.close()  # and with it what was set


def write(model, columns: str, rows: Iterable[tuple]) -> None:
    """Writes the rows past the ORM, as quickly as the database takes them."""
    table, names = model._meta.db_table, ", ".join(columns.split())
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns.split()))
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            texts = [[each.isoformat() if isinstance(each, date) else each for each in row] for row in batch]
            cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", texts)
