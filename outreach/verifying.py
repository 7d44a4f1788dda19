"""Goes through ledgers and says what is not as it was written, the first bad line first; nothing is repaired.

A line is held against its own seal and against the line before it; the end of a ledger against what the trail says
was written, and against what envelopes and cards show. Of an end that was cut off together with all of these,
nothing can be known here: the newest signature, kept outside of this house, would tell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.audit.models import AuditEntry
from utsopi.audit.signing import same

from .actions.books import PROGRAMME
from .choices import EnvelopeStatus, LedgerAct, TokenState
from .ledger import HALF, Signer
from .models import Envelope, LedgerEntry, Token, VoucherProgramme

KINDS = {
    "changed": gettext_lazy("changed"),
    "missing": gettext_lazy("missing"),
    "swapped": gettext_lazy("swapped"),
    "moved": gettext_lazy("moved"),
    "broken link": gettext_lazy("broken link"),
    "cut off": gettext_lazy("cut off"),
    "differs": gettext_lazy("differs"),
}
SEARCHES = 20  # changed lines of a ledger for which it is found out where their contents stood

_ENVELOPE_AFTER = {
    LedgerAct.PREPARED: EnvelopeStatus.PREPARED,
    LedgerAct.RETURNED: EnvelopeStatus.PREPARED,
    LedgerAct.GIVEN: EnvelopeStatus.ISSUED,
    LedgerAct.VOID: EnvelopeStatus.VOID,
    LedgerAct.LEFT: EnvelopeStatus.LEFT,
}
_CARD_AFTER = {
    LedgerAct.CARD: TokenState.MADE,
    LedgerAct.CARD_OUT: TokenState.HANDED,
    LedgerAct.RETURNED: TokenState.HANDED,
    LedgerAct.GIVEN: TokenState.USED,
    LedgerAct.CARD_VOID: TokenState.VOID,
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of a programme's ledger. `kind` is one of: changed, missing, swapped, moved, broken
    link, cut off, differs (an envelope or a card is not as its last line says). `text` is in the reader's language."""

    programme: str
    number: int
    kind: str
    text: str

    def __str__(self) -> str:
        return _("%(programme)s, line %(number)s, %(kind)s: %(text)s") % {
            "programme": self.programme,
            "number": self.number,
            "kind": KINDS[self.kind],
            "text": self.text,
        }


@dataclass
class Verification:
    """How many lines were looked at, the newest signature of each ledger, and what is wrong."""

    lines: int = 0
    newest: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def verify(programmes: Iterable[VoucherProgramme] | None = None) -> Verification:
    """Holds the ledgers of these programmes, or of all, against their signatures. Raises Locked without keys."""
    found, signer = Verification(), Signer()
    for programme in VoucherProgramme.objects.order_by("reference") if programmes is None else programmes:
        book = _Book(programme, signer)
        found.lines += len(book.rows)
        found.problems += [*book.chain(), *book.end(), *book.states()]
        if book.rows:
            found.newest[programme.reference] = bytes(book.rows[max(book.rows)].mac).hex()
    return found


