"""Joining, as the team writes and decides it."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.ui.forms import BaseForm, Day

from .. import codes
from ..charter import Shown
from ..choices import JoinedThrough, JoiningState
from ..models import Member
from .joining import FRIEND, LANGUAGES, ME, JoinForm


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
        self.fields["through"].required = self.fields["kind"].required = True
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
