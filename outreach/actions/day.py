"""A card in front of a scanner: an envelope for it on a voucher day, or a card handed over on a round; else one plain
reason why not. Both may be asked again, after an answer got lost on its way."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from support.codes import normal
from utsopi.directory.models import Organisation

from ..cards import is_well_formed, look_up
from ..choices import EnvelopeStatus, TokenState
from ..models import Envelope, Token, VoucherProgramme
from .vouchers import give, hand_card, take_back


@transaction.atomic
def give_once(*, programme: VoucherProgramme, card: str, key: UUID, on: date, by) -> Envelope:
    """The next prepared envelope for a card of this programme. `key` was made for this one asking: asked again with
    it, the same envelope is the answer. The ValidationError says one plain reason why there is none; its code is
    mistyped, unknown, other, or one of give()."""
    # held first, so that the same asking twice at once is answered one after the other
    programme = VoucherProgramme.objects.select_for_update().get(pk=programme.pk)
    if before := _given_with(programme, key, card):
        return before
    token = card_of(card, programme)
    if token.state == TokenState.USED:
        raise ValidationError(_when_used(token.envelope), code="used")
    envelope = give(token=token, on=on, by=by)
    envelope.given_with = key
    envelope.save(update_fields=["given_with"])
    return envelope


def card_of(text: str, programme: VoucherProgramme | None = None) -> Token:
    """The card that was scanned or typed; ValidationError where there is none, or none of this programme."""
    if not is_well_formed(text):
        raise ValidationError(_("This is mistyped, or no card of ours. Read it once more."), code="mistyped")
    if (token := look_up(text)) is None:
        raise ValidationError(_("There is no such card."), code="unknown")
    if programme is not None and token.programme_id != programme.pk:
        raise ValidationError(_("This card is of another programme."), code="other")
    return token


def _given_with(programme: VoucherProgramme, key: UUID, card: str) -> Envelope | None:
    """What this asking was answered with. A browser that went back asks about another card with the same key: the
    envelope of the first is no answer to that."""
    before = programme.envelopes.filter(given_with=key).select_related("token").first()
    if before and before.status != EnvelopeStatus.ISSUED:
        raise ValidationError(_("This envelope was taken back. Scan the card once more."), code="taken_back")
    if before and before.token.serial != normal(card):
        raise ValidationError(_("This was not taken. Load the page again."), code="key")
    return before


def _when_used(envelope: Envelope) -> str:
    if envelope.issued_on == timezone.localdate():
        return _("This card was used today already, for envelope %(number)s.") % {"number": envelope.number}
    day = date_format(envelope.issued_on, "j F Y")
    return _("This card was used on %(day)s already, for envelope %(number)s.") % {
        "day": day,
        "number": envelope.number,
    }


def hand_once(*, card: str, organisation: Organisation | None, by) -> Token:
    """A card goes to somebody. Asked again on the same day, for the same organisation, it stays one card handed over;
    ValidationError with one plain reason where it cannot be."""
    token = card_of(card)
    try:
        return hand_card(token=token, organisation=organisation, by=by)
    except ValidationError:
        token.refresh_from_db()
        facts = (token.state, token.handed_on, token.organisation)
        if facts == (TokenState.HANDED, timezone.localdate(), organisation):
            return token
        raise


def back_once(*, programme: VoucherProgramme, envelope: UUID, because: str, by) -> Envelope:
    """What was given today comes back, and its card is good again. Asked again it stays back."""
    if (found := programme.envelopes.filter(pk=envelope).first()) is None:
        raise ValidationError(_("There is no such envelope."), code="unknown")
    if found.status == EnvelopeStatus.PREPARED:
        return found
    return take_back(envelope=found, because=because, by=by)
