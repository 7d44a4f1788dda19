"""Planning something, changing it, doing it again, and calling it off."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from utsopi.directory.finding import all_names
from utsopi.team.access import needs
from utsopi.ui.forms import posted

from ..actions import activities as verbs
from ..actions.series import SHARED, change_rest_of_series, repeat, rest_of_series
from ..choices import ActivityStatus, Kind
from ..doubts import on_day, on_hours
from ..forms.activities import ActivityForm, CancelForm, CopyForm, PlaceForm, PlacesForm, RepeatForm
from ..models import Activity
from ..repeating import days_after
from .one import activity_or_404, heading_of

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
ICONS = {
    Kind.LISTEN_TO_YOU: "message-square",
    Kind.MEMBER_MEETING: "users",
    Kind.WORKSHOP: "wrench",
    Kind.COMMUNITY_EVENT: "house",
    Kind.TRAINING: "book-open",
    Kind.PUBLIC_EVENT: "megaphone",
    Kind.SITE_VISIT: "map-pin",
    Kind.ADVOCACY_MEETING: "handshake",
}


@PAGE_AND_FORM
@needs("activities.write")
def activity_new(request):
    """First what kind it is, then only what this kind needs."""
    kind = request.GET.get("kind")
    if kind is None:
        context = {
            "heading": _("Plan something"),
            "sentence": _("What is it? The next page asks only what this kind needs."),
            "kinds": [(each, ICONS[each]) for each in Kind],
        }
        return render(request, "events/kinds.html", context)
    if kind not in Kind.values:
        raise Http404
    form = ActivityForm(posted(request), kind=kind)
    if form.is_valid() and form.is_sure(_doubts(form)) and (made := _planned(form, request.user)):
        messages.success(request, _("It is planned."))
        return redirect("activity", pk=made.pk)
    return _form_page(request, form, heading=str(Kind(kind).label), back=reverse("activities"))


def _planned(form: ActivityForm, by) -> Activity | None:
    return _done(form, verbs.plan, kind=form.kind, by=by, **form.facts())


@PAGE_AND_FORM
@needs("activities.write")
def activity_edit(request, pk):
    found = activity_or_404(pk)
    has_rest = rest_of_series(found).exists()
    form = ActivityForm(posted(request), kind=found.kind, activity=found, has_rest=has_rest)
    if form.is_valid() and form.is_sure(_doubts(form, found)) and _changed(form, found, request.user):
        messages.success(request, _("Saved."))
        return redirect("activity", pk=pk)
    back = reverse("activity", args=[pk])
    return _form_page(request, form, heading=_("Change: %(what)s") % {"what": heading_of(found)}, back=back)


def _doubts(form: ActivityForm, found: Activity | None = None) -> list:
    """Only about what is new: a day, a city or hours that nobody touched were doubted before."""
    said, changed = form.cleaned_data, set(form.changed_data)
    own = found or Activity(pk=said["key"])  # what was sent twice stands there already
    is_one_day = said["ends_on"] in (None, said["starts_on"])
    of_day = found is None or {"starts_on", "city"} & changed
    of_hours = is_one_day and (found is None or {"opens_at", "closes_at"} & changed)
    return [
        *(on_day(said["starts_on"], said["city"], own) if of_day else []),
        *(on_hours(said["opens_at"], said["closes_at"]) if of_hours else []),
    ]


def _changed(form: ActivityForm, found: Activity, by) -> bool:
    facts = form.changed_facts()
    if not facts:
        return True
    if not form.is_for_rest:
        return bool(_done(form, verbs.change, activity=found, by=by, **facts))
    shared = {name: facts.pop(name) for name in SHARED if name in facts}
    return bool(_done(form, _both, activity=found, own=facts, shared=shared, by=by))


def _both(*, activity: Activity, own: dict, shared: dict, by) -> Activity:
    """What only this one has, such as its days, and what it shares with those that follow."""
    if own:
        verbs.change(activity=activity, by=by, **own)
    if shared:
        change_rest_of_series(activity=activity, by=by, **shared)
    return activity


def _form_page(request, form, *, heading: str, back: str, **more):
    context = {"heading": heading, "form": form, "back": back, "names": all_names(), **more}
    return render(request, "events/activity_form.html", context, status=form.status)


def _done(form, verb, **said):
    """What the verb made, all of it or nothing; None where it refused, with its words in the form."""
    try:
        with transaction.atomic():
            return verb(**said)
    except ValidationError as error:
        form.add_error(None, error)
    return None


# ── again ─────────────────────────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@needs("activities.write")
def activity_copy(request, pk):
    found = activity_or_404(pk)
    form = CopyForm(posted(request), initial={"key": uuid4()})
    if form.is_valid() and form.is_sure(_doubts_on_copy(form, found)):
        said = {name: form.cleaned_data[name] for name in ("starts_on", "key")}
        if made := _done(form, verbs.copy, activity=found, by=request.user, **said):
            messages.success(request, _("It is planned."))
            return redirect("activity", pk=made.pk)
    context = {"sentence": _("All but the day and the counts is the same."), "is_short": True}
    back = reverse("activity", args=[pk])
    return _form_page(
        request, form, heading=_("Once more: %(what)s") % {"what": heading_of(found)}, back=back, **context
    )


def _doubts_on_copy(form: CopyForm, found: Activity) -> list:
    said = form.cleaned_data
    return on_day(said["starts_on"], found.city, Activity(pk=said["key"]))


@PAGE_AND_FORM
@needs("activities.write")
def activity_repeat(request, pk):
    """First how often; then the days, of which each can be left out."""
    found = activity_or_404(pk)
    said = request.POST or (request.GET if "rule" in request.GET else None)
    form, days = RepeatForm(said), None
    if form.is_valid():
        days = _free_days(found, **form.cleaned_data)
        if request.method == "POST" and (made := _repeated(request, form, found, days)) is not None:
            words = ngettext("%(count)s more is planned.", "%(count)s more are planned.", len(made))
            messages.success(request, words % {"count": len(made)})
            return redirect("activity", pk=pk)
    context = {
        "heading": _("Again: %(what)s") % {"what": heading_of(found)},
        "sentence": _("Each of them can be changed, moved or cancelled by itself later."),
        "activity": found,
        "form": form,
        "days": [_day(day, found.city) for day in days] if days else None,
        "has_none": days == [],
    }
    return render(request, "events/repeat.html", context, status=form.status)


def _free_days(found: Activity, **said) -> list[date]:
    """The days that the series does not have yet."""
    own = Activity.objects.filter(series=found.series) if found.series else Activity.objects.none()
    there = set(own.values_list("starts_on", flat=True))
    return [day for day in days_after(found.starts_on, **said) if day not in there]


def _repeated(request, form: RepeatForm, found: Activity, days: list[date]) -> list | None:
    kept = set(request.POST.getlist("day"))
    left_out = [day for day in days if day.isoformat() not in kept]
    return _done(form, repeat, activity=found, but_not=left_out, by=request.user, **form.cleaned_data)


def _day(day: date, city: str) -> tuple:
    words = capfirst(date_format(day, "l j F Y"))
    return day.isoformat(), words, " ".join(doubt.words for doubt in on_day(day, city))


# ── not at all ────────────────────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@needs("activities.write")
def activity_cancel(request, pk):
    found, form = activity_or_404(pk), CancelForm(posted(request))
    if found.status == ActivityStatus.CANCELLED:
        return redirect("activity", pk=pk)
    if form.is_valid():
        freed = _done(
            form, verbs.cancel, activity=found, because=form.cleaned_data["because"], by=request.user
        )
        if freed is not None:
            messages.success(request, _cancelled(freed))
            return redirect("activity", pk=pk)
    day = date_format(found.starts_on, "l j F Y")
    context = {
        "heading": _("Cancel: %(what)s") % {"what": heading_of(found)},
        "sentence": _("%(day)s. Page, feed and programme say so at once; every place is free again.")
        % {"day": capfirst(day)},
        "confirm_label": _("Cancel it"),
        "back_url": reverse("activity", args=[pk]),
        "is_grave": True,
        "form": form,
    }
    return render(request, "ui/confirm.html", context, status=form.status)


def _cancelled(freed: int) -> str:
    if not freed:
        return _("It is cancelled. Nobody had registered.")
    words = ngettext(
        "It is cancelled. %(count)s person had wanted to come: with her phrase she reads so, and which one is next.",
        "It is cancelled. %(count)s people had wanted to come: with their phrases they read so, and which one is "
        "next.",
        freed,
    )
    return words % {"count": freed}


@require_POST
@needs("activities.write")
def activity_restore(request, pk):
    """Takes a cancelling back, where nobody was told."""
    try:
        verbs.uncancel(activity=activity_or_404(pk), by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is planned again."))
    return redirect("activity", pk=pk)


# ── where, and how many ───────────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@needs("evening.place")
def activity_place(request, pk):
    """Where it is and whom to ring there: shown when it is asked for, and the trail notes that."""
    found = activity_or_404(pk, evening=True)
    is_shown, form = request.POST.get("do") == "show", None
    if request.method == "POST" and not is_shown:
        form = PlaceForm(request.POST)
        if form.is_valid() and _done(
            form, verbs.change, activity=found, by=request.user, **form.cleaned_data
        ):
            messages.success(request, _("Saved."))
            return redirect("activity", pk=pk)
    context = {
        "heading": _("Where it is"),
        "sentence": _("Sealed. Whoever has a place is told from 24 hours before; each look here is noted."),
        "activity": found,
        "form": form or (PlaceForm(initial=_opened(found)) if is_shown else None),
        "is_there": any(_sealed(found).values()),
    }
    return render(request, "events/place.html", context, status=form.status if form else 200)


def _sealed(found: Activity) -> dict:
    evening = getattr(found, "evening", None)
    return {name: getattr(evening, name, None) for name in verbs.SEALED}


def _opened(found: Activity) -> dict:
    return {name: value.open() if value else "" for name, value in _sealed(found).items()}


@PAGE_AND_FORM
@needs("activities.write")
def activity_places(request, pk):
    """How many can come; more of them go to those who wait at once."""
    found = activity_or_404(pk, evening=True)
    evening = getattr(found, "evening", None)
    known = {name: getattr(evening, name, None) for name in ("capacity", "closes_before")}
    form = PlacesForm(posted(request), initial=known)
    if form.is_valid() and _done(
        form, verbs.set_places, activity=found, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("Saved."))
        return redirect("activity", pk=pk)
    context = {"sentence": _("More places go to those who wait at once."), "is_short": True}
    back = reverse("activity", args=[pk])
    return _form_page(request, form, heading=_("Places"), back=back, **context)
