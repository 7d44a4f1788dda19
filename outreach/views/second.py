"""What waits for a second person. She agrees here, signed in herself, and proves anew that it is she."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import page_of

from ..actions.second import agree, refuse
from ..balance import in_euros
from ..cards import shown
from ..choices import Proposed, VoidBecause
from ..models import Proposal


@dataclass(frozen=True)
class Waiting:
    """A proposal as it is shown: what would be done, in words, who proposed it, and whether she did herself."""

    proposal: Proposal
    what: str
    is_hers: bool


@require_safe
@needs("voucher.second")
def voucher_waiting(request):
    found = Proposal.objects.select_related("programme", "envelope", "token", "by")
    page = page_of(request, found.order_by("on", "programme__title", "pk"))
    context = {
        "heading": _("For a second person"),
        "sentence": _("What nobody does alone. Look at the envelopes or the card yourself, then agree."),
        "rows": [Waiting(each, _words(each), each.by_id == request.user.pk) for each in page.rows],
        "page": page,
    }
    return render(request, "outreach/voucher_waiting.html", context)


@require_POST
@needs("voucher.second")
@fresh
def voucher_agree(request, pk):
    proposal = Proposal.objects.select_related("programme", "token").filter(pk=pk).first()
    if proposal is None:
        messages.error(request, _("This was decided already."))
        return redirect("voucher_waiting")
    try:
        done = agree(proposal=proposal, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("voucher_waiting")
    messages.success(request, _("Done. It stands in the ledger with both of you."))
    if done.act == Proposed.REPLACE and may(request.user, "voucher.write"):
        return redirect("voucher_card_new", pk=done.token.replaced_by_id)
    return redirect("voucher_waiting")


@require_POST
@needs("voucher.second")
def voucher_refuse(request, pk):
    proposal = get_object_or_404(Proposal, pk=pk)
    try:
        refuse(proposal=proposal, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is not done."))
    return redirect("voucher_waiting")


def _words(proposal: Proposal) -> str:
    return _WORDS[proposal.act](proposal)


def _prepare(proposal: Proposal) -> str:
    numbers = proposal.numbers
    words = ngettext(
        "Prepare envelope %(first)s for %(sum)s.",
        "Prepare %(count)s envelopes, %(first)s to %(last)s, for %(sum)s together.",
        len(numbers),
    )
    due = len(numbers) * proposal.programme.amount_per_person
    return words % {"count": len(numbers), "first": numbers[0], "last": numbers[-1], "sum": in_euros(due)}


def _void(proposal: Proposal) -> str:
    reason = VoidBecause(proposal.because).label
    return _("Make envelope %(number)s void: %(reason)s.") % {
        "number": proposal.envelope.number,
        "reason": str(reason).lower(),
    }


def _replace(proposal: Proposal) -> str:
    """By the first half of its serial: the whole of it brings an envelope to whoever types it, until it is void."""
    half, _dash, _rest = shown(proposal.token.serial).partition("-")
    return _("Make the lost card %(card)s void, and a new one in its place.") % {"card": f"{half}-…"}


_WORDS = {
    Proposed.PREPARE: _prepare,
    Proposed.VOID: _void,
    Proposed.LEAVE: lambda proposal: _("Count all envelopes that nobody got as left over."),
    Proposed.REPLACE: _replace,
}
