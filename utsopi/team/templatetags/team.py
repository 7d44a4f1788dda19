"""For pages about passkeys."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value) -> str:
    """What a browser needs for a passkey, as the text of a data attribute; the template escapes it."""
    return json.dumps(value)
