"""The support log's vocabularies; categories and topics are records, because the coordinator edits them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Service(models.TextChoices):
    """The two doors: the afternoon at the office, and everything that arrives by phone and mail."""

    OPEN_HOUSE = "open_house", _("Open House")
    HELPDESK = "helpdesk", _("Helpdesk")


class Channel(models.TextChoices):
    OPEN_HOUSE = "open_house", _("Open House")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    MESSAGING = "messaging", _("Messaging")

    @property
    def service(self) -> Service:
        return Service.OPEN_HOUSE if self is Channel.OPEN_HOUSE else Service.HELPDESK


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(models.TextChoices):
    OPEN = "open", _("Still open")
    HANDLED = "handled", _("Answered in the house")
    WITH_PARTNER = "with_partner", _("Answered with a partner")
    REFERRED = "referred", _("Passed on")


NAMES_ORGANISATIONS = (Outcome.WITH_PARTNER, Outcome.REFERRED)


class FirstThisYear(models.TextChoices):
    YES = "yes", _("Yes, first time this year")
    NO = "no", _("No, came before this year")


class Origin(models.TextChoices):
    """Only the group is kept: a country could be a name."""

    BELGIUM = "belgium", _("Belgium")
    EU = "eu", _("Elsewhere in the EU")
    NON_EU = "non_eu", _("Outside the EU")


# the other 26 members of the European Union, ISO 3166 alpha-2 (official-journal list since 2020-02-01)
OTHER_EU = frozenset(
    (
        *("AT", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT"),
        *("LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


def origin_of_country(alpha2: str) -> Origin:
    """The group of a country given by its two capital letters."""
    if alpha2 == "BE":
        return Origin.BELGIUM
    return Origin.EU if alpha2 in OTHER_EU else Origin.NON_EU
