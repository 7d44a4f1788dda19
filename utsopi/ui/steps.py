"""Steps: a page that is worked on for long sends each change by itself as soon as it is made (static/js/steps.js).

The same address takes the same fields from a plain form. A step is told apart by its header; it is answered in
JSON, a form by the page it leads to. Whatever a step makes has a key that the browser made, so that a step that
is sent again makes nothing twice.
"""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class MadeKey(forms.UUIDField):
    """A key made by the browser: a random one (uuid4), because any other kind tells the time or the machine."""

    default_error_messages = {"random": _("This key is not a random one. Load the page again.")}

    def clean(self, value) -> UUID | None:
        key = super().clean(value)
        if key is not None and key.version != 4:
            raise ValidationError(self.error_messages["random"], code="random")
        return key


def is_step(request) -> bool:
    return request.headers.get("X-Step") == "1"


def kept(request, back: str, **facts):
    """The answer to what was saved: `facts` as JSON to a step, the page at `back` to a form."""
    return JsonResponse(facts) if is_step(request) else redirect(back)


def refused(form) -> JsonResponse:
    """The answer to a step that cannot be saved as it is: every field's errors in words, status 422."""
    return JsonResponse({"errors": form.errors.get_json_data(escape_html=False)}, status=422)
