"""Promises to come back to somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record

from ..choices import Way
from .log import Request


class CallBacks(models.QuerySet):
    def due(self, owner, day):
        """What this account (or its key) promised to do on that day or before, and has not."""
        return self.filter(owner=owner, done_on=None, due_on__lte=day)


class CallBack(Record):
    """A promise: on `due_on`, in the way and at the hours she called safe. Made only after "told and agreed".

    Number or address and hours are sealed; the whole row goes 30 days after `done_on`, and a year after `due_on` at
    the latest. `owner` keeps the promise; without one it is everybody's. Where she comes back herself there is
    nothing to reach her by.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="call_backs")
    due_on = models.DateField(_("due on"))
    way = models.CharField(_("safe way"), max_length=10, choices=Way)
    reach = SealedField(_("number or address"), max_length=120, null=True)
    hours = SealedField(_("safe hours, and what to say"), max_length=200, null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="call_backs"
    )
    agreed_text = models.CharField(_("text she agreed to"), max_length=20)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = CallBacks.as_manager()
    privacy = Declares(
        "Keeping a promise in the way that is safe for her.",
        Kept.CALL_BACK,
        identifying="reach hours",
        coded="due_on way agreed_text done_on",
        plumbing="id request owner",
    )

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="call_back_way_known"),
            models.CheckConstraint(condition=~Q(agreed_text=""), name="call_back_told_and_agreed"),
            models.CheckConstraint(
                condition=Q(way=Way.SHE_COMES, reach__isnull=True)
                | (~Q(way=Way.SHE_COMES) & Q(reach__isnull=False)),
                name="call_back_reach_iff_we_call",
                violation_error_message=_("Without a number or an address there is no way to reach her."),
            ),
        ]
        indexes = [models.Index(fields=["done_on", "due_on"], name="call_back_due")]
