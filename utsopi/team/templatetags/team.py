"""For pages about passkeys, and for one's own page."""

import json

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def as_json(value) -> str:
    """What a browser needs for a passkey, as the text of a data attribute; the template escapes it."""
    return json.dumps(value)


@register.filter
def moment(at) -> str:
    """Day and time as the language writes them, without the year; empty for None."""
    if at is None:
        return ""
    here = localtime(at)
    return f"{date_format(here, 'MONTH_DAY_FORMAT')}, {date_format(here, 'TIME_FORMAT')}"
