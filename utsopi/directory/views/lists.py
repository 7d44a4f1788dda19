"""The two lists of the directory, and the one search above both."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from utsopi.audit.context import acting
from utsopi.audit.log import listing
from utsopi.privacy.locked import unlocked
from utsopi.team.access import may, needs
from utsopi.ui.chips import Chip, Chips
from utsopi.ui.paging import page_of

from .. import searching
from ..choices import Need
from ..forms import ALL, SearchForm
from ..models import Professional


@dataclass(frozen=True)
class Tab:
    """One of the two lists: how many fit what was asked, and whether it is the one that is shown."""

    label: str
    count: int
    href: str
    is_here: bool


@require_safe
@needs("directory.read")
def organisations(request):
    return _list(request, "directory")


@require_safe
@needs("directory.read")
@unlocked
def professionals(request):
    """Shows the names of one page of professionals; the trail notes that they were shown, and how many."""
    return _list(request, "directory_professionals")


def _list(request, here: str):
    form = SearchForm(request.GET)
    asked = form.asked()
    if not may(request.user, "desk.settings"):
        asked.pop("hidden", None)
    found = {
        "directory": searching.organisations(asked),
        "directory_professionals": searching.professionals(asked),
    }
    page, query = page_of(request, found[here]), urlencode({**asked, **_ticked(asked)})
    context = {
        "heading": _("Directory"),
        "sentence": _("Who can help with what, in which language, and where."),
        "form": form,
        "asked": asked,
        "need": _needs(asked.get("need", "")),
        "tabs": _tabs(here, found, query),
        "is_people": here == "directory_professionals",
        "entries": _named(request.user, page.rows) if here == "directory_professionals" else page.rows,
        "before": _beside(page.newer, query),
        "after": _beside(page.older, query),
        "may_change": may(request.user, "desk.settings"),
    }
    return render(request, "directory/lists.html", context, status=form.status)


def _needs(chosen: str) -> Chips:
    return Chips("need", _("Helps with"), tuple(Chip(*each) for each in [ALL, *Need.choices]), chosen)


def _tabs(here: str, found: dict, query: str) -> list[Tab]:
    labels = {"directory": _("Organisations"), "directory_professionals": _("Professionals")}
    return [
        Tab(labels[name], rows.count(), f"{reverse(name)}?{query}".rstrip("?"), name == here)
        for name, rows in found.items()
    ]


def _named(user, rows: list[Professional]) -> list[tuple[Professional, str]]:
    """Each with the name, as one list in the trail; where nobody is shown there is nothing to note."""
    if not rows:
        return []
    with acting(user), listing(Professional._meta.label, "name", len(rows)):
        return [(each, each.name.open()) for each in rows]


def _ticked(asked: dict) -> dict:
    return {"hidden": "1"} if asked.get("hidden") else {}


def _beside(page: str, query: str) -> str:
    return f"{page}&{query}" if page and query else page
