"""All rounds, for the team: the list, the same as a file, and one of them, to read and to put right."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.directory.choices import region_label
from utsopi.handed_out import xlsx_download
from utsopi.sheets import csv_download
from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import COUNTED, number_asked, ways
from utsopi.ui.tables import Column, Table

from .. import handing_out
from ..forms.lists import RoundsForm
from ..models import Round
from ..needed import needed, of_round
from ..round_lines import columns, page_of, status_of
from ..walking import left_open
from .list_rows import drawn


@require_safe
@needs("round.read")
def rounds(request):
    form, number = RoundsForm(request.GET), number_asked(request)
    shown = page_of(form.wanted(), number) if form.is_valid() else None
    newer, older = ways(number, bool(shown and shown.has_more), form.pairs())
    context = {
        "heading": _("Rounds"),
        "sentence": _(
            "Where the team went, and how many contacts there were. Somebody met twice is two contacts."
        ),
        "form": form,
        "shown": shown,
        "columns": columns(),
        "counted": COUNTED,
        "left_open": left_open() if may(request.user, "round.change") else [],
        "rows": drawn(shown.rounds) if shown else "",
        "newer": newer,
        "older": older,
        **_rights(request.user),
    }
    return render(request, "outreach/rounds.html", context, status=form.status)


def _rights(account) -> dict:
    return {
        name: may(account, f"round.{right}")
        for name, right in (("may_change", "change"), ("may_walk", "walk"))
    }


@require_POST
@needs("round.read")
@fresh
def rounds_out(request):
    """All lines that the page was narrowed to."""
    form, ending = RoundsForm(request.POST), request.POST.get("format")
    if ending not in ("csv", "xlsx") or not form.is_valid():
        raise Http404
    wanted, name = form.wanted(), handing_out.file_name(ending)
    handing_out.note_down(ending, wanted, by=request.user)
    if ending == "csv":
        return csv_download(name, handing_out.as_csv(wanted))
    return xlsx_download(name, partial(handing_out.as_xlsx, wanted))


# ── one of them ───────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("round.read")
def rounds_one(request, pk):
    """Everything that is known of one round; it is put right, closed or cancelled on pages of its own."""
    found = get_object_or_404(Round.objects.select_related("area"), pk=pk)
    context = {
        "heading": _("%(area)s, %(day)s")
        % {"area": found.area, "day": date_format(found.held_on, "DATE_FORMAT")},
        "sentence": _("One round. Contacts are not different people: somebody met twice is two."),
        "round": found,
        "facts": _facts(found),
        "handed": _handed(found),
        "seen": _seen(found),
        "needs": [needed(each) for each in of_round(found)],
        "may_follow_up": may(request.user, "follow_up"),
        **_rights(request.user),
    }
    return render(request, "outreach/rounds_one.html", context)


def _facts(found: Round) -> list[tuple]:
    partners = ", ".join(found.partners.order_by("name").values_list("name", flat=True))
    return [
        (_("Date"), found.held_on),
        (_("Area"), found.area),
        (_("Municipality"), found.city or found.area.municipality),
        (_("Region"), region_label(found.area.region)),
        (_("Mode"), found.get_mode_display()),
        (_("How it went"), status_of(found)),
        (_("Contacts"), found.people_reached),
        (_("Of those, for the first time"), found.first_contacts),
        (_("With"), partners),
        (_("Reference"), found.reference),
        (_("Logged on"), found.logged_on),
    ]


def _handed(found: Round) -> Table:
    columns = [
        Column("label", _("Material")),
        Column("quantity", _("Pieces"), numeric=True),
        Column("out", _("Bag out"), numeric=True),
        Column("back", _("Bag back"), numeric=True),
    ]
    rows = [
        {"label": each.material.label, "quantity": each.quantity, "out": each.bag_out, "back": each.bag_back}
        for each in found.handouts.select_related("material").order_by("material__code")
    ]
    return Table(
        columns, rows, _("Material handed out"), empty=_("Nothing was handed out, or nobody wrote it down.")
    )


def _seen(found: Round) -> Table:
    rows = [
        {"kind": each.get_kind_display(), "count": each.count} for each in found.observations.order_by("kind")
    ]
    columns = [Column("kind", _("What the team saw")), Column("count", _("Times"), numeric=True)]
    return Table(columns, rows, _("Observations"), empty=_("Nothing of the kind was written down."))
