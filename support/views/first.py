"""The first page of whoever works at the desk: where today's work begins, what waits, what is coming."""

from datetime import date, timedelta

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from utsopi import calendar
from utsopi.periods import Period

from ..choices import SessionStatus
from ..half_done import half_done
from ..models import CallBack, Request
from ..planning import Planned, afternoons_between
from ..waiting import waiting

NEXT_WEEKS = timedelta(weeks=6)
MOST = 6  # lines in a list; the pages behind have all


def first_page(request):
    """For those who log; figures are not theirs to see."""
    today = timezone.localdate()
    context = {
        "heading": capfirst(date_format(today, "l j F")),
        "sentence": _("What there is to do, and what is coming."),
        "ways": [_afternoon(today), _helpdesk()],
        "half_done": half_done(request.user),
        "waiting": waiting(request.user),
        "due": _due(request.user, today),
        "coming": calendar.coming(Period(today, today + NEXT_WEEKS), most=MOST),
        "today": today,
    }
    return render(request, "support/first.html", context)


def _afternoon(today: date) -> dict:
    """The way to the afternoon, with how today's stands."""
    planned = [each for each in afternoons_between(today, today) if each.status != SessionStatus.CANCELLED]
    open_now = [each.session for each in planned if each.is_open]
    words = _visitors(open_now) if open_now else "; ".join(map(_how_it_stands, planned))
    return {
        "href": reverse("afternoon"),
        "icon": "door-open",
        "key": "a",
        "label": _("Go on with the afternoon") if open_now else _("Open the afternoon"),
        "words": words or _("None is planned today."),
    }


def _visitors(sessions: list) -> str:
    count = Request.objects.filter(session__in=sessions).count()
    words = ngettext("Open: %(count)s visitor so far.", "Open: %(count)s visitors so far.", count)
    return words % {"count": count}


def _how_it_stands(planned: Planned) -> str:
    if planned.status == SessionStatus.HELD:
        return _("Today’s in %(city)s has ended.") % {"city": planned.city}
    if planned.opens_at is None:
        return _("Today in %(city)s.") % {"city": planned.city}
    hours = {"opens": planned.opens_at.strftime("%H:%M"), "closes": planned.closes_at.strftime("%H:%M")}
    return _("Today, %(opens)s to %(closes)s, %(city)s.") % {"city": planned.city, **hours}


def _helpdesk() -> dict:
    return {
        "href": reverse("helpdesk"),
        "icon": "phone",
        "key": "n",
        "label": _("New request"),
        "words": _("By phone, e-mail or message."),
    }


def _due(account, today: date) -> list[CallBack]:
    """Promises of hers or of nobody that are due, without whom they were made to."""
    hers = Q(owner=account) | Q(owner=None)
    due = CallBack.objects.filter(hers, done_on=None, due_on__lte=today)
    return list(due.defer("reach", "hours").order_by("due_on", "id")[:MOST])
