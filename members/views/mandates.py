"""Mandates: who holds which from when to when, by number; given on the member's page, ended on either."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.paging import A_PAGE, number_asked, ways
from utsopi.ui.tables import Column, Table

from ..actions import mandates as verbs
from ..choices import MandateKind
from ..forms.memberships import EndForm, MandateForm
from ..models import Mandate, Member

ASKS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs("member.list")
def mandates(request):
    """Those that run first, then those that ended, of one kind or of all."""
    kind, number = request.GET.get("kind", ""), number_asked(request)
    if kind not in ("", *MandateKind.values):
        raise Http404
    rows = Mandate.objects.select_related("member").order_by(
        F("ended_on").desc(nulls_first=True), "-started_on", "id"
    )
    read = list((rows.filter(kind=kind) if kind else rows)[(number - 1) * A_PAGE : number * A_PAGE + 1])
    newer, older = ways(number, len(read) > A_PAGE, [("kind", kind)] if kind else [])
    context = {
        "heading": _("Mandates"),
        "sentence": _("Who does what for the union, by number. A mandate is given on the page of a member."),
        "kinds": [
            ("", _("All"), not kind),
            *((code, label, code == kind) for code, label in MandateKind.choices),
        ],
        "table": _table(read[:A_PAGE], may(request.user, "member.decide")),
        "newer": newer,
        "older": older,
    }
    return render(request, "members/mandates.html", context)


def _table(rows: list[Mandate], may_change: bool) -> Table:
    columns = [
        Column("number", _("Number"), link="address"),
        Column("kind", _("Mandate"), link="change"),
        Column("title", _("Of what")),
        Column("started_on", _("From")),
        Column("ended_on", _("Until")),
        Column("status", _("Status")),
    ]
    told = [_row(each, may_change) for each in rows]
    return Table(columns, told, _("Mandates"), empty=_("Nobody holds or held such a mandate."))


def _row(each: Mandate, may_change: bool) -> dict:
    runs = each.ended_on is None or each.ended_on > timezone.localdate()
    return {
        "number": each.member.reference,
        "address": reverse("member", args=[each.member_id]),
        "kind": each.get_kind_display(),
        "change": reverse("mandate", args=[each.pk]) if may_change else "",
        "title": each.title,
        "started_on": each.started_on,
        "ended_on": each.ended_on,
        "status": _("Running") if runs else _("Ended"),
    }


@ASKS
@needs("member.decide")
def mandate_give(request, pk):
    found, form = get_object_or_404(Member, pk=pk), MandateForm(posted(request))
    if form.is_valid() and tried(form, verbs.give, member=found, **form.cleaned_data, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("member", pk=pk)
    return _form_page(request, found, form, _("A new mandate"))


@ASKS
@needs("member.decide")
def mandate(request, pk):
    """One mandate: the day it ends, or that it goes on."""
    found = _there(pk)
    today = found.ended_on or timezone.localdate()
    form = EndForm(posted(request), initial={"on": today})
    if form.is_valid() and tried(form, verbs.end, mandate=found, **form.cleaned_data, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("member", pk=found.member_id)
    return _form_page(request, found.member, form, _mandate_words(found), mandate=found)


@require_POST
@needs("member.decide")
def mandate_drop(request, pk):
    """It was written down by mistake."""
    found = _there(pk)
    verbs.take_back(mandate=found, by=request.user)
    messages.success(request, _("Taken away."))
    return redirect("member", pk=found.member_id)


def _there(pk) -> Mandate:
    return get_object_or_404(Mandate.objects.select_related("member"), pk=pk)


def _mandate_words(each: Mandate) -> str:
    kind = each.get_kind_display()
    return f"{kind}: {each.title}" if each.title else kind


def _form_page(request, found: Member, form, label: str, mandate: Mandate | None = None):
    context = {
        "heading": f"{found.reference}: {label}",
        "sentence": _("From the first day until the day before the one it ends on."),
        "member": found,
        "form": form,
        "mandate": mandate,
    }
    return render(request, "members/mandate.html", context, status=form.status)
