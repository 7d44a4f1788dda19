"""What is said while books are closed: why somebody who was told did not collect."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from ..choices import MissedBecause


class MissedForm(BaseForm):
    """A count and a code, of no card in particular. Below zero takes back what was said."""

    pieces = forms.IntegerField(label=_("How many"), min_value=-9999, max_value=9999)
    because = forms.ChoiceField(label=_("Why"), choices=MissedBecause)
