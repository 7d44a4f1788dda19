"""The members' vocabularies."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN_LABEL


class JoinedThrough(models.TextChoices):
    LISTEN_TO_YOU = "listen_to_you", _("Listen To You")
    OPEN_HOUSE = "open_house", _("Open House")
    OUTREACH = "outreach", _("Outreach")
    PUBLIC_EVENT = "public_event", _("Public event")
    WEBSITE = "website", _("Website")
    WORD_OF_MOUTH = "word_of_mouth", _("Word of mouth")
    UNKNOWN = "unknown", UNKNOWN_LABEL


class LeftBecause(models.TextChoices):
    ASKED = "asked", _("She asked to leave")
    MOVED_ON = "moved_on", _("She does other work now")
    NO_CONTACT = "no_contact", _("No contact for two years")
    EXCLUDED = "excluded", _("Decided by the assembly")
    OTHER = "other", _("Another reason")


class NameOnLists(models.TextChoices):
    """Under which name she stands on a list that others see, as on the sheet of an assembly."""

    NUMBER = "number", _("My number only")
    CHOSEN = "chosen", _("The name I chose")
    LEGAL = "legal", _("My name by law")


class JoiningState(models.TextChoices):
    ASKED = "asked", _("Asked to join")
    TO_TALK = "to_talk", _("Invited to talk first")
    WELCOMED = "welcomed", _("Welcomed")
    DECLINED = "declined", _("Declined")


# requests that wait for an answer, or for a talk
OPEN = (JoiningState.ASKED, JoiningState.TO_TALK)


class MandateKind(models.TextChoices):
    BOARD = "board", _("Board")
    HOST = "host", _("Host of evenings")
    WORKING_GROUP = "group", _("Working group")


class PresentAs(models.TextChoices):
    PRESENT = "present", _("Present")
    BY_PROXY = "by_proxy", _("By proxy")


# the words read to a member before anything about her is written down (templates/members/told.html); what she
# heard is kept as this version, so that whoever heard older words can be asked again
TOLD = "2026-11"

# who somebody is stays known so long after she left or was declined; without a decision so long after she asked; and
# after so long a wait the team is reminded
KEPT = timedelta(days=30)
ANSWERED_WITHIN = timedelta(days=180)
REMINDED_AFTER = timedelta(days=30)

# fields of who she is: what is sealed, and the ways in which she may be reached
SEALED = ("chosen_name", "legal_name", "email", "phone", "write_name", "call_name", "hours")
ALLOWED = ("may_write", "may_call", "may_leave_message")


class Status(models.TextChoices):
    """How somebody stands to the union, and what she did in a period; what the list is narrowed to."""

    MEMBER = "member", _("Member on the day")
    LEFT = "left", _("No member any more")
    ASKED = "asked", _("Asked to join")
    JOINED = "joined", _("Joined in the period")
    REJOINED = "rejoined", _("Came back in the period")
    WENT = "went", _("Left in the period")


class Side(models.TextChoices):
    """The sides of the house by language: French, Dutch, and everybody who speaks neither with us."""

    FRENCH = "fr", _("French")
    DUTCH = "nl", _("Dutch")
    NEITHER = "neither", _("Another language")
