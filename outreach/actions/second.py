"""Two people. One proposes; what she proposes waits until another one agrees, signed in herself, with a fresh proof.

So nobody stands in for the second by naming her, and nobody types a passphrase on somebody else's screen. Agreeing
does it: what cannot be done any more is refused then, and still waits.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import Proposed
from ..models import Envelope, Proposal, Token, VoucherProgramme
from . import vouchers
from .books import hold

PROPOSAL = "outreach.Proposal"


def propose_to_prepare(*, programme: VoucherProgramme, numbers: Iterable[str], by) -> Proposal:
    """These envelopes are to be prepared; vouchers.next_numbers() has numbers for them."""
    return _propose(Proposal(programme=programme, act=Proposed.PREPARE, numbers=list(numbers)), by)


def propose_to_void(*, envelope: Envelope, because: str, by) -> Proposal:
    """A prepared envelope is to be void, for a reason of VoidBecause."""
    return _propose(
        Proposal(programme=envelope.programme, act=Proposed.VOID, envelope=envelope, because=because), by
    )


def propose_to_leave(*, programme: VoucherProgramme, by) -> Proposal:
    """All that is prepared or in the stock is to be counted as left over."""
    return _propose(Proposal(programme=programme, act=Proposed.LEAVE), by)


def propose_to_replace(*, token: Token, by) -> Proposal:
    """A lost card is to be void and replaced."""
    return _propose(Proposal(programme=token.programme, act=Proposed.REPLACE, token=token), by)


@transaction.atomic
def agree(*, proposal: Proposal, by) -> Proposal:
    """The second person does what was proposed. ValidationError for whoever proposed it, where it was decided
    already, and where it cannot be done any more. Of a card, `proposal.token.replaced_by` is the new one."""
    hold(proposal.programme, by=by)
    proposal = _waiting(proposal)
    _DO[proposal.act](proposal, by)
    proposal.delete()
    return proposal


@transaction.atomic
def refuse(*, proposal: Proposal, by) -> None:
    """Nothing is done; whoever proposed it may take it back herself."""
    proposal = _waiting(proposal)
    record(
        Action.DELETE, PROPOSAL, by=by, object_id=proposal.pk, fields=[proposal.act], counts={"refused": 1}
    )
    proposal.delete()


@transaction.atomic
def _propose(proposal: Proposal, by) -> Proposal:
    proposal.programme = hold(proposal.programme, by=by)
    proposal.by, proposal.on = by, timezone.localdate()
    _TRY[proposal.act](proposal)
    proposal.validate_constraints()
    proposal.save(force_insert=True)
    record(Action.CREATE, PROPOSAL, by=by, object_id=proposal.pk, fields=[proposal.act])
    return proposal


def _waiting(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk)
    if (found := found.select_related("programme", "by").first()) is None:
        raise ValidationError(_("This was decided already."), code="decided")
    return found


def _prepare(proposal: Proposal, second) -> None:
    vouchers.prepare(programme=proposal.programme, numbers=proposal.numbers, second=second, by=proposal.by)


def _void(proposal: Proposal, second) -> None:
    vouchers.void_envelope(
        envelope=proposal.envelope, because=proposal.because, second=second, by=proposal.by
    )


def _leave(proposal: Proposal, second) -> None:
    vouchers.leave_over(programme=proposal.programme, second=second, by=proposal.by)


def _replace(proposal: Proposal, second) -> None:
    fresh = vouchers.replace_card(token=proposal.token, second=second, by=proposal.by)
    proposal.token.replaced_by = fresh


# what is looked at when it is proposed, and what is done when the second agrees
_TRY = {
    Proposed.PREPARE: lambda proposal: vouchers.to_prepare(proposal.programme, proposal.numbers),
    Proposed.VOID: lambda proposal: vouchers.to_void(proposal.envelope, proposal.because),
    Proposed.LEAVE: lambda proposal: vouchers.to_leave(proposal.programme),
    Proposed.REPLACE: lambda proposal: vouchers.to_replace(proposal.token),
}
_DO = {
    Proposed.PREPARE: _prepare,
    Proposed.VOID: _void,
    Proposed.LEAVE: _leave,
    Proposed.REPLACE: _replace,
}
