"""Programmes of vouchers: all of them, one, and planning one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.paging import page_of

from ..actions.programmes import change_programme, plan_programme, warnings
from ..balance import balance
from ..chain import chain_of, listed, table_of, terms_of
from ..forms.programmes import ProgrammeForm
from ..models import Proposal, VoucherProgramme

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
# what the page of a programme offers, by permission
ASKED = ("write", "prepare", "second", "give", "close", "serials")


@require_safe
@needs("voucher.read")
def vouchers(request):
    page = page_of(request, listed())
    is_second = may(request.user, "voucher.second")
    context = {
        "heading": _("Vouchers"),
        "sentence": _("What was granted, and where every euro went. No person stands here."),
        "table": table_of(page.rows) if page.rows else None,
        "page": page,
        "may_write": may(request.user, "voucher.write"),
        "waiting": _for_her(Proposal.objects.all(), request) if is_second else 0,
    }
    return render(request, "outreach/vouchers.html", context)


def _for_her(proposals, request) -> int:
    """How many wait that are not her own."""
    return proposals.exclude(by=request.user).count()


@require_safe
@needs("voucher.read")
def voucher_programme(request, pk):
    found = get_object_or_404(VoucherProgramme.objects.select_related("funder"), pk=pk)
    books = balance(found)
    allowed = {name: may(request.user, f"voucher.{name}") for name in ASKED}
    context = {
        "heading": found.title,
        "sentence": _("From the invoice to the hand. No person stands here."),
        "programme": found,
        "balance": books,
        "terms": terms_of(found),
        "chain": chain_of(books),
        "warnings": warnings(found) if not found.closed_on else [],
        "may": allowed,
        "waiting": _for_her(found.proposals, request) if allowed["second"] else 0,
        "is_open": not found.closed_on and not found.closing_by_id,
    }
    return render(request, "outreach/voucher_programme.html", context)


@PAGE_AND_FORM
@needs("voucher.write")
def voucher_new(request):
    form = ProgrammeForm(posted(request))
    if form.is_valid() and (made := tried(form, plan_programme, **form.terms(), by=request.user)):
        messages.success(request, _("Planned."))
        return redirect("voucher_programme", pk=made.pk)
    return _form(request, form, _("A new programme"), reverse("vouchers"))


@PAGE_AND_FORM
@needs("voucher.write")
def voucher_edit(request, pk):
    found = get_object_or_404(VoucherProgramme, pk=pk)
    form = ProgrammeForm(posted(request), found)
    if form.is_valid() and tried(form, change_programme, programme=found, **form.terms(), by=request.user):
        messages.success(request, _("Saved."))
        return redirect("voucher_programme", pk=pk)
    return _form(request, form, _("Change the programme"), reverse("voucher_programme", args=[pk]))


def _form(request, form: ProgrammeForm, heading: str, back: str):
    context = {
        "heading": heading,
        "sentence": _("Who pays, how much, for how many, and with whom."),
        "form": form,
        "back": back,
        "save": _("Save"),
    }
    return render(request, "outreach/voucher_form.html", context, status=form.status)
