"""Which period and region a page shows, from its address; and which years there are to choose from."""

from datetime import date

from django.db.models import Max, Min
from django.http import HttpRequest

from events.models import Activity
from outreach.models import Round
from support.models import OpenHouseSession, Request
from utsopi.periods import Period
from utsopi.ui.forms import PickerForm

DATED = ((Request, "received_on"), (OpenHouseSession, "held_on"), (Activity, "starts_on"), (Round, "held_on"))


def years_recorded() -> list[int]:
    """The years in which something was recorded, newest first; this year where nothing was. Four queries,
    each answered by the two ends of an index."""
    ends = [
        day
        for model, field in DATED
        for day in model.objects.aggregate(first=Min(field), last=Max(field)).values()
        if day
    ]
    if not ends:
        return [date.today().year]
    return list(range(max(ends).year, min(ends).year - 1, -1))


def chosen(request: HttpRequest) -> tuple[PickerForm, Period, str | None]:
    """The picker as it was sent, with the period and the region that the page is to show."""
    form = PickerForm(request.GET, years_recorded())
    period, region = form.choice()
    return form, period, region


def as_query(period: Period, region: str | None) -> str:
    """The choice as the end of an address, so that links keep it."""
    if ".." in period.code:
        days = f"start={period.start.isoformat()}&end={period.end.isoformat()}"
    else:
        days = f"period={period.code}"
    return f"{days}&region={region}" if region else days
