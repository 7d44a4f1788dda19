"""Members on any day, and who joined and left in a period: each number one click from its rows."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from utsopi.directory.choices import UNKNOWN, Region, region_label
from utsopi.periods import Period
from utsopi.team.access import needs
from utsopi.ui.forms import PickerForm
from utsopi.ui.tables import Column, Table

from ..choices import Side, Status
from ..flow import Flow, Moves, flow_of, members_on, years_to
from ..forms.searching import NO, YES, DayForm


def rows_address(**asked) -> str:
    """The list narrowed to the rows behind a number; what is None narrows nothing, an empty region is unknown."""
    if asked.get("region") == "":
        asked["region"] = UNKNOWN
    return f"{reverse('members')}?{urlencode({name: value for name, value in asked.items() if value is not None})}"


# ── on a day ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("member.list")
def members_day(request):
    form = DayForm(request.GET)
    day = (form.is_valid() and form.cleaned_data["day"]) or timezone.localdate()
    groups = members_on(day)
    context = {
        "heading": _("Members on %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
        "sentence": _("Whoever had joined by then and had not left. Each number leads to its rows."),
        "form": form,
        "day": day,
        "figures": [_figure(groups, day, *each) for each in _kinds()],
        "table": _day_table(groups, day),
    }
    return render(request, "members/day.html", context, status=form.status)


def _kinds() -> list[tuple]:
    return [
        (_("Members"), {}, {}),
        (_("Effective"), {"is_effective": True}, {"effective": YES}),
        (_("Adherent"), {"is_effective": False}, {"effective": NO}),
        (_("Sex workers"), {"is_sex_worker": True}, {"kind": YES}),
        (_("Allies"), {"is_sex_worker": False}, {"kind": NO}),
    ]


def _figure(groups, day, label: str, so: dict, asked: dict) -> tuple[str, int, str]:
    return label, _count(groups, **so), rows_address(status=Status.MEMBER, day=day, **asked)


def _count(groups, **so) -> int:
    return sum(
        each.count for each in groups if all(getattr(each, name) == is_so for name, is_so in so.items())
    )


def _day_table(groups, day) -> Table:
    """Regions down, sides of the language across."""
    columns = [Column("label", _("Region")), Column("all", _("Members"), numeric=True, link="all_href")]
    for side in Side:
        columns.append(Column(side.value, side.label, numeric=True, link=f"{side.value}_href"))
    rows = [_day_row(groups, day, region_label(region), region) for region in [*Region.values, ""]]
    total = _day_row(groups, day, _("All regions"), None)
    return Table(columns, rows, _("By region and language"), total=total)


def _day_row(groups, day, label: str, region: str | None) -> dict:
    of = {} if region is None else {"region": region}
    asked = {"status": Status.MEMBER, "day": day, "region": region}
    row = {"label": label, "all": _count(groups, **of), "all_href": rows_address(**asked)}
    for side in Side.values:
        row[side] = _count(groups, side=side, **of)
        row[f"{side}_href"] = rows_address(**asked, language=side)
    return row


# ── in a period ───────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("member.list")
def members_flow(request):
    form = PickerForm(request.GET, years_to(timezone.localdate()))
    period, chosen = form.choice()
    region = {None: None, UNKNOWN: ""}.get(chosen, chosen)
    flow = flow_of(period, region)
    context = {
        "heading": _("Joined and left, %(period)s") % {"period": period.label},
        "sentence": _("From the day before the first to the last day. Each number leads to its rows."),
        "form": form,
        "flow": flow,
        "tables": [_by_region(flow, period, region), _by_side(flow, period, region)],
    }
    return render(request, "members/flow.html", context, status=form.status)


def _by_region(flow: Flow, period: Period, region: str | None) -> Table:
    rows = [
        _flow_row(region_label(each), moves, period, region=each) for each, moves in flow.by_region.items()
    ]
    return _flow_table(_("By region"), _("Region"), rows, _total(flow, period, region), period)


def _by_side(flow: Flow, period: Period, region: str | None) -> Table:
    rows = [
        _flow_row(Side(each).label, moves, period, region=region, language=each)
        for each, moves in flow.by_side.items()
    ]
    return _flow_table(_("By language"), _("Language"), rows, _total(flow, period, region), period)


def _total(flow: Flow, period: Period, region: str | None) -> dict:
    return _flow_row(pgettext("the row of a total", "All"), flow.total, period, region=region)


def _flow_table(caption: str, first: str, rows: list[dict], total: dict, period: Period) -> Table:
    start, end = (date_format(day, "SHORT_DATE_FORMAT") for day in (period.day_before, period.end))
    labels = {
        "start": (pgettext("of a period", "Start"), start),
        "joined": (_("Joined"), ""),
        "rejoined": (_("Came back"), ""),
        "left": (_("Left"), ""),
        "end": (pgettext("of a period", "End"), end),
    }
    columns = [Column("label", first)]
    for name, (label, hint) in labels.items():
        columns.append(Column(name, label, numeric=True, hint=hint, link=f"{name}_href"))
    return Table(columns, rows, caption, total=total)


def _flow_row(label: str, moves: Moves, period: Period, **asked) -> dict:
    days = {"start": period.start, "end": period.end}
    behind = {
        "start": {"status": Status.MEMBER, "day": period.day_before},
        "joined": {"status": Status.JOINED, **days},
        "rejoined": {"status": Status.REJOINED, **days},
        "left": {"status": Status.WENT, **days},
        "end": {"status": Status.MEMBER, "day": period.end},
    }
    ways = {f"{name}_href": rows_address(**what, **asked) for name, what in behind.items()}
    return {"label": label, **moves._asdict(), **ways}
