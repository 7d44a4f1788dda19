"""The members' vocabularies."""

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


# the words read to a member before anything about her is written down (templates/members/told.html); what she
# heard is kept as this version, so that whoever heard older words can be asked again
TOLD = "2026-11"
