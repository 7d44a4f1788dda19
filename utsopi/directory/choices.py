"""Vocabularies that all wings share. A stored code never changes; its label may."""

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    BRUSSELS = "brussels", _("Brussels")
    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    ABROAD = "abroad", _("Abroad")


class Reach(models.TextChoices):
    """Where an organisation or a professional is there for people."""

    BRUSSELS = "brussels", _("Brussels")
    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    COUNTRY = "country", _("The whole country")
    ABROAD = "abroad", _("Abroad")


class Need(models.TextChoices):
    """What somebody may need help with."""

    LEGAL = "legal", _("Legal help")
    MONEY = "money", _("Money and taxes")
    HEALTH = "health", _("Health")
    TALKING = "talking", _("Somebody to talk to")
    HOUSING = "housing", _("Housing")
    MIGRATION = "migration", _("Migration")
    VIOLENCE = "violence", _("Violence")
    TRAFFICKING = "trafficking", _("Trafficking")
    POLICE = "police", _("Police and justice")
    DIGITAL = "digital", _("Digital safety")
    BANKING = "banking", _("Banking and insurance")
    RIGHTS = "rights", _("Union and rights")
    OTHER = "other", pgettext_lazy("a need", "Something else")


class Profession(models.TextChoices):
    """What a professional is whom the community recommends."""

    THERAPIST = "therapist", _("Therapist")
    ACCOUNTANT = "accountant", _("Accountant")
    LAWYER = "lawyer", _("Lawyer")
    INSURER = "insurer", _("Insurer")
    DOCTOR = "doctor", _("Doctor")
    OTHER = "other", pgettext_lazy("a profession", "Another profession")


class Speaks(models.TextChoices):
    """Languages that guides are written in and that organisations answer in."""

    FR = "fr", _("French")
    NL = "nl", _("Dutch")
    EN = "en", _("English")
    ES = "es", _("Spanish")
    PT = "pt", _("Portuguese")
    RO = "ro", _("Romanian")
    SQ = "sq", _("Albanian")
    BG = "bg", _("Bulgarian")
    HU = "hu", _("Hungarian")
    RU = "ru", _("Russian")
    TH = "th", _("Thai")
    ZH = "zh", _("Chinese")


UNKNOWN = "unknown"
UNKNOWN_LABEL = pgettext_lazy("a value nobody wrote down", "Unknown")
OTHER_LANGUAGE = "other"


def region_label(code: str) -> str:
    """The region's name; an empty code and `unknown` are the row of those whose region is not known."""
    return str(Region(code).label) if code in Region.values else str(UNKNOWN_LABEL)


def language_name(code: str) -> str:
    """The language's name inside a sentence, in the language that is switched on; an unlisted code stays as it is."""
    if code == OTHER_LANGUAGE:
        return gettext("Another language")
    name = LANG_INFO.get(code, {}).get("name")
    return gettext(name) if name else code


def language_label(code: str) -> str:
    """The same where it stands alone, as in a list."""
    return capfirst(language_name(code))
