"""A topic by its code, as the chips send it."""

from django import forms
from django.db.models import CharField

from utsopi.ready import Blank, Ready

from ..models import Listing, Topic

BY_CODE = Ready(
    lambda: Listing.objects.select_related("topic", "category").filter(topic__code=Blank("code", CharField))
)


def topic_called(code: str) -> Topic | None:
    """The topic of that code, which knows already where it is listed; one statement."""
    listings = BY_CODE.all(code=code)
    if not listings:  # listed nowhere any more: the verbs say so
        return Topic.objects.filter(code=code).first()
    topic = listings[0].topic
    topic.listed = {listing.service: listing for listing in listings}
    return topic


class TopicField(forms.CharField):
    """Gives the Topic, offered or not: the verbs know at which door and on which day it is."""

    default_error_messages = {
        "invalid_choice": forms.ModelChoiceField.default_error_messages["invalid_choice"]
    }

    def clean(self, value) -> Topic | None:
        code = super().clean(value)
        found = topic_called(code) if code else None
        if code and found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found
