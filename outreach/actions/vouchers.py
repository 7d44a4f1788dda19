"""What is done with a programme of vouchers: bought, put into envelopes, cards made and handed out, given for a card.

Every verb holds the programme's row, so that each programme has one writer at a time and two tables never give twice;
each writes its lines into the ledger (ledger.py) and one entry into the trail. They raise ValidationError with words,
and Locked where the house has no keys: nothing is done that could not be signed.

`second` is the account of another person who agreed in a session of her own: views come by actions.second, never
with a name picked from a list. Planning is in actions.programmes, closing in actions.closing, finding a card by what
was typed in cards.look_up, and what the books say in balance.balance.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.directory.models import Organisation

from ..balance import balance, in_euros
from ..cards import new_serial
from ..choices import BackBecause, EnvelopeStatus, LedgerAct, TokenState, VoidBecause
from ..ledger import Line
from ..models import Envelope, LedgerEntry, Token, VoucherProgramme
from .books import book, hold, lines_of, two

MOST_AT_ONCE = 500  # cards or envelopes
NUMBER_DIGITS = 3


# ── from the shop to the envelope ─────────────────────────────────────────────────────────────────


@transaction.atomic
def bought(*, programme: VoucherProgramme, pieces: int, amount: Decimal, invoice: str, by) -> None:
    """Vouchers came into the stock: how many, for how many euros, by which invoice."""
    programme = hold(programme, by=by)
    if pieces <= 0 or amount <= 0:
        raise ValidationError(_("How many pieces, and for how much?"))
    if not invoice.strip():
        raise ValidationError(_("An invoice has a number."))
    invoices = LedgerEntry.objects.filter(programme=programme, act=LedgerAct.INVOICE)
    if invoices.filter(subject=invoice.strip()).exists():
        raise ValidationError(_("This invoice stands in the ledger already."))
    line = Line(LedgerAct.INVOICE, pieces, amount, subject=invoice.strip())
    book(programme, [line], by=by)


def next_numbers(programme: VoucherProgramme, count: int) -> list[str]:
    """Numbers for that many envelopes, after the highest that is there: E001, E002."""
    taken = set(programme.envelopes.values_list("number", flat=True))
    highest = max(
        (int(number[1:]) for number in taken if number[:1] == "E" and number[1:].isdecimal()), default=0
    )
    return [f"E{number:0{NUMBER_DIGITS}}" for number in range(highest + 1, highest + 1 + count)]


@transaction.atomic
def prepare(*, programme: VoucherProgramme, numbers: Iterable[str], second, by) -> list[Envelope]:
    """Vouchers go into envelopes with these numbers: new ones, or ones in the stock."""
    programme = hold(programme, by=by)
    two(by, second)
    envelopes = to_prepare(programme, list(numbers))
    for envelope in envelopes:
        envelope.status = EnvelopeStatus.PREPARED
        envelope.save()
    book(programme, lines_of(LedgerAct.PREPARED, envelopes), by=by, second=second)
    return envelopes


def to_prepare(programme: VoucherProgramme, numbers: list[str]) -> list[Envelope]:
    """The envelopes with these numbers, not saved yet; ValidationError for what cannot be prepared."""
    numbers = [number.strip() for number in numbers]
    if not numbers or not all(numbers) or len(set(numbers)) < len(numbers) or len(numbers) > MOST_AT_ONCE:
        raise ValidationError(_("Envelopes with a number each, every number once."))
    there = {envelope.number: envelope for envelope in programme.envelopes.filter(number__in=numbers)}
    for envelope in there.values():
        if envelope.status != EnvelopeStatus.IN_STOCK:
            raise ValidationError(_("%(number)s was prepared already.") % {"number": envelope.number})
    _hold_the_money(programme, len(numbers))
    amount = programme.amount_per_person
    return [
        there.get(number) or Envelope(programme=programme, number=number, amount=amount) for number in numbers
    ]


def _hold_the_money(programme: VoucherProgramme, count: int) -> None:
    found, due = balance(programme), count * programme.amount_per_person
    if due > found.stock:
        raise ValidationError(
            _("These envelopes take %(due)s, and there are vouchers for %(stock)s in the stock.")
            % {"due": in_euros(due), "stock": in_euros(found.stock)}
        )
    if (found.prepared - found.void) * programme.amount_per_person + due > programme.budget:
        raise ValidationError(
            _("With these envelopes it is more than the budget of %(budget)s.")
            % {"budget": in_euros(programme.budget)}
        )


@transaction.atomic
def void_envelope(*, envelope: Envelope, because: str, second, by) -> Envelope:
    """A prepared envelope is not given to anybody any more; `because` is a code of VoidBecause."""
    programme = hold(envelope.programme, by=by)
    two(by, second)
    envelope = to_void(envelope, because)
    envelope.status = EnvelopeStatus.VOID
    envelope.save(update_fields=["status"])
    book(programme, lines_of(LedgerAct.VOID, [envelope], because), by=by, second=second)
    return envelope


def to_void(envelope: Envelope, because: str) -> Envelope:
    """The envelope as it is now. Raises ValidationError where it cannot be void, or for no reason we know."""
    if because not in VoidBecause.values:
        raise ValidationError(_("Why is it void?"))
    envelope = Envelope.objects.get(pk=envelope.pk)
    if envelope.status != EnvelopeStatus.PREPARED:
        raise ValidationError(_("Only a prepared envelope that was not given can be void."))
    return envelope


@transaction.atomic
def leave_over(*, programme: VoucherProgramme, second, by) -> int:
    """Whatever is prepared or in the stock stays left over; returns how many envelopes that are."""
    programme = hold(programme, by=by)
    two(by, second)
    envelopes = to_leave(programme)
    from_stock = [each for each in envelopes if each.status == EnvelopeStatus.IN_STOCK]
    lines = lines_of(LedgerAct.PREPARED, from_stock) + lines_of(LedgerAct.LEFT, envelopes)
    programme.envelopes.filter(pk__in=[each.pk for each in envelopes]).update(status=EnvelopeStatus.LEFT)
    book(programme, lines, by=by, second=second)
    return len(envelopes)


def to_leave(programme: VoucherProgramme) -> list[Envelope]:
    """All that would be left over, by number. Raises ValidationError where that is none."""
    found = programme.envelopes.filter(status__in=(EnvelopeStatus.PREPARED, EnvelopeStatus.IN_STOCK))
    if not (envelopes := list(found.order_by("number"))):
        raise ValidationError(_("No envelope is left over."))
    return envelopes


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def make_cards(*, programme: VoucherProgramme, count: int, by) -> list[Token]:
    """So many new cards, to be printed; warnings() says whether they go beyond the budget."""
    programme = hold(programme, by=by)
    if not 0 < count <= MOST_AT_ONCE:
        raise ValidationError(_("Between 1 and %(most)s cards at a time.") % {"most": MOST_AT_ONCE})
    cards = _new_cards(programme, count)
    book(programme, [Line(LedgerAct.CARD, 1, card=card.serial) for card in cards], by=by)
    return cards


@transaction.atomic
def hand_card(*, token: Token, organisation: Organisation | None = None, by) -> Token:
    """A card goes to somebody: met on a round, or sent by a partner, whose quota it counts for."""
    programme = hold(token.programme, by=by)
    token = Token.objects.get(pk=token.pk)
    if token.state != TokenState.MADE:
        raise ValidationError(_("This card was handed over already, or is void."))
    if organisation is not None:
        _hold_the_quota(programme, organisation)
    token.state, token.organisation, token.handed_on = TokenState.HANDED, organisation, timezone.localdate()
    token.save()
    book(programme, [Line(LedgerAct.CARD_OUT, 1, card=token.serial)], by=by)
    return token


def _hold_the_quota(programme: VoucherProgramme, organisation: Organisation) -> None:
    link = programme.partner_links.filter(organisation=organisation).first()
    if link is None:
        raise ValidationError(_("%(name)s is no partner of this programme.") % {"name": organisation})
    handed = Token.objects.filter(
        programme=programme, organisation=organisation, state__in=(TokenState.HANDED, TokenState.USED)
    )
    if link.quota is not None and handed.count() >= link.quota:
        raise ValidationError(
            _("The quota of %(name)s is reached: %(quota)s.") % {"quota": link.quota, "name": organisation}
        )


@transaction.atomic
def replace_card(*, token: Token, second, by) -> Token:
    """A card was lost: it is void, and the new one stands where it stood, handed over if that was."""
    programme = hold(token.programme, by=by)
    two(by, second)
    token = to_replace(token)
    (fresh,) = _new_cards(
        programme, 1, state=token.state, organisation=token.organisation, handed_on=token.handed_on
    )
    token.state, token.replaced_by = TokenState.VOID, fresh
    token.save()
    lines = [Line(LedgerAct.CARD_VOID, 1, card=token.serial), Line(LedgerAct.CARD, 1, card=fresh.serial)]
    if fresh.state == TokenState.HANDED:
        lines.append(Line(LedgerAct.CARD_OUT, 1, card=fresh.serial))
    book(programme, lines, by=by, second=second)
    return fresh


def to_replace(token: Token) -> Token:
    """The card as it is now. Raises ValidationError where no other can take its place."""
    token = Token.objects.select_related("organisation").get(pk=token.pk)
    if token.state not in (TokenState.MADE, TokenState.HANDED):
        raise ValidationError(_("This card brought its envelope already, or is void."))
    return token


def _new_cards(programme: VoucherProgramme, count: int, **facts) -> list[Token]:
    """That two cards share a serial happens once in many million; then another one is drawn."""
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn |= {new_serial() for _each in range(count - len(drawn))}
        drawn -= set(Token.objects.filter(serial__in=drawn).values_list("serial", flat=True))
    return Token.objects.bulk_create(Token(programme=programme, serial=serial, **facts) for serial in drawn)


# ── the day ───────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def give(*, token: Token, on: date, by) -> Envelope:
    """The next prepared envelope for a card. The ValidationError says in one plain reason why not; its code is one
    of closed, early, late, used, void, not_handed and empty."""
    programme = hold(token.programme, by=by)
    _hold_the_day(programme, on)
    token = Token.objects.select_related("envelope").get(pk=token.pk)
    _hold_the_card(token)
    envelope = _next_envelope(programme)
    envelope.status, envelope.issued_on, envelope.token = EnvelopeStatus.ISSUED, on, token
    envelope.save(update_fields=["status", "issued_on", "token"])
    token.state = TokenState.USED
    token.save(update_fields=["state"])
    book(programme, lines_of(LedgerAct.GIVEN, [envelope], card=token.serial, on=on), by=by)
    return envelope


def _hold_the_day(programme: VoucherProgramme, on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="early")
    if programme.starts_on and on < programme.starts_on:
        raise ValidationError(_("The programme has not begun."), code="early")
    if programme.ends_on and on > programme.ends_on:
        raise ValidationError(_("The programme is over."), code="late")


def _hold_the_card(token: Token) -> None:
    if token.state == TokenState.USED:
        envelope = token.envelope
        raise ValidationError(
            _("This card already brought envelope %(number)s."),
            code="used",
            params={"number": envelope.number},
        )
    if token.state == TokenState.VOID:
        raise ValidationError(_("This card is void."), code="void")
    if token.state == TokenState.MADE:
        raise ValidationError(_("This card was never handed over."), code="not_handed")


def _next_envelope(programme: VoucherProgramme) -> Envelope:
    prepared = programme.envelopes.filter(status=EnvelopeStatus.PREPARED)
    if (envelope := prepared.order_by(Length("number"), "number").first()) is None:
        raise ValidationError(_("No prepared envelope is left."), code="empty")
    return envelope


@transaction.atomic
def take_back(*, envelope: Envelope, because: str, by) -> Envelope:
    """Undoes give() on the same day: the envelope is prepared again, and the card may bring one again."""
    programme = hold(envelope.programme, by=by)
    if because not in BackBecause.values:
        raise ValidationError(_("Why does it come back?"))
    envelope = Envelope.objects.select_related("token").get(pk=envelope.pk)
    card = envelope.token
    if envelope.status != EnvelopeStatus.ISSUED or card is None or envelope.issued_on != timezone.localdate():
        raise ValidationError(_("Only what was given for a card today can be taken back."))
    envelope.status, envelope.issued_on, envelope.token = EnvelopeStatus.PREPARED, None, None
    envelope.save(update_fields=["status", "issued_on", "token"])
    Token.objects.filter(pk=card.pk).update(state=TokenState.HANDED)
    book(programme, lines_of(LedgerAct.RETURNED, [envelope], because, card=card.serial), by=by)
    return envelope
