"""Narrowing the list of what takes place."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.ui.forms import BaseForm

from ..choices import ActivityStatus, Kind
from ..models import Activity


def _any_of(choices) -> list:
    return [("", _("All")), *choices]


class FindForm(BaseForm):
    """Every choice may be left; the year is this one then."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_any_of(Kind.choices))
    status = forms.ChoiceField(
        label=_("How it stands"), required=False, choices=_any_of(ActivityStatus.choices)
    )
    region = forms.ChoiceField(label=_("Region"), required=False, choices=_any_of(Region.choices))
    city = forms.ChoiceField(label=_("City"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data):
        super().__init__(data)
        days = Activity.objects.order_by().values_list("city", "starts_on__year").distinct()
        found = list(days)
        this = timezone.localdate().year
        years = {year for _city, year in found} | {this}
        self.fields["city"].choices = _any_of(
            [(city, city) for city in sorted({c for c, _y in found} - {""})]
        )
        self.fields["year"].choices = [("", this), *((y, y) for y in sorted(years - {this}, reverse=True))]

    @property
    def year_shown(self) -> int:
        return self.cleaned_data.get("year") or timezone.localdate().year

    def found(self):
        """What fits all that was chosen but the year."""
        chosen = ("kind", "status", "region", "city")
        said = {name: self.cleaned_data[name] for name in chosen if self.cleaned_data.get(name)}
        return Activity.objects.filter(**said)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("kind", "status", "region", "city"))
