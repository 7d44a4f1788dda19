"""The page of one request, and what is put right about it and about whoever asked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.directory.finding import all_names
from utsopi.team.access import may, needs
from utsopi.ui.chips import NOT_ASKED
from utsopi.ui.tables import Column, Table

from .. import desk
from ..actions import log, mending
from ..choices import Channel
from ..forms.mending import FactsForm, MergeForm
from ..models import Person, Request
from ..promised import call_backs_of

MOST_VISITS = 20  # of the same person, on the page of one of them


@require_safe
@needs("log.read")
def log_request(request, pk):
    found = get_object_or_404(_with_all(), pk=pk)
    questions = found.questions.select_related("category", "topic").prefetch_related("organisations")
    may_write = may(request.user, "log.write")
    others = list(found.person.requests.exclude(pk=pk).order_by("-received_on", "id")[:MOST_VISITS])
    context = {
        "heading": name_of(found),
        "sentence": _("Reference %(reference)s. Nothing here says who it was.")
        % {"reference": found.reference},
        "asked": found,
        "facts": _facts(found),
        "questions": [
            (question, may_write and mending.may_delete(question, request.user))
            for question in questions.order_by("category__code", "topic__code", "reference")
        ],
        "others": _visits(others) if others else None,
        "may_write": may_write,
        "may_delete": may_write and mending.may_delete(found, request.user),
        "may_split": may_write and (found.person.is_recognised or bool(others)),
        "may_note": may(request.user, "note.read"),
        "following": call_backs_of(found, request.user),
    }
    return render(request, "support/request.html", context)


def _with_all():
    return Request.objects.select_related("person", "session", "referred_by", "logged_by")


def name_of(request: Request) -> str:
    """What to call it on a page: a visitor by the number for the day as long as she has one."""
    if request.number:
        return _("Visitor %(number)s") % {"number": request.number}
    if request.channel == Channel.OPEN_HOUSE:
        return _("Visitor of %(day)s") % {"day": date_format(request.received_on, "SHORT_DATE_FORMAT")}
    return _("Request: %(channel)s") % {"channel": request.get_channel_display()}


def _facts(found: Request) -> list[tuple]:
    place = found.session.city if found.session else found.get_channel_display()
    person = found.person
    return [
        (_("Date"), date_format(found.received_on, "SHORT_DATE_FORMAT")),
        (_("Where"), place),
        *_of_the_person(person),
        (_("First this year"), found.get_first_this_year_display() or NOT_ASKED),
        (_("Told by"), found.referred_by or "–"),
        (_("Logged"), _logged(found)),
    ]


def _of_the_person(person: Person) -> list[tuple]:
    return [
        (_("Lives or works"), person.get_region_display() or NOT_ASKED),
        (_("Comes from"), person.get_origin_display() or NOT_ASKED),
        (_("Language"), language_of(person.language)),
        (_("Person"), _("Carries a code or a word") if person.is_recognised else _("Anonymous")),
    ]


def language_of(code: str) -> str:
    """A language in words; the code itself where we have none for it."""
    return capfirst(dict(FactsForm(language=code).fields["language"].choices).get(code, code))


def _logged(found: Request) -> str:
    if found.logged_on is None:
        return _("brought in by a workbook")
    day = date_format(found.logged_on, "SHORT_DATE_FORMAT")
    return f"{day}, {found.logged_by}" if found.logged_by else day


def _visits(others: list[Request]) -> Table:
    columns = [
        Column("day", _("Date"), link="address"),
        Column("channel", _("Channel")),
        Column("questions", _("Questions"), numeric=True),
    ]
    counted = dict(
        Request.objects.filter(pk__in=[each.pk for each in others])
        .annotate(asked=Count("questions"))
        .values_list("pk", "asked")
    )
    rows = [
        {
            "day": each.received_on,
            "address": reverse("log_request", args=[each.pk]),
            "channel": each.get_channel_display(),
            "questions": counted[each.pk],
        }
        for each in others
    ]
    return Table(columns, rows, _("Other times she asked"))


# ── putting right ─────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_facts(request, pk):
    found = get_object_or_404(_with_all(), pk=pk)
    form = FactsForm(request.POST or None, initial=_known(found), language=found.person.language)
    if form.is_valid():
        log.say(request=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("log_request", pk=pk)
    said = {name: form[name].value() or "" for name in form.fields}
    context = {
        "heading": _("What is known"),
        "sentence": name_of(found),
        "asked": found,
        "form": form,
        "names": all_names(),
        "typed": [form["language"], form["referred_by"]],
        "rows": [
            desk.region_chips(said["region"]),
            desk.origin_chips(said["origin"]),
            desk.first_chips(said["first_this_year"]),
        ],
    }
    return render(request, "support/request_facts.html", context, status=form.status)


def _known(found: Request) -> dict:
    person = {name: getattr(found.person, name) for name in log.OF_THE_PERSON}
    told_by = found.referred_by.name if found.referred_by else ""
    return {**person, "first_this_year": found.first_this_year, "referred_by": told_by}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_merge(request, pk):
    """By reference, then both side by side, then done."""
    found, form = get_object_or_404(_with_all(), pk=pk), MergeForm(request.POST or None)
    other = form.cleaned_data["reference"] if form.is_valid() else None
    if other is not None and "sure" in request.POST:
        try:
            mending.merge_people(kept=found.person, gone=other.person, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Counted as one person now. Part them here if that was wrong."))
            return redirect("log_request", pk=pk)
    pair = [(name_of(each), _of_the_person(each.person)) for each in (found, other)] if other else []
    context = {
        "heading": _("The same person"),
        "sentence": _("For when somebody was counted as two. What is known of the first one counts."),
        "asked": found,
        "other": other,
        "pair": pair,
        "form": form,
    }
    return render(request, "support/request_merge.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_split(request, pk):
    found = get_object_or_404(_with_all(), pk=pk)
    if request.method == "POST":
        try:
            mending.split_request(request=found, by=request.user)
            messages.success(request, _("Counted as somebody else now."))
        except ValidationError as problem:
            messages.error(request, problem.message)
        return redirect("log_request", pk=pk)
    context = {
        "heading": _("Somebody else"),
        "sentence": _(
            "This request gets an anonymous person of its own. The other times stay with whom they were."
        ),
        "confirm_label": _("Part them"),
        "back_url": reverse("log_request", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_delete(request, pk):
    found = get_object_or_404(_with_all(), pk=pk, logged_by=request.user)
    if request.method == "POST":
        try:
            mending.delete_request(request=found, by=request.user)
        except ValidationError as problem:
            messages.error(request, problem.message)
            return redirect("log_request", pk=pk)
        messages.success(request, _("The request is gone, with its questions."))
        return redirect("overview")
    context = {
        "heading": _("Take this request away?"),
        "sentence": _(
            "%(what)s and all its questions go, and there is no way back. What is only wrong can be corrected."
        )
        % {"what": name_of(found)},
        "confirm_label": _("Take it away"),
        "back_url": reverse("log_request", args=[pk]),
        "is_grave": True,
    }
    return render(request, "ui/confirm.html", context)
