"""From the shop to the envelope: what was bought, and what two people put into envelopes, make void or count."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from utsopi.team.access import needs
from utsopi.ui.forms import posted, tried

from ..actions import second, vouchers
from ..forms.programmes import BoughtForm, PrepareForm, VoidForm
from ..models import Envelope, Proposal, VoucherProgramme

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@PAGE_AND_FORM
@needs("voucher.write")
def voucher_bought(request, pk):
    programme, form = _programme(pk), BoughtForm(posted(request))
    if form.is_valid() and tried(
        form, vouchers.bought, programme=programme, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("It stands in the ledger."))
        return redirect("voucher_programme", pk=pk)
    words = _("Vouchers that came into the stock, by invoice. It stays as it is written.")
    return _page(request, form, _("Bought"), words, programme, save=_("Write it into the ledger"))


@PAGE_AND_FORM
@needs("voucher.prepare")
def voucher_prepare(request, pk):
    programme, form = _programme(pk), PrepareForm(posted(request))
    if form.is_valid() and _proposed(form, programme, request.user):
        return _waits(request, pk)
    words = _("Two people fill them. One writes down how many; the other counts again and agrees.")
    return _page(request, form, _("Prepare envelopes"), words, programme)


def _proposed(form: PrepareForm, programme: VoucherProgramme, by) -> Proposal | None:
    numbers = vouchers.next_numbers(programme, form.cleaned_data["count"])
    return tried(form, second.propose_to_prepare, programme=programme, numbers=numbers, by=by)


@PAGE_AND_FORM
@needs("voucher.void")
def voucher_void(request, pk):
    envelope = get_object_or_404(Envelope.objects.select_related("programme"), pk=pk)
    form = VoidForm(posted(request))
    if form.is_valid() and tried(
        form, second.propose_to_void, envelope=envelope, **form.cleaned_data, by=request.user
    ):
        return _waits(request, envelope.programme_id)
    heading = _("Envelope %(number)s is void") % {"number": envelope.number}
    words = _("It is given to nobody any more, once another person agrees.")
    back = reverse("voucher_envelopes", args=[envelope.programme_id])
    return _page(request, form, heading, words, envelope.programme, back=back)


@PAGE_AND_FORM
@needs("voucher.prepare")
def voucher_leave(request, pk):
    programme = _programme(pk)
    if request.method == "POST":
        try:
            second.propose_to_leave(programme=programme, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("voucher_programme", pk=pk)
        return _waits(request, pk)
    context = {
        "heading": _("What is left over"),
        "sentence": _("All envelopes that nobody got are counted as left over, once another person agrees."),
        "confirm_label": _("Write it down"),
        "back_url": reverse("voucher_programme", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


def _programme(pk) -> VoucherProgramme:
    return get_object_or_404(VoucherProgramme, pk=pk)


def _waits(request, pk):
    messages.success(request, _("It waits for a second person, who agrees in a session of her own."))
    return redirect("voucher_programme", pk=pk)


def _page(request, form, heading: str, sentence: str, programme, *, back: str = "", save: str = ""):
    context = {
        "heading": heading,
        "sentence": sentence,
        "form": form,
        "programme": programme,
        "back": back or reverse("voucher_programme", args=[programme.pk]),
        "save": save or _("Ask the second person"),
    }
    return render(request, "outreach/voucher_form.html", context, status=form.status)
