"""What is asked to make a report, and to bring records in."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.periods import NoPeriod, Period
from utsopi.ui.forms import BaseForm, periods_of

from . import uploads
from .making import Format

LARGEST_UPLOAD = 20 * 2**20  # bytes; a year of the union is a twentieth of a megabyte
MOST_FILES = 30


class ReportForm(BaseForm):
    """Which report to make. `years` are those that can be chosen, newest first."""

    period = forms.ChoiceField(label=_("Period"))
    region = forms.ChoiceField(label=_("Region"), required=False)
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.OFFICE_LANGUAGES)
    file_format = forms.ChoiceField(label=_("Kind of file"), choices=Format.choices)

    def __init__(self, data=None, *, years: list[int]):
        first = {"period": str(years[0]), "language": get_language(), "file_format": Format.PDF}
        super().__init__(data, initial=first)
        self.fields["period"].choices = [(str(year), periods_of(year)) for year in years]
        self.fields["region"].choices = [("", _("All regions")), *Region.choices, (UNKNOWN, UNKNOWN_LABEL)]

    def clean_period(self) -> str:
        try:
            return Period.parse(self.cleaned_data["period"]).code
        except NoPeriod as error:
            raise forms.ValidationError(str(error)) from error


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleans to a list."""

    widget = SeveralFiles

    def clean(self, data, initial=None) -> list:
        several = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in several or [None]]


class UploadForm(BaseForm):
    """A workbook to bring in: one .xlsx, or the .csv files of its sheets."""

    files = FilesField(
        label=_("Workbook"),
        help_text=_("One .xlsx file, or the .csv files of its sheets, chosen together. 20 MB at most."),
        widget=SeveralFiles(attrs={"accept": ",".join(uploads.ENDINGS)}),
    )

    def clean_files(self) -> list:
        files = self.cleaned_data["files"]
        endings = {"." + file.name.lower().rpartition(".")[2] for file in files}
        if len(files) > MOST_FILES or sum(file.size for file in files) > LARGEST_UPLOAD:
            raise forms.ValidationError(_("This is more than 20 MB or 30 files. Send a year at a time."))
        if not endings <= set(uploads.ENDINGS):
            raise forms.ValidationError(_("Send an .xlsx workbook or .csv files."))
        if len(files) > 1 and endings != {".csv"}:
            raise forms.ValidationError(_("Send one workbook at a time, or the .csv files of one."))
        if len({file.name.lower() for file in files}) < len(files):
            raise forms.ValidationError(_("Two of these files have the same name."))
        return files
