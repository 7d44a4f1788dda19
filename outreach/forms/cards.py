"""What is said about cards: how many to make, which one goes to somebody, which one was lost."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm

from ..actions.vouchers import MOST_AT_ONCE
from .day import CardField


class MakeForm(BaseForm):
    """How many cards are made at once."""

    count = forms.IntegerField(label=_("How many new cards"), min_value=1, max_value=MOST_AT_ONCE)


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations offered, refused in our own words."""

    def to_python(self, value) -> Organisation | None:
        try:
            return super().to_python(value)
        except ValidationError as error:  # Django's own words are about UUIDs
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class HandForm(BaseForm):
    """`organisation` is the partner whose quota it counts for; nobody's where it is left out."""

    card = CardField()
    organisation = OrganisationField(
        Organisation.objects.all(),
        required=False,
        error_messages={"invalid_choice": _("This organisation is not there any more. Load the page again.")},
    )


class LostForm(BaseForm):
    card = CardField()
