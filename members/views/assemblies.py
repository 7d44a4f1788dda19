"""Assemblies: called, counted while people come in, closed; and the list that they sign."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import needs
from utsopi.ui.forms import posted
from utsopi.ui.paging import page_of
from utsopi.ui.tables import Column, Table

from ..actions import assemblies as verbs
from ..assembling import MOST_SHOWN, quorum_of, seats_of
from ..forms.assemblies import AssemblyForm, MarkForm
from ..models import Assembly

SECOND_CALL = timedelta(days=15)  # after the first, at the earliest
ASKS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs("assemblies")
def assemblies(request):
    page = page_of(request, Assembly.objects.order_by("-held_on", "id"))
    columns = [
        Column("held_on", _("Date"), link="address"),
        Column("title", _("Title")),
        Column("quorum_percent", _("Quorum, %"), numeric=True),
        Column("status", _("Status")),
    ]
    context = {
        "heading": _("Assemblies"),
        "sentence": _("Who was there is kept by number."),
        "table": Table(columns, [_row(each) for each in page.rows], _("Assemblies"), empty=_("None yet.")),
        "page": page,
    }
    return render(request, "members/assemblies.html", context)


def _row(each: Assembly) -> dict:
    ahead = each.held_on > timezone.localdate()
    return {
        "held_on": each.held_on,
        "title": each.title,
        "quorum_percent": each.quorum_percent,
        "status": _("Closed") if each.is_closed else (_("To come") if ahead else _("Open")),
        "address": reverse("assembly", args=[each.pk]),
    }


@ASKS
@needs("assemblies")
def assembly_new(request):
    """With `?after=` the second call of one that could not decide: by the same rules, however many come."""
    first = _called_before(request.GET.get("after", ""))
    form = AssemblyForm(
        posted(request), initial=_again(first) if first else {"held_on": timezone.localdate()}
    )
    if form.is_valid():
        made = verbs.call(**form.cleaned_data, by=request.user)
        return redirect("assembly", pk=made.pk)
    return _form_page(request, form, _("Called a second time") if first else _("A new assembly"), first)


def _called_before(text: str) -> Assembly | None:
    try:
        return get_object_or_404(Assembly, pk=UUID(text)) if text else None
    except ValueError as wrong:
        raise Http404 from wrong


def _again(first: Assembly) -> dict:
    rules = {name: getattr(first, name) for name in ("title", "most_proxies", "only_effective")}
    day = max(first.held_on + SECOND_CALL, timezone.localdate())
    return {**rules, "held_on": day, "quorum_percent": 0}


@ASKS
@needs("assemblies")
def assembly_edit(request, pk):
    found = get_object_or_404(Assembly, pk=pk)
    form = AssemblyForm(
        posted(request), initial={name: getattr(found, name) for name in AssemblyForm.Meta.fields}
    )
    if form.is_valid():
        try:
            verbs.change(assembly=found, **form.cleaned_data, by=request.user)
            return redirect("assembly", pk=pk)
        except ValidationError as error:
            form.add_error(None, error.message)
    return _form_page(request, form, found.title, found, may_drop=True)


def _form_page(request, form, heading: str, found: Assembly | None = None, *, may_drop=False):
    context = {
        "heading": heading,
        "sentence": _("The quorum is a share of those who may vote on that day."),
        "form": form,
        "assembly": found,
        "may_drop": may_drop,
    }
    return render(request, "members/assembly_form.html", context, status=form.status)


@require_safe
@needs("assemblies")
def assembly(request, pk):
    found = get_object_or_404(Assembly, pk=pk)
    return _page(request, found, MarkForm(None, initial={"number": request.GET.get("number", "")[:40]}))


@require_POST
@needs("assemblies")
def assembly_mark(request, pk):
    """She is there, or by proxy, or neither; the page with the new count is the answer."""
    found, form = get_object_or_404(Assembly, pk=pk), MarkForm(request.POST)
    if form.is_valid() and _marked(found, form, request.user):
        return redirect("assembly", pk=pk)
    return _page(request, found, form)


def _marked(found: Assembly, form: MarkForm, by) -> bool:
    said = form.cleaned_data
    try:
        if said["off"]:
            verbs.unmark(assembly=found, member=said["off"], by=by)
        elif said["through"] and said["number"]:
            verbs.mark_by_proxy(assembly=found, member=said["number"], proxy=said["through"], by=by)
        else:
            verbs.mark_present(assembly=found, member=said["present"] or said["number"], by=by)
    except ValidationError as error:
        form.add_error(None, error.message)
    return not form.errors


def _page(request, found: Assembly, form: MarkForm):
    seats = seats_of(found)
    context = {
        "heading": found.title,
        "sentence": date_format(found.held_on, "l j F Y"),
        "assembly": found,
        "quorum": quorum_of(found),
        "there": [seat for seat in seats if seat.present_as],
        "away": [seat for seat in seats[:MOST_SHOWN] if not seat.present_as],
        "has_more": len(seats) > MOST_SHOWN,
        "form": form,
    }
    return render(request, "members/assembly.html", context, status=form.status)


@require_POST
@needs("assemblies")
def assembly_close(request, pk):
    verbs.close(assembly=get_object_or_404(Assembly, pk=pk), by=request.user)
    return redirect("assembly", pk=pk)


@require_POST
@needs("assemblies")
def assembly_reopen(request, pk):
    verbs.reopen(assembly=get_object_or_404(Assembly, pk=pk), by=request.user)
    return redirect("assembly", pk=pk)


@require_POST
@needs("assemblies")
def assembly_drop(request, pk):
    """It never was; once somebody is marked or it is closed it stays."""
    found = get_object_or_404(Assembly, pk=pk)
    try:
        verbs.drop(assembly=found, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("assembly", pk=pk)
    messages.success(request, _("Taken away."))
    return redirect("assemblies")
