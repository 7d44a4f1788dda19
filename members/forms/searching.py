"""What the list of members can be narrowed to, and the day and the period of the pages that lead into it."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region, Speaks
from utsopi.ui.finder import FinderForm
from utsopi.ui.forms import BaseForm, Day, PlainSelect

from ..choices import JoinedThrough, MandateKind, Side, Status
from ..searching import Wanted

YES, NO = "yes", "no"
IS = {YES: True, NO: False}


class MembersForm(FinderForm):
    """Every field may stay empty."""

    in_sight = "number"
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[\w.:+-]+\Z", _("A number has letters, digits and hyphens only."))],
        help_text=_("How it begins is enough."),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, widget=PlainSelect)
    day = forms.DateField(label=_("On the day"), required=False, widget=Day)
    region = forms.ChoiceField(label=_("Region"), required=False, widget=PlainSelect)
    language = forms.ChoiceField(label=_("Language"), required=False, widget=PlainSelect)
    source = forms.ChoiceField(label=_("Joined through"), required=False, widget=PlainSelect)
    mandate = forms.ChoiceField(label=_("Mandate"), required=False, widget=PlainSelect)
    effective = forms.ChoiceField(label=_("Effective or adherent"), required=False, widget=PlainSelect)
    kind = forms.ChoiceField(label=_("As"), required=False, widget=PlainSelect)
    start = forms.DateField(label=_("First day"), required=False, widget=Day)
    end = forms.DateField(label=_("Last day"), required=False, widget=Day)

    def __init__(self, data):
        super().__init__(data)
        anything = gettext("Anything")
        choices = {
            "status": [("", gettext("Everybody")), *Status.choices],
            "region": [("", gettext("Anywhere")), *Region.choices, (UNKNOWN, UNKNOWN_LABEL)],
            "language": [
                ("", anything),
                *Speaks.choices,
                (Side.NEITHER, gettext("Neither French nor Dutch")),
            ],
            "source": [("", anything), *JoinedThrough.choices],
            "mandate": [("", gettext("With or without")), *MandateKind.choices],
            "effective": [("", gettext("Both")), (YES, gettext("Effective")), (NO, gettext("Adherent"))],
            "kind": [("", gettext("Both")), (YES, gettext("Sex worker")), (NO, gettext("Ally"))],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs

    def wanted(self) -> Wanted:
        """What was asked for; of a form that is valid only."""
        asked = self.cleaned_data
        return Wanted(
            today=self.today,
            **{
                name: asked[name]
                for name in ("number", "status", "day", "start", "end", "language", "source")
            },
            mandate=asked["mandate"],
            region={"": None, UNKNOWN: ""}.get(asked["region"], asked["region"]),
            effective=IS.get(asked["effective"]),
            sex_worker=IS.get(asked["kind"]),
        )


class DayForm(BaseForm):
    """One day; today where none is asked for."""

    day = forms.DateField(label=_("Day"), required=False, widget=Day)
