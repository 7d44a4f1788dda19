"""The calendar to take along: as a feed, as one entry, as a picture and as a sheet of paper. Nobody signs in."""

from hashlib import sha256
from threading import Lock

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from utsopi.discretion.visitors import own_forms, spoken

from .. import agenda, feed, poster
from ..agenda import Line

A_DAY = 24 * 60 * 60
_drawing = Lock()


@require_safe
@spoken
def calendar_feed(request, language):
    """Everything public of the coming six months, cancelled ones too."""
    entries = [line.entry for line in _lines(request)]
    return _file(feed.feed(entries), "text/calendar; charset=utf-8", "agenda.ics")


@own_forms
@require_POST
@spoken
def calendar_entry(request, language, key):
    """One evening for her own calendar, only ever asked for by a button."""
    line = next((line for line in agenda.lines(agenda.coming_months()) if line.entry.key == key), None)
    if line is None:
        raise Http404
    return _file(feed.single(line.entry), "text/calendar; charset=utf-8", "appointment.ics")


@require_safe
@spoken
def picture(request, language):
    """The next ones, as a picture to send."""
    return _made_once(request, poster.picture, "image/png", "agenda.png")


@require_safe
@spoken
def leaflet(request, language):
    """The coming six months on paper."""
    return _made_once(request, poster.leaflet, "application/pdf", "agenda.pdf")


def _lines(request) -> list[Line]:
    """Those of the city that the address names, of all cities without one; 404 for a city that has none."""
    found, city = agenda.lines(agenda.coming_months()), request.GET.get("city", "")
    if city and city not in dict(agenda.cities_of(found)):
        raise Http404
    return [line for line in found if city in ("", line.entry.city)]


def _made_once(request, make, kind: str, name: str) -> HttpResponse:
    """Drawing takes a second and much memory: one at a time, and what was drawn serves everybody until the calendar
    changes."""
    made = poster.Poster.of(_lines(request), f"{request.get_host()}/a/")
    told = f"{name}/{request.LANGUAGE_CODE}/{made.address}/{made.version}/{made.city}"
    key = f"poster-{sha256(told.encode()).hexdigest()}"
    content = cache.get(key) or _drawn(key, lambda: make(made))
    return _file(content, kind, name)


def _drawn(key: str, draw) -> bytes:
    with _drawing:
        content = cache.get(key)  # drawn by another while we waited
        if content is None:
            content = draw()
            cache.set(key, content, A_DAY)
    return content


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
