"""After an evening: what hosts tell by a link of their own, what becomes of wishes, and what hosts are owed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record

from ..choices import WishState
from .activities import Activity
from .coming import PRINT_BYTES

GOOD_AFTER = timedelta(days=7)  # how long after its evening a link opens


class HostLink(Record):
    """A link for one evening, for a member who hosts it, without any role. It opens that evening's page and no
    other, until `ends_on`; of its words only a fingerprint is kept."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="host_links")
    fingerprint = models.BinaryField(max_length=PRINT_BYTES, unique=True)
    language = models.CharField(_("language"), max_length=5)
    made_on = models.DateField(_("made on"))
    ends_on = models.DateField(_("good until"))
    is_revoked = models.BooleanField(_("taken back"), default=False)

    privacy = Declares(
        "Letting a host tell how an evening was, without an account.",
        Kept.DAYS,
        coded="language made_on ends_on is_revoked",
        plumbing="id activity fingerprint",
    )

    class Meta:
        verbose_name = _("link for a host")
        verbose_name_plural = _("links for hosts")

    @classmethod
    def follow(cls, activity: Activity) -> None:
        """The links of an evening that was moved are good for as long after its new day."""
        cls.objects.filter(activity=activity).update(ends_on=activity.ends_on + GOOD_AFTER)


class Wish(Record):
    """Something that the team should do, as it was said at an evening; a task once somebody owns it."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="wishes")
    text = models.CharField(_("wish"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=WishState, default=WishState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="wishes"
    )
    answer = models.CharField(_("what became of it"), max_length=200, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    privacy = Declares(
        "Doing what was asked for, and telling so.",
        Kept.WITH_THE_FIGURES,
        coded="text state answer settled_on",
        plumbing="id activity owner",
    )

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WishState.values), name="wish_state_known")
        ]


class Allowance(Record):
    """What a member is owed for hosting an evening."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="allowances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="allowances")
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    privacy = Declares(
        "Paying hosts what they are owed.", Kept.BOOKS, coded="amount paid_on", plumbing="id activity member"
    )

    class Meta:
        verbose_name = _("allowance of a host")
        verbose_name_plural = _("allowances of hosts")
        constraints = [
            models.UniqueConstraint(fields=["activity", "member"], name="allowance_once_a_host"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allowance_is_an_amount"),
        ]
