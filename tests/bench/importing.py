"""W10: the import of a workbook of 10,000 rows, next to a bare bulk insert of the same records."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from reports.workbook import import_workbook
from support.models import Listing, OpenHouseSession, Person, Question, Request
from tests.workbooks import write_folder

from .measure import Line, compare, memory_of, statements_of

PEOPLE, SESSIONS, REQUESTS, QUESTIONS = 2500, 50, 2950, 4500
GOAL = 10


def measure() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        source = write_folder(sheets(), Path(folder))
        yield compare(
            "W10 import of 10,000 rows",
            lambda: taken_back(lambda: brought_in(source)),
            lambda: taken_back(bare),
            GOAL,
            times=5,
            statements=statements_of(lambda: taken_back(lambda: brought_in(source))),
            memory=memory_of(lambda: taken_back(lambda: brought_in(source))),
        )


def taken_back(work) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def brought_in(source: Path) -> None:
    report = import_workbook(source, by=None)
    assert not report.problems, report.problems


def day(number: int) -> date:
    return date(2030, 1, 1) + timedelta(days=number % 365)


def sheets() -> dict[str, list[dict]]:
    """A support log in which every third request comes in at the Open House."""
    listings = Listing.objects.filter(service="helpdesk").select_related("category", "topic")
    pairs = [(each.category.code, each.topic.code) for each in listings]
    people = [
        {"person": f"WP{n}", "region": "brussels", "origin": "RO", "language": "ro", "anonymous": "no"}
        for n in range(PEOPLE)
    ]
    sessions = [
        {"session": f"WL{n}", "held_on": day(7 * n).isoformat(), "city": "Brussels", "status": "held"}
        for n in range(SESSIONS)
    ]
    requests = [
        {
            "request": f"WS{n}",
            "received_on": day(n).isoformat(),
            "channel": "phone",
            "person": f"WP{n % PEOPLE}",
            "session": "",
            "referred_by": "",
            "first_this_year": "yes",
        }
        for n in range(REQUESTS)
    ]
    questions = [
        {
            "question": f"WQ{n}",
            "request": f"WS{n % REQUESTS}",
            "category": pairs[n % len(pairs)][0],
            "topic": pairs[n % len(pairs)][1],
            "outcome": "handled",
            "organisations": "",
        }
        for n in range(QUESTIONS)
    ]
    return {
        "people": people,
        "open_house_sessions": sessions,
        "support_requests": requests,
        "questions": questions,
    }


def bare() -> None:
    """The same records, made and written with nothing checked."""
    listings = list(Listing.objects.filter(service="helpdesk"))
    people = [
        Person(reference=f"WP{n}", region="brussels", origin="eu", language="ro", is_anonymous=False)
        for n in range(PEOPLE)
    ]
    sessions = [
        OpenHouseSession(reference=f"WL{n}", held_on=day(7 * n), city="Brussels", status="held")
        for n in range(SESSIONS)
    ]
    requests = [
        Request(
            reference=f"WS{n}",
            received_on=day(n),
            channel="phone",
            person=people[n % PEOPLE],
            first_this_year="yes",
        )
        for n in range(REQUESTS)
    ]
    questions = [
        Question(
            reference=f"WQ{n}",
            request=requests[n % REQUESTS],
            category_id=listings[n % len(listings)].category_id,
            topic_id=listings[n % len(listings)].topic_id,
            outcome="handled",
        )
        for n in range(QUESTIONS)
    ]
    for model, records in ((Person, people), (OpenHouseSession, sessions), (Request, requests)):
        model.objects.bulk_create(records)
    Question.objects.bulk_create(questions)
