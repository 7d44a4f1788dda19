"""A topic by its code, as the chips send it."""

from django import forms
from django.db.models import CharField

from utsopi.ready import Blank, Ready

from ..models import Topic

BY_CODE = Ready(lambda: Topic.objects.filter(code=Blank("code", CharField)))


class TopicField(forms.CharField):
    """Gives the Topic, offered or not: the verbs know at which door and on which day it is."""

    default_error_messages = {
        "invalid_choice": forms.ModelChoiceField.default_error_messages["invalid_choice"]
    }

    def clean(self, value) -> Topic | None:
        code = super().clean(value)
        found = BY_CODE.first(code=code) if code else None
        if code and found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found
