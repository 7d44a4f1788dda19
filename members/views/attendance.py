"""The list that is signed at an assembly: by number, or under the name that each has agreed to."""

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.audit.log import listing
from utsopi.privacy.locked import unlocked
from utsopi.team.access import fresh, needs

from ..assembling import MOST_SHOWN, Seat, quorum_of, seats_of
from ..choices import NameOnLists
from ..models import Assembly, MemberIdentity

FIELD = {NameOnLists.CHOSEN: "chosen_name", NameOnLists.LEGAL: "legal_name"}


@dataclass(frozen=True)
class Signed:
    """A line of the list: under which name, the seat, and under which name somebody votes for her."""

    name: str
    seat: Seat
    through: str


@require_safe
@needs("assemblies")
def attendance(request, pk):
    found = get_object_or_404(Assembly, pk=pk)
    seats = seats_of(found)
    return _page(request, found, seats, _signed(seats, {}), agreed=_agreed(seats))


@require_POST
@needs("assemblies")
@unlocked
@fresh
@sensitive_variables("names", "lines")
def attendance_names(request, pk):
    """Each under the name she agreed to, as one look that they all can see; who agreed to none stays a number."""
    found = get_object_or_404(Assembly, pk=pk)
    seats = seats_of(found)
    lines = sorted(
        _signed(seats, _opened(request.user, seats)),
        key=lambda line: (not line.seat.votes, _as_read(line.name)),
    )
    return _page(request, found, seats, lines, has_names=True)


@sensitive_variables("names", "known")
def _signed(seats: list[Seat], names: dict[UUID, str]) -> list[Signed]:
    known = {seat.number: names.get(seat.key, seat.number) for seat in seats}
    return [Signed(known[seat.number], seat, known.get(seat.proxy, seat.proxy)) for seat in seats]


def _named(seats: list[Seat]) -> list[tuple[MemberIdentity, str]]:
    """Those of them who agreed to a name that is kept, and its field."""
    kept = MemberIdentity.objects.filter(member__in=[seat.key for seat in seats], name_on_lists__in=FIELD)
    pairs = ((each, FIELD[each.name_on_lists]) for each in kept)
    return [(each, field) for each, field in pairs if getattr(each, field) is not None]


def _agreed(seats: list[Seat]) -> int:
    return len(_named(seats))


def _opened(user, seats: list[Seat]) -> dict[UUID, str]:
    named = _named(seats)
    if not named:
        return {}
    fields = tuple(sorted({field for _each, field in named}))
    keys = [each.pk for each, _field in named]
    with acting(user), listing(MemberIdentity._meta.label, fields, len(named), of=keys):
        return {each.member_id: getattr(each, field).open() for each, field in named}


def _as_read(name: str) -> str:
    """Ștefania among the S, where people look for her."""
    return unicodedata.normalize("NFKD", name).casefold()


@sensitive_variables("lines")
def _page(
    request, found: Assembly, seats: list[Seat], lines: list[Signed], *, agreed: int = 0, has_names=False
):
    context = {
        "heading": found.title,
        "sentence": date_format(found.held_on, "l j F Y"),
        "assembly": found,
        "quorum": quorum_of(found),
        "lines": lines,
        "agreed": agreed,
        "has_names": has_names,
        "has_more": len(seats) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "columns": [_("Name or number"), _("Votes"), _("There"), _("Signature")],
    }
    return render(request, "members/attendance.html", context)
