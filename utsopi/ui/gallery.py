"""Made-up samples for the gallery page."""

from datetime import date

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from utsopi.directory.choices import Region

from .forms import BaseForm, Day, PickerForm
from .tables import Column, Table

SPARK = SafeString(
    '<svg viewBox="0 0 150 30" width="150" height="30" aria-hidden="true">'
    + "".join(
        f'<rect class="{"c1" if n == 8 else "c2"}" x="{13 * n}" y="{30 - height}" width="11" height="{height}"/>'
        for n, height in enumerate((22, 20, 20, 22, 30, 22, 17, 10, 15))
    )
    + "</svg>"
)
PICTURE = SafeString(
    '<svg viewBox="0 0 600 120" role="img" aria-label="3, 2, 1">'
    + "".join(
        f'<rect class="{css}" x="0" y="{40 * n + 8}" width="{width}" height="20"/>'
        f'<text x="{width + 8}" y="{40 * n + 23}" font-size="14">{count}</text>'
        for n, (css, width, count) in enumerate((("c1", 450, 3), ("c2", 300, 2), ("c3", 150, 1)))
    )
    + "</svg>"
)


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
        columns, rows, _("People by region"), total={"region": _("All"), "people": 1290, "day": None}
    )


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
        "form": SampleForm(),
        "wrong_form": SampleForm({"day": "31 February", "region": ""}, prefix="w", auto_id="w_%s"),
        "spark": SPARK,
        "picture": PICTURE,
    }
