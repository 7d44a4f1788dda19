"""What a host tells after her evening, and in which language a link speaks to her."""

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.ui.context import language_of
from utsopi.ui.forms import BaseForm

from ..choices import WishState
from ..models import Activity, Theme, Wish
from ..themes_offered import offered

MOST = 999
LONGEST = 200


class HostForm(BaseForm):
    """An empty count is not known; it is never a zero."""

    attendance = forms.IntegerField(
        label=gettext_lazy("How many came?"), min_value=0, max_value=MOST, required=False
    )
    first_timers = forms.IntegerField(
        label=gettext_lazy("For how many was it the first time?"), min_value=0, max_value=MOST, required=False
    )
    themes = forms.ModelMultipleChoiceField(queryset=Theme.objects.none(), required=False)
    own_words = forms.CharField(max_length=LONGEST, required=False)
    wish = forms.CharField(max_length=Wish._meta.get_field("text").max_length, required=False)
    taken_back = forms.ModelMultipleChoiceField(queryset=Wish.objects.none(), required=False)

    def __init__(self, data=None, *, activity: Activity):
        counts = {"attendance": activity.attendance, "first_timers": activity.first_timers}
        super().__init__(data, initial=counts)
        self.fields["themes"].queryset = Theme.objects.all()
        self.fields["taken_back"].queryset = activity.wishes.filter(state=WishState.OPEN).order_by("text")
        self._activity = activity

    @cached_property
    def chips(self) -> list[tuple[str, str, bool]]:
        """Key, name, and whether it is chosen: themes of this evening, and those that are used most."""
        return offered(self._activity, self.data.getlist("themes") if self.is_bound else None)

    @property
    def chosen(self) -> int:
        """How many themes are chosen."""
        return sum(is_on for _key, _name, is_on in self.chips)

    @property
    def wishes(self):
        """What was said so far and nobody took up yet."""
        return self.fields["taken_back"].queryset

    def clean(self):
        came, first = self.cleaned_data.get("attendance"), self.cleaned_data.get("first_timers")
        if came is not None and first is not None and first > came:
            self.add_error("first_timers", _("More people for the first time than people who came."))
        return self.cleaned_data

    @property
    def facts(self) -> dict:
        """What tell_how_it_was() takes."""
        said = self.cleaned_data
        return {
            "attendance": said["attendance"],
            "first_timers": said["first_timers"],
            "themes": said["themes"],
            "names": [name for name in said["own_words"].split(",") if name.strip()],
            "wished": said["wish"],
            "taken_back": said["taken_back"],
        }


class HostLinkForm(BaseForm):
    """Which language the host reads best."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the host"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        spoken = [language_of(code) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [(each["code"], each["name"]) for each in spoken]
