"""Numbers as they are printed, in the language that is switched on. A space inside a number never breaks."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext

Number = int | Decimal
NOTHING = "–"  # there is no number in this place
MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"


def not_collected() -> str:
    return pgettext("not collected, as short as possible", "n.c.")


def count(value: Number | None) -> str:
    """1234 as 1,234; a decimal keeps the places that say something; None as n.c."""
    if value is None:
        return not_collected()
    places = max(0, -value.normalize().as_tuple().exponent) if isinstance(value, Decimal) else 0
    return number_format(abs(value), places, force_grouping=True).join((MINUS if value < 0 else "", ""))


def money(value: Number | None) -> str:
    """Euros, with cents only where there are any."""
    if value is None:
        return not_collected()
    is_round = value == int(value)
    amount = number_format(abs(value), 0 if is_round else 2, force_grouping=True)
    written = pgettext("an amount in euros", "€%(amount)s") % {"amount": amount}
    return f"{MINUS if value < 0 else ''}{written}".replace(" ", SPACE)


def share(value: Decimal | None) -> str:
    """A percentage, already rounded to one decimal."""
    return NOTHING if value is None else f"{number_format(value, 1)}{SPACE}%".replace("-", MINUS)


def change(now: Number | None, before: Number | None, *, is_money: bool = False) -> str:
    """The difference with its sign; 0 where nothing changed; a dash where one of the two is not known."""
    if now is None or before is None:
        return NOTHING
    difference = now - before
    write = money if is_money else count
    return f"+{write(difference)}" if difference > 0 else write(difference)


def plain(value: Number | None, *, is_money: bool = False, is_percent: bool = False) -> str:
    """A value in its unit."""
    if is_percent:
        return not_collected() if value is None else share(Decimal(value))
    return money(value) if is_money else count(value)


def signed_share(value: Decimal) -> str:
    """A percentage with its sign, for growth."""
    return f"+{share(value)}" if value > 0 else share(value)
