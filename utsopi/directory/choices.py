"""Vocabularies that all wings share. A stored code never changes; its label may."""

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    BRUSSELS = "brussels", _("Brussels")
    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    ABROAD = "abroad", _("Abroad")


UNKNOWN = "unknown"
UNKNOWN_LABEL = pgettext_lazy("a value nobody wrote down", "Unknown")
OTHER_LANGUAGE = "other"


def region_label(code: str) -> str:
    """The region's name; an empty code and `unknown` are the row of those whose region is not known."""
    return str(Region(code).label) if code in Region.values else str(UNKNOWN_LABEL)


def language_label(code: str) -> str:
    """The language's name in the language that is switched on; an unlisted code stays as it is."""
    if code == OTHER_LANGUAGE:
        return gettext("Another language")
    name = LANG_INFO.get(code, {}).get("name")
    return gettext(name) if name else code
