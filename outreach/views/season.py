"""A season's picture: all areas together, and each by itself; to read on screen and to print."""

from django import forms
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from utsopi.team.access import needs
from utsopi.ui.forms import PickerForm

from .. import season_page as drawn
from ..models import Area, Round
from ..season import Picture, read_season

OF_THE_PERIOD = ("period", "start", "end")


@require_safe
@needs("round.read")
def rounds_season(request):
    form = _picker(request)
    period, region = form.choice()
    season = read_season(period, region=region)
    query = _query(form) if form.is_valid() else ""
    heading = _("A season’s picture")
    areas = drawn.areas_table(season, list(Area.objects.order_by("name")), query)
    return _page(request, form, season.together(), heading, areas=areas)


@require_safe
@needs("round.read")
def rounds_season_of(request, pk):
    area, form = get_object_or_404(Area, pk=pk), _picker(request)
    form.fields["region"].widget = forms.HiddenInput()
    period, _region = form.choice()
    season = read_season(period, area=area)
    back = _query(form) if form.is_valid() else ""
    return _page(request, form, season.of(area.pk), area.name, area=area, back=back)


def _picker(request) -> PickerForm:
    """Every year that has rounds until this one; the newest of them is shown first."""
    this = timezone.localdate().year
    days = Round.objects.filter(held_on__year__lte=this).dates("held_on", "year", order="DESC")
    return PickerForm(request.GET, [day.year for day in days] or [this])


def _query(form: PickerForm) -> str:
    """The period as it was asked for, to go on with."""
    asked = [(name, form.data[name]) for name in OF_THE_PERIOD if form.data.get(name)]
    return f"?{urlencode(asked)}" if asked else ""


def _page(request, form: PickerForm, picture: Picture, heading: str, **more):
    context = {
        "heading": heading,
        "sentence": _("Rounds in %(period)s, as they were written down. Exact numbers, for the team only.")
        % {"period": picture.period.label},
        "picker": form,
        "picture": picture,
        "stats": drawn.stats_of(picture),
        "charts": [
            drawn.rounds_by_month(picture),
            drawn.contacts_by_month(picture),
            drawn.seen_per_round(picture),
            drawn.broken_off_by_month(picture),
        ],
        **more,
    }
    return render(request, "outreach/season.html", context, status=form.status)