class _Book:
    """One programme's ledger, and what hangs on it; five statements."""

    def __init__(self, programme: VoucherProgramme, signer: Signer):
        self.programme, self.signer, self.searches, self.offset = programme, signer, SEARCHES, 0
        lines = LedgerEntry.objects.filter(programme=programme).order_by("number")
        self.rows = {line.number: line for line in lines}
        self.last = max(self.rows, default=0)
        self.sound = {line.number for line in lines if same(line.mac[:HALF], signer.seal(line))}

    def says(self, number: int, kind: str, text: str) -> Problem:
        return Problem(self.programme.reference, number, kind, text)

    # ── the lines themselves ──

    def chain(self) -> Iterator[Problem]:
        written_as = {number: self.origin(line) for number, line in self.rows.items()}
        there, before, is_sound = set(written_as.values()), b"", True
        for number in range(1, self.last + 1):
            line, was_sound = self.rows.get(number), is_sound
            is_sound = written_as.get(number) == number
            if not is_sound:
                yield self.misplaced(number, written_as, there)
            elif was_sound and not self.is_linked(line, before):
                yield self.says(number, "broken link", _("it was not written after the line before it"))
            before = bytes(line.mac) if line else b""

    def misplaced(self, number: int, written_as: dict, there: set) -> Problem:
        other = written_as.get(number)
        if number in written_as and other is None:
            return self.says(number, "changed", _("it does not hold what was written"))
        if number not in there:
            return self.says(number, "missing", _("it was written and is not there any more"))
        kind = "swapped" if written_as.get(other) == number else "moved"
        return self.says(number, kind, _("it holds what was written as line %(number)s") % {"number": other})

    def origin(self, line: LedgerEntry) -> int | None:
        """Under which number the contents of a line were written; None where they never were."""
        if line.number in self.sound:
            return line.number
        if self.was(line, line.number + self.offset):
            return line.number + self.offset
        if not self.searches:
            return None
        self.searches -= 1
        found = next((number for number in range(1, self.last + 2) if self.was(line, number)), None)
        self.offset = found - line.number if found else self.offset
        return found

    def was(self, line: LedgerEntry, number: int) -> bool:
        """Whether it is what was written under that number: with the signature it has, or with the one that stands
        there over something else."""
        if number == line.number or number in self.sound:
            return False
        seal, stored = self.signer.seal(line, number), self.rows.get(number)
        return same(line.mac[:HALF], seal) or (stored is not None and same(stored.mac[:HALF], seal))

    def is_linked(self, line: LedgerEntry, before: bytes) -> bool:
        return same(line.mac[HALF:], self.signer.link(bytes(line.mac[:HALF]), before))

    # ── the end ──

    def end(self) -> Iterator[Problem]:
        if (told := self.told_by_the_trail()) > self.last:
            yield self.says(
                self.last + 1,
                "cut off",
                _("the trail tells of more lines, %(count)s in all") % {"count": told},
            )
        closed = [number for number, line in self.rows.items() if line.act == LedgerAct.CLOSED]
        if self.programme.closed_on and not closed:
            yield self.says(
                self.last + 1, "cut off", _("the books are closed, and no line of the ledger closes them")
            )
        elif closed and not self.programme.closed_on:
            yield self.says(closed[0], "differs", _("it closes the books, and the programme is not closed"))
        elif closed and closed[0] != self.last:
            yield self.says(closed[0] + 1, "differs", _("it was written after the books were closed"))

    def told_by_the_trail(self) -> int:
        told = AuditEntry.objects.filter(model=PROGRAMME, object_id=self.programme.pk)
        return max((counts.get("line", 0) for counts in told.values_list("counts", flat=True)), default=0)

    # ── what envelopes and cards show ──

    def states(self) -> Iterator[Problem]:
        if self.rows:
            yield from self.differing(_("envelope"), self.envelopes_told(), self.envelopes_there())
            yield from self.differing(_("card"), self.cards_told(), self.cards_there())

    def differing(self, what: str, told: dict, there: dict) -> Iterator[Problem]:
        for name in sorted(told.keys() | there.keys()):
            number, expected = told.get(name, (self.last + 1, None))
            thing = {"what": what, "name": name}
            if name not in there:
                yield self.says(
                    number, "differs", _("it speaks of %(what)s %(name)s, which is not there") % thing
                )
            elif expected is None:
                yield self.says(
                    number, "cut off", _("no line speaks of %(what)s %(name)s, which is there") % thing
                )
            elif expected != there[name]:
                yield self.says(
                    number,
                    "differs",
                    _("it is the last about %(what)s %(name)s, which is not like it") % thing,
                )

    def envelopes_told(self) -> dict[str, tuple]:
        told = {}
        for number, line in self.rows.items():
            state = line.reason if line.act == LedgerAct.TAKEN else _ENVELOPE_AFTER.get(line.act)
            if state and line.subject:
                given = (line.on, line.card) if state == EnvelopeStatus.ISSUED else None
                told[line.subject] = number, (state, line.amount, given)
        return told

    def envelopes_there(self) -> dict[str, tuple]:
        rows = Envelope.objects.filter(programme=self.programme).values_list(
            "number", "status", "amount", "issued_on", "token__serial"
        )
        return {
            number: (status, amount, (issued_on, serial or "") if issued_on else None)
            for number, status, amount, issued_on, serial in rows
        }

    def cards_told(self) -> dict[str, tuple]:
        return {
            line.card: (number, _CARD_AFTER[line.act])
            for number, line in self.rows.items()
            if line.card and line.act in _CARD_AFTER
        }

    def cards_there(self) -> dict[str, str]:
        return dict(Token.objects.filter(programme=self.programme).values_list("serial", "state"))
