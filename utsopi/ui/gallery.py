"""Made-up samples for the gallery page."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from utsopi.directory.choices import Region

from .charts import SCREEN, Bar, bars, sparkline
from .forms import BaseForm, Day, PickerForm
from .tables import Column, Table


class SampleForm(BaseForm):
    day = forms.DateField(label=_("Day"), widget=Day)
    region = forms.ChoiceField(label=_("Region"), choices=Region.choices)
    note = forms.CharField(label=_("Note"), required=False, help_text=_("No names, numbers or addresses."))
    file = forms.FileField(label=_("Workbook"), required=False, help_text=_("An .xlsx file, 10 MB at most."))
    where = forms.ChoiceField(label=_("Lives or works"), choices=Region.choices, widget=forms.RadioSelect)
    agreed = forms.BooleanField(label=_("Only try, change nothing"), required=False)


def table() -> Table:
    rows = [
        {"region": _("Brussels"), "people": 1250, "day": date(2024, 3, 1), "address": "#content"},
        {"region": _("Flanders"), "people": 40, "day": date(2024, 4, 22), "address": ""},
        {"region": _("Wallonia"), "people": None, "day": None, "address": ""},
    ]
    columns = [
        Column("region", _("Region"), link="address"),
        Column("people", _("People"), numeric=True, hint=_("at most")),
        Column("day", _("First day")),
    ]
    return Table(
        columns,
        rows,
        _("People by region"),
        total={"region": pgettext("the row of a total", "All"), "people": 1290, "day": None},
    )


def picture():
    rows = [
        Bar(_("Brussels"), 30, "30"),
        Bar(_("Flanders"), 20, "20"),
        Bar(_("Unknown"), 5, "5", kind="rest"),
    ]
    return bars(rows, theme=SCREEN, width=600, title=_("Requests by region"), desc=_("Brussels leads."))


def spark(prefix: str):
    heights = (22, 20, 20, 22, 30, 22, 17, 10, 15)
    return sparkline(heights, theme=SCREEN, width=150, height=30, title=_("By month"), prefix=prefix)


def jobs() -> list[dict]:
    return [
        {"state": "queued", "step": "", "done": 0, "total": 0, "message": ""},
        {"state": "running", "step": _("Counting"), "done": 3, "total": 8, "message": _("Chapter 3 of 8")},
        {"state": "done", "step": "", "done": 8, "total": 8, "message": _("The report is ready.")},
        {"state": "failed", "step": "", "done": 3, "total": 8, "message": ""},
    ]


def everything(query) -> dict:
    return {
        "picker_form": PickerForm(query or None, years=[2024, 2023]),
        "table": table(),
        "no_rows": Table(table().columns, [], _("Nobody yet"), empty=_("Nobody was counted in these days.")),
        "facts": [
            (_("State"), _("Draft")),
            (_("First day"), date(2024, 1, 1)),
            (_("Pages"), 27),
            (_("By"), None),
        ],
        "jobs": [{"job": job, "id": f"job-{job['state']}"} for job in jobs()],
        "form": SampleForm(auto_id="s_%s"),
        "wrong_form": SampleForm({"day": "31 February", "region": ""}, prefix="w", auto_id="w_%s"),
        "sparks": [spark(f"spark-{n}") for n in range(3)],
        "picture": picture(),
    }
