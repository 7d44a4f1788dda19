"""What is asked after something took place: how many came, what it was about, what was wished for."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member
from utsopi.ui.forms import BaseForm, Day

from ..choices import GivenBy, Kind, WishState
from ..models import Activity, Theme, Wish
from .activities import DoubtfulForm

MOST = 9_999_999
A_MONTH = timedelta(days=30)
LANGUAGES = (
    ("en", "English"),
    ("fr", "français"),
    ("nl", "Nederlands"),
    ("es", "español"),
    ("pt", "português"),
    ("ro", "română"),
    ("sq", "shqip"),
)


def _count(label, **more) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, **more)


class AfterForm(DoubtfulForm):
    """An empty count is not known; it is never a zero."""

    attendance = _count(_("People present"))
    first_timers = _count(_("of those, there for the first time"))
    sex_workers = _count(_("of those, sex workers"))
    non_members = _count(_("of those, not members"))
    is_not_counted = forms.BooleanField(label=_("Nobody counted"), required=False)
    is_estimated = forms.BooleanField(label=_("This is an estimate"), required=False)
    estimate_reason = forms.CharField(
        label=_("How it was estimated"),
        required=False,
        max_length=Activity._meta.get_field("estimate_reason").max_length,
    )
    themes = forms.ModelMultipleChoiceField(label=_("Themes"), queryset=Theme.objects.all(), required=False)
    own_words = forms.CharField(
        label=_("Other themes"),
        required=False,
        max_length=400,
        help_text=_("In your own words, parted by commas."),
    )
    wish = forms.CharField(
        label=_("The team should …"),
        required=False,
        max_length=Wish._meta.get_field("text").max_length,
        help_text=_("What was asked for. It becomes a task; no names."),
    )

    def __init__(self, data=None, *, activity: Activity):
        names = ("attendance", "first_timers", "sex_workers", "non_members")
        more = ("is_not_counted", "is_estimated", "estimate_reason")
        known = {name: getattr(activity, name) for name in (*names, *more)}
        if is_evening_for_sex_workers(activity) and activity.sex_workers == activity.attendance:
            known["sex_workers"] = None
        super().__init__(data, initial=known)
        if activity.kind == Kind.LISTEN_TO_YOU:
            self.fields["sex_workers"].help_text = _("Empty: all of them.")
        else:
            for name in ("first_timers", "themes", "own_words", "wish"):
                del self.fields[name]

    def clean(self):
        said = self.cleaned_data
        counted = any(said.get(name) is not None for name in ("attendance", "first_timers", "sex_workers"))
        if said.get("is_not_counted") and counted:
            self.add_error("is_not_counted", _("It says that nobody counted, and gives a count."))
        if said.get("is_estimated") and not said.get("estimate_reason"):
            self.add_error("estimate_reason", _("Say in a few words how it was estimated."))
        return said

    def counts(self) -> dict:
        """What was said of how many, for the verb."""
        not_counts = ("themes", "own_words", "wish", "seen")
        return {name: value for name, value in self.cleaned_data.items() if name not in not_counts}

    def names(self) -> list[str]:
        """Themes in own words."""
        return [name for name in self.cleaned_data["own_words"].split(",") if name.strip()]


def is_evening_for_sex_workers(activity: Activity) -> bool:
    return activity.kind == Kind.LISTEN_TO_YOU and activity.audience == "sex_workers"


class InviteForm(BaseForm):
    """An invitation phrase to hand on."""

    language = forms.ChoiceField(label=_("Language of the words"), choices=LANGUAGES, initial="fr")
    given_by = forms.ChoiceField(
        label=_("Handed on"),
        choices=[(GivenBy.TEAM, GivenBy.TEAM.label), (GivenBy.ROUND, GivenBy.ROUND.label)],
    )
    ends_on = forms.DateField(label=_("Good until"), widget=Day)

    def __init__(self, data=None, **more):
        until = timezone.localdate() + A_MONTH
        super().__init__(data, initial={"ends_on": until} | more.pop("initial", {}), **more)

    def clean_ends_on(self):
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError(_("A day from today on, within a year."))
        return day


class ThemeForm(BaseForm):
    name = forms.CharField(label=_("Theme"), max_length=Theme._meta.get_field("name").max_length)


class MergeThemeForm(BaseForm):
    kept = forms.ModelChoiceField(None, label=_("It is the same as"), empty_label="")

    def __init__(self, *args, gone: Theme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = Theme.objects.exclude(pk=gone.pk)


class OwnerForm(BaseForm):
    owner = forms.ModelChoiceField(None, label=_("Whose task it is"), empty_label="")

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class AnswerForm(BaseForm):
    state = forms.ChoiceField(
        label=_("How it stands"),
        choices=[(WishState.DONE, WishState.DONE.label), (WishState.NOT_NOW, WishState.NOT_NOW.label)],
    )
    answer = forms.CharField(
        label=_("What became of it"),
        max_length=Wish._meta.get_field("answer").max_length,
        help_text=_("As it is told at the next evening."),
    )


class AllowanceForm(BaseForm):
    """By number: a member's name is asked for nowhere."""

    number = forms.CharField(label=_("Number of the member"), max_length=40)
    amount = forms.DecimalField(
        label=_("Amount in euros"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2
    )

    def clean_number(self) -> Member:
        member = Member.objects.filter(reference__iexact=self.cleaned_data["number"].strip()).first()
        if member is None:
            raise forms.ValidationError(_("No member has this number."))
        return member


class PaidForm(BaseForm):
    paid_on = forms.DateField(label=_("Paid on"), widget=Day, initial=timezone.localdate)
