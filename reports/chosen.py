"""Which period and region a page shows, from its address; and which years there are to choose from."""

from django.db.models import Max, Min
from django.http import HttpRequest
from django.utils import timezone

from events.choices import ActivityStatus
from events.models import Activity
from outreach.choices import RoundStatus
from outreach.models import Round
from support.choices import SessionStatus
from support.models import OpenHouseSession, Request
from utsopi.periods import Period
from utsopi.ui.forms import PickerForm

DATED = ((Request, "received_on"), (OpenHouseSession, "held_on"), (Activity, "starts_on"), (Round, "held_on"))
PLANNED = {
    OpenHouseSession: SessionStatus.PLANNED,
    Activity: ActivityStatus.PLANNED,
    Round: RoundStatus.PLANNED,
}


def years_recorded(*, with_plans: bool = False) -> list[int]:
    """The years in which something was recorded, newest first; this year where nothing was. What is only planned
    has no figures yet: an evening in January does not put an empty year in front of this one. Four queries."""
    ends = [
        day
        for model, field in DATED
        for day in _dated(model, with_plans).aggregate(first=Min(field), last=Max(field)).values()
        if day
    ]
    if not ends:
        return [timezone.localdate().year]
    return list(range(max(ends).year, min(ends).year - 1, -1))


def _dated(model, with_plans: bool):
    is_plan = PLANNED.get(model)
    return model.objects.all() if with_plans or not is_plan else model.objects.exclude(status=is_plan)


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
