"""What the panel "Known again" shows of one request: a card, a word, or the ways to get one."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.ui.chips import Chip, Chips

from . import agreed, codes
from .choices import Colour
from .models import DeskSettings, Person, Request


@dataclass(frozen=True)
class Known:
    """`request` with its person; `back` is the page to return to; `form` is what was refused, `open` the part of
    the panel that it belongs to. The code is told on the day of the visit only."""

    request: Request
    back: str
    has_words: bool
    form: object = None
    open: str = ""

    code_text, code_version = agreed.TEXTS[agreed.CODE], agreed.CODE
    word_text, word_version = agreed.TEXTS[agreed.WORD], agreed.WORD

    @property
    def person(self) -> Person:
        return self.request.person

    @property
    def is_of_today(self) -> bool:
        return timezone.localdate() in (self.request.received_on, self.person.told_on)

    @property
    def code(self) -> str:
        return codes.shown(self.person.code) if self.person.code and self.is_of_today else ""

    @property
    def is_printable(self) -> bool:
        return may_print(self.person)

    @property
    def colours(self) -> Chips:
        chips = tuple(Chip(colour.value, str(colour.label)) for colour in Colour)
        return Chips("colour", _("Colour"), chips, self.form.data.get("colour") if self.form else None)

    @property
    def typed(self) -> dict:
        """What was typed and not taken, so that it is not lost."""
        return self.form.data if self.form else {}


def known_of(request: Request, back: str, *, form=None, open: str = "") -> Known:
    """What the include support/known_again.html needs as `known`. One statement, where the person is loaded."""
    return Known(request, back, DeskSettings.current().has_words, form, open)


def may_print(person: Person) -> bool:
    """A card is printed on the day on which she agreed; whoever loses it gets a new one, and is counted anew."""
    return person.code is not None and person.told_on == timezone.localdate()
