"""The first page: the year at a glance."""

from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.views.own import home
from reports import screen
from reports.chosen import as_query, chosen
from reports.document.numbers import count
from reports.figure import Text
from reports.figures import FIGURES
from reports.reading import Reading, Report, can_be_read, read_report
from reports.screen import base_line, before_of, breakdown_chart, breakdown_table, region_chart
from support.choices import Channel
from support.half_done import half_done
from support.views.first import first_page
from support.waiting import waiting
from utsopi import calendar
from utsopi.audit.alerts import alerts_table
from utsopi.audit.reading import accounts_in_trail
from utsopi.nav import address_of
from utsopi.periods import Period
from utsopi.team.access import is_for_all, may

CHANNELS = (
    (Channel.EMAIL.label, (Channel.EMAIL, Channel.MESSAGING)),
    (Channel.PHONE.label, (Channel.PHONE,)),
    (Channel.OPEN_HOUSE.label, (Channel.OPEN_HOUSE,)),
)
NEXT_WEEKS = timedelta(weeks=6)


def overview(request):
    """The first page by role: the year at a glance; for those who log, their day; on a phone that was signed in for a
    round the round; else what may be opened."""
    if request.user.only_role and may(request.user, "round.walk"):
        return redirect("round")
    if may(request.user, "figures.exact"):
        return _year(request)
    if is_for_all(request.user, "overview"):
        return home(request)
    return first_page(request) if may(request.user, "log.write") else render(request, "team/start.html")


def _year(request):
    """The year with its figures, and above it what waits today."""
    form, period, region = chosen(request)
    report = read_report(period, region)
    query = as_query(period, region)
    today = timezone.localdate()
    context = {
        "heading": capfirst(date_format(today, "l j F")),
        "sentence": _("What was recorded, counted now. Exact numbers, for the team only."),
        "picker": form,
        "query": query,
        "period": period,
        "tiles": [_tile(tile, report, query) for tile in TILES if can_be_read(FIGURES[tile.drawn], region)],
        "panels": _panels(report),
        "months": _months(report),
        "coming": calendar.coming(Period(today, today + NEXT_WEEKS), most=5),
        "today": today,
        "alerts": alerts_table(accounts_in_trail()),
        "waiting": waiting(request.user),
        "half_done": half_done(request.user) if may(request.user, "log.write") else [],
        "afternoon": address_of("afternoon", request.user),
    }
    return render(request, "reports/overview.html", context, status=form.status)


@dataclass(frozen=True)
class Tile:
    """A number with its months: the figure drawn small, and where its number leads."""

    label: Text
    drawn: str
    leads_to: str


TILES = (
    Tile(gettext_lazy("Requests for support"), "months.requests", "helpdesk.requests"),
    Tile(gettext_lazy("Questions in those requests"), "months.questions", "helpdesk.questions"),
    Tile(gettext_lazy("Contacts in the street"), "months.contacts", "outreach.people_reached_by_area"),
    Tile(
        gettext_lazy("Listen To You contacts"), "months.evening_contacts", "listen_to_you.contacts_by_region"
    ),
    Tile(gettext_lazy("Members"), "months.members", "membership.members_at_end"),
)


def _tile(tile: Tile, report: Report, query: str) -> dict:
    """The tile's number, this year and the year before."""
    reading, before = report.this[tile.drawn], before_of(report.this[tile.drawn], report.last)
    return {
        "label": tile.label,
        "value": _number(reading),
        "note": _("%(count)s a year before") % {"count": _number(before)} if before else "",
        "href": f"{reverse('figure', args=[tile.leads_to])}?{query}",
        "spark": screen.spark(reading) if reading.collected else "",
    }


def _number(reading: Reading) -> str:
    """All months together; of members, who are a state, the last month."""
    values = screen.by_month(reading, reading.period)
    if not reading.collected:
        return _("not collected")
    return count(values[-1] if reading.base_value is None else sum(values))


def _months(report: Report) -> dict:
    reading = report.this["months.requests"]
    return {
        "heading": _("Requests by month"),
        "base": base_line(reading),
        "svg": screen.months_chart(reading, CHANNELS),
        "table": screen.months_table(reading, CHANNELS),
    }


def _panels(report: Report) -> list[dict]:
    """Topics and regions at both doors, each beside the year before."""
    wanted = (
        ("helpdesk.questions_by_topic", _("Most asked at the helpdesk"), breakdown_chart),
        ("open_house.questions_by_topic", _("Most asked at the Open House"), breakdown_chart),
        ("helpdesk.people_by_region", _("Where people at the helpdesk live or work"), region_chart),
        ("open_house.people_by_region", _("Where people at the Open House live or work"), region_chart),
    )
    return [_panel(report, *each) for each in wanted]


def _panel(report: Report, id_: str, heading: str, draw) -> dict:
    reading = report.this[id_]
    return {
        "heading": heading,
        "base": base_line(reading, report.this.get(screen.least_of(reading.figure))),
        "svg": draw(reading) if reading.value else "",
        "table": breakdown_table(reading, before_of(reading, report.last)),
        "href": reverse("figure", args=[id_]),
    }
