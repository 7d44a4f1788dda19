"""What is asked about a topic, a category, two that are one, and a guide."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm, Day

from ..actions.topics import LANGUAGES
from ..choices import SORT_LATER, Service
from ..models import Category, Guide, Topic

SHORTEST_HINT = _("Where the label is long. About 18 characters fit.")
LONGEST_SHORT = 24
WORDS_FIRST = ["label_en", "label_fr", "label_nl", "from_on"]


def _label(language) -> forms.CharField:
    return forms.CharField(label=language, max_length=120)


def _short(language) -> forms.CharField:
    return forms.CharField(label=language, max_length=LONGEST_SHORT, required=False)


class WordedForm(BaseForm):
    """Words in the languages of the office, and from when until when it is offered."""

    label_en = _label(_("Label in English"))
    label_fr = _label(_("Label in French"))
    label_nl = _label(_("Label in Dutch"))
    short_en = _short(_("On the button, in English"))
    short_fr = _short(_("On the button, in French"))
    short_nl = _short(_("On the button, in Dutch"))
    valid_from = forms.DateField(label=_("Offered from"), required=False, widget=Day)
    valid_to = forms.DateField(label=_("Offered until"), required=False, widget=Day)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["short_en"].help_text = SHORTEST_HINT

    def labels(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"label_{language}"] for language in LANGUAGES}

    def shorts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"short_{language}"] for language in LANGUAGES}


class RewordedForm(forms.Form):
    """Since when words that were changed hold."""

    from_on = forms.DateField(
        label=_("New words hold from"),
        required=False,
        widget=Day,
        help_text=_(
            "Tables of periods that ended before keep the old words. Empty: it was a mistake, and all tables change."
        ),
    )


class CategoryForm(WordedForm):
    """A new category."""

    service = forms.ChoiceField(label=_("Door"), choices=Service)
    field_order = ["service"]


class CategoryChangeForm(RewordedForm, WordedForm):
    """A category that is there."""

    field_order = WORDS_FIRST


class TopicForm(WordedForm):
    """A new topic. One category of each door may list it."""

    open_house = forms.ModelChoiceField(None, label=_("At the Open House under"), required=False)
    helpdesk = forms.ModelChoiceField(None, label=_("At the helpdesk under"), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("Never kept beside a code or a word: it is logged apart, on an anonymous visit."),
    )
    is_urgent = forms.BooleanField(
        label=_("Whom to call is shown at once"),
        required=False,
        help_text=_("The text is that of the topic’s guide."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for service in Service:
            offered = Category.objects.filter(service=service).exclude(code=SORT_LATER)
            self.fields[service.value].queryset = offered
            self.fields[service.value].empty_label = _("not offered there")

    def categories(self) -> list[Category]:
        found = (self.cleaned_data[service.value] for service in Service)
        return [category for category in found if category]


class TopicChangeForm(RewordedForm, TopicForm):
    """A topic that is there."""

    field_order = WORDS_FIRST


class MergeForm(BaseForm):
    kept = forms.ModelChoiceField(None, to_field_name="code", label=_("It is the same as"), empty_label="")
    on = forms.DateField(label=_("From"), initial=timezone.localdate, widget=Day)

    def __init__(self, *args, gone: Topic, **kwargs):
        super().__init__(*args, **kwargs)
        others = Topic.objects.filter(merged_into=None).exclude(code__in=[SORT_LATER, gone.code])
        self.fields["kept"].queryset = others


class GuideForm(BaseForm):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=Guide._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("As it is copied into an answer. Empty takes the guide away."),
    )
