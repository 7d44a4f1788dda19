"""Activities for tests of their pages. Made up, all of it."""

from datetime import date, time, timedelta

from django.urls import reverse

from events.actions.activities import plan
from events.choices import Kind
from events.models import Activity

TODAY = date(2026, 11, 24)
PLACE = "The blue door, 12 Made-up Lane"


def an_evening(by=None, days: int = 9, **said) -> Activity:
    said = {"title": "Soup and talk", "city": "Brussels", "region": "brussels", "opens_at": time(19)} | said
    return plan(kind=Kind.LISTEN_TO_YOU, starts_on=TODAY + timedelta(days), by=by, **said)


def the(name: str, *args) -> str:
    return reverse(name, args=args)


def form_of(answer) -> dict:
    """What the form on the page would send: its first values."""
    form = answer.context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, "")}
