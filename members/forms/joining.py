"""What somebody says who wants to join, and what the team decides."""

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.ui.context import language_of
from utsopi.ui.forms import BaseForm, Day

from .. import codes
from ..charter import Shown
from ..choices import TOLD, JoinedThrough, JoiningState
from ..models import Member
from .identity import length_of
from .reaching import ReachForm

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
    region = forms.ChoiceField(
        label=_("Where you are most"), choices=REGIONS, required=False
    )
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


class StaffJoinForm(JoinForm):
    """The same, written down by somebody of the team while she sits there; how she came is asked for."""

    without_source = JoinedThrough.UNKNOWN
    words = {
        "chosen_name": _("Chosen name"),
        "kind": _("As"),
        "region": _("Region"),
        "spoken": _("Language"),
        "through": _("Joined through"),
        "agreed": _("She read or heard the charter and what is kept, and agreed"),
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "may_write": _("She may be written to"),
        "write_name": _("Name to write to"),
        "may_call": _("She may be called"),
        "call_name": _("Name to ask for"),
        "may_leave_message": _("A message may be left for her"),
        "hours": _("When she can be reached"),
    }

    def __init__(self, data=None, *, shown: Shown | None):
        super().__init__(data, shown=shown)
        for name, label in self.words.items():
            self.fields[name].label = label
        self.fields["kind"].choices = [(ME, _("Sex worker")), (FRIEND, _("Ally"))]
        self.fields["through"].choices = [("", "–"), *JoinedThrough.choices]
        self.fields["region"].choices = [("", _("Not said")), *Region.choices]
        self.fields["through"].required = True
        self.fields["chosen_name"].help_text = _("It need not be the one on her papers.")
        self.order_fields(["chosen_name", "kind", "through", "region", "spoken", *self.REACH, "agreed"])


class CodeForm(BaseForm):
    """The code that she was given."""

    code = forms.CharField(
        label=_("Her code"),
        max_length=codes.LONGEST,
        help_text=_("Ten letters and digits in two halves. Capitals and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class StateForm(BaseForm):
    """Which requests the list shows."""

    state = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Those that wait")), ("all", _("All")), *JoiningState.choices],
        required=False,
    )


class WelcomeForm(BaseForm):
    """How her membership begins; what she said stands there to be put right."""

    on = forms.DateField(label=_("Member from"), widget=Day)
    is_sex_worker = forms.TypedChoiceField(
        label=_("As"),
        choices=[("1", _("Sex worker")), ("0", _("Ally"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    is_effective = forms.BooleanField(label=_("Effective member"), required=False)
    region = forms.ChoiceField(
        label=_("Region"), choices=[("", _("Not said")), *Region.choices], required=False
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    joined_through = forms.ChoiceField(label=_("Joined through"), choices=JoinedThrough.choices)
    before = forms.CharField(
        label=_("Number she had before"),
        max_length=40,
        required=False,
        help_text=_("Only where she was a member before: then it is a second interval of the same number."),
    )

    def __init__(self, data=None, *, joining=None):
        first = {"on": timezone.localdate()}
        if joining is not None:
            names = ("is_effective", "region", "language", "joined_through")
            first |= {name: getattr(joining, name, False) for name in names}
            first["is_sex_worker"] = "1" if joining.is_sex_worker else "0"
        super().__init__(data, initial=first)
        self.fields["on"].validators.append(MaxValueValidator(timezone.localdate()))

    def clean_before(self) -> Member | None:
        number = self.cleaned_data["before"].strip()
        found = Member.objects.filter(reference=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("There is no member with this number."))
        return found
