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


class Weekday(models.IntegerChoices):
    """As date.weekday() counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ClosedBecause(models.TextChoices):
    SUMMER = "summer", _("Summer break")
    HOLIDAY = "holiday", _("Holiday")
    OTHER = "other", _("Another reason")


class CancelledBecause(models.TextChoices):
    NOBODY_FREE = "nobody", _("None of us could be there")
    HOLIDAY = "holiday", _("Holiday")
    BUILDING = "building", _("The place could not be used")
    SAFETY = "safety", _("Safety")
    OTHER = "other", _("Another reason")


class ReopenedBecause(models.TextChoices):
    FORGOTTEN = "forgotten", _("A visitor was forgotten")
    MISTAKE = "mistake", _("Something was logged wrongly")
    TOO_EARLY = "too_early", _("It was ended too early")


class Way(models.TextChoices):
    """The way that she called safe."""

    CALL = "call", _("Call her")
    MESSAGE = "message", _("Send a message")
    EMAIL = "email", _("Write an e-mail")
    SHE_COMES = "she_comes", _("She comes back or calls herself")


class Colour(models.TextChoices):
    """What goes with a recognition word."""

    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    PURPLE = "purple", _("Purple")
    PINK = "pink", _("Pink")
    BROWN = "brown", _("Brown")
    BLACK = "black", _("Black")
    WHITE = "white", _("White")


# the topic that every list offers: sorted when there is time, and counted among what is to be finished
SORT_LATER = "sort_later"
