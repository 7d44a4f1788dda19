"""Closing the books of a programme: what is counted, what does not reconcile, who began, and who may confirm."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.team.access import fresh, needs

from ..actions import closing as verbs
from ..alone import seen_by_one
from ..balance import Balance, balance
from ..choices import LedgerAct, MissedBecause
from ..forms.closing import MissedForm
from ..models import VoucherProgramme
from .day import done


@require_safe
@needs("voucher.close")
def voucher_closing(request, pk):
    return _page(request, _programme(pk))


@require_POST
@needs("voucher.close")
def voucher_closing_reason(request, pk):
    """So many did not collect, for one reason."""
    programme = _programme(pk)
    form = MissedForm(request.POST)

    def explain(**said):
        verbs.explain(programme=programme, **said)
        return True

    if done(form, explain, by=request.user):
        return redirect("voucher_closing", pk=pk)
    return _page(request, programme, form=form)


@require_POST
@needs("voucher.close")
@fresh
def voucher_closing_begin(request, pk):
    return _do(request, pk, verbs.begin_closing, _("Begun. Another person must confirm it."))


@require_POST
@needs("voucher.close")
@fresh
def voucher_closing_confirm(request, pk):
    return _do(request, pk, verbs.close, _("The books are closed."))


@require_POST
@needs("voucher.close")
def voucher_closing_refuse(request, pk):
    return _do(request, pk, verbs.refuse_closing, _("The books stay open."))


def _programme(pk) -> VoucherProgramme:
    return get_object_or_404(VoucherProgramme.objects.select_related("closing_by", "funder"), pk=pk)


def _do(request, pk, verb, words: str):
    """Does it, or says on the page why not."""
    programme = _programme(pk)
    try:
        verb(programme=programme, by=request.user)
    except ValidationError as error:
        return _page(request, programme, refused=error.messages, status=422)
    messages.success(request, words)
    return redirect("voucher_closing", pk=pk)


def _page(request, programme: VoucherProgramme, *, form=None, refused=(), status: int = 200):
    found, waits = balance(programme), programme.proposals.exists()
    context = {
        "heading": _("Closing"),
        "sentence": programme.title,
        "programme": programme,
        "balance": found,
        "equal": _equal(found),
        "reasons": [(MissedBecause(code).label, count) for code, count in found.reasons.items()],
        "form": form or MissedForm(initial={"pieces": found.unexplained or None}),
        "refused": refused,
        "may_begin": found.reconciles and not waits,
        "may_explain": not programme.closed_on and not programme.closing_by_id,
        "waits": waits,
        "is_hers": programme.closing_by_id == request.user.pk,
        "closed_by": _closed_by(programme),
        "alone": seen_by_one(programme),
    }
    return render(request, "outreach/closing.html", context, status=form.status if form else status)


def _closed_by(programme: VoucherProgramme) -> str:
    """The initials of the two, as the ledger keeps them."""
    lines = programme.ledger.filter(act=LedgerAct.CLOSED) if programme.closed_on else programme.ledger.none()
    return lines.values_list("initials", flat=True).first() or ""


def _equal(found: Balance) -> dict[str, bool]:
    """Which of the three sums come out."""
    return {
        "envelopes": not found.waiting and not found.in_stock,
        "money": found.amount == found.given * found.per_person,
        "people": found.not_collected >= 0 and not found.unexplained,
    }
