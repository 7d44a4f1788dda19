"""What is half done, and seen by whoever is doing it only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record

from ..choices import Service
from .afternoons import OpenHouseSession
from .log import Request


class Draft(Record):
    """A question at the Open House, or a request at the helpdesk, that is not confirmed yet.

    Its key is made by the browser and becomes that of the record it turns into. `codes` are what was chosen so far;
    what was typed is in `note`, sealed. On the Open House side `request` is the visitor it is about.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    door = models.CharField(max_length=10, choices=Service)
    session = models.ForeignKey(OpenHouseSession, on_delete=models.CASCADE, null=True, related_name="drafts")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, related_name="drafts")
    codes = models.JSONField(default=dict)
    note = SealedField(_("note"), max_length=400, null=True)
    begun_on = models.DateField(_("begun on"))

    privacy = Declares(
        "Losing nothing when the phone rings.",
        Kept.DAYS,
        identifying="note",
        coded="door codes begun_on",
        plumbing="id author session request",
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
