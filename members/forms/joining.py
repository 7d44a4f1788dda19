"""What somebody says who wants to join."""

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.ui.context import language_of

from .. import codes
from ..charter import Shown
from ..choices import TOLD, JoinedThrough
from .reaching import ReachForm, length_of

DO_NOT_SAY = ("", _("I would rather not say"))
ME, FRIEND = "me", "friend"
# in the words of whoever reads them, not of those who count
REGIONS = [
    DO_NOT_SAY,
    (Region.BRUSSELS, _("Brussels")),
    (Region.FLANDERS, _("Flanders")),
    (Region.WALLONIA, _("Wallonia")),
    (Region.ABROAD, _("Abroad")),
]
SOURCES = [
    DO_NOT_SAY,
    (JoinedThrough.LISTEN_TO_YOU, _("At an evening")),
    (JoinedThrough.OPEN_HOUSE, _("On an open afternoon")),
    (JoinedThrough.OUTREACH, _("You came to where I was")),
    (JoinedThrough.PUBLIC_EVENT, _("At a public event")),
    (JoinedThrough.WORD_OF_MOUTH, _("From somebody I know")),
    (JoinedThrough.WEBSITE, _("On the internet")),
]
LANGUAGES = [(code, language_of(code)["name"]) for code, _name in settings.LANGUAGES]


class JoinForm(ReachForm):
    """A chosen name, and what she agrees to; all else only if she wants. `code` is offered by the page, signed."""

    chosen_name = forms.CharField(
        label=_("The name you want"),
        max_length=length_of("chosen_name"),
        help_text=_("Any name. It need not be the one on your papers."),
    )
    kind = forms.ChoiceField(
        label=_("You come…"),
        choices=[(ME, _("for myself")), (FRIEND, _("to support the others"))],
        initial=ME,
        widget=forms.RadioSelect,
        required=False,
    )
    region = forms.ChoiceField(label=_("Where you are most"), choices=REGIONS, required=False)
    spoken = forms.ChoiceField(label=_("The language you like best"), choices=LANGUAGES, required=False)
    through = forms.ChoiceField(
        label=_("How you heard of us"),
        choices=SOURCES,
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("I read this, and I agree"),
        error_messages={"required": _("Without your yes we may not keep anything.")},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("chosen_name", *ReachForm.REACH, "kind", "region", "spoken", "through", "agreed")

    def __init__(self, data=None, *, shown: Shown | None):
        """`shown` is the charter that the page shows, None where there is none."""
        self.shown = shown
        first = {"version": self._version, "code": codes.offer(), "spoken": get_language()}
        super().__init__(data, initial=first)
        for name in ("chosen_name", "email", "phone", "hours", "write_name", "call_name"):
            self.fields[name].widget.attrs.update(
                autocomplete="off", autocapitalize="none", spellcheck="false"
            )

    @property
    def _version(self) -> str:
        return self.shown.charter.version if self.shown else ""

    @cached_property
    def offered(self) -> str:
        """The code that was offered to her; a new one where that is none of ours."""
        return codes.taken_up(self.cleaned_data["code"])

    @property
    def has_more(self) -> bool:
        """Whether something stands in the folded parts, so that they stay open."""
        return self.is_bound and any(self[name].value() for name in (*self.REACH, "region", "through"))

    def clean_version(self) -> str:
        if self.cleaned_data["version"] != self._version:
            raise forms.ValidationError(
                gettext("The words that you agree to changed meanwhile. Please read them again.")
            )
        return self._version

    def facts(self) -> dict:
        """What actions.joining.ask() takes, besides code and who asks."""
        said = self.cleaned_data
        return {
            "identity": {"chosen_name": said["chosen_name"], "agreed_text": TOLD, **self.reach()},
            "region": said["region"],
            "language": said["spoken"] or get_language(),
            "joined_through": said["through"] or self.without_source,
            "is_sex_worker": said["kind"] != FRIEND,
            "charter": self.shown.charter if self.shown else None,
        }

    without_source = JoinedThrough.WEBSITE
