"""What members do for the union: mandates, and the assembly."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from ..choices import MandateKind, PresentAs
from .membership import Member


class Mandate(Record):
    """A task that a member holds from a day until the day before `ended_on`."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mandates")
    kind = models.CharField(_("mandate"), max_length=6, choices=MandateKind)
    title = models.CharField(_("of what"), max_length=80, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    privacy = Declares(
        "Who does what for the union, by number.",
        Kept.WITH_THE_MEMBER,
        coded="kind title started_on ended_on",
        plumbing="id member",
    )

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MandateKind.values), name="mandate_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
                name="mandate_ends_after_start",
                violation_error_message=_("The day it ended is not after the day it began."),
            ),
        ]


class Assembly(Referenced):
    """A meeting of the members that decides. The quorum is a share of those who may vote on that day."""

    held_on = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=120)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum, %"), default=50)
    most_proxies = models.PositiveSmallIntegerField(_("proxies one member may carry"), default=1)
    only_effective = models.BooleanField(_("only effective members vote"), default=True)
    is_closed = models.BooleanField(_("closed"), default=False)

    privacy = Declares(
        "Whether an assembly could decide.",
        Kept.BOOKS,
        coded="held_on title quorum_percent most_proxies only_effective is_closed",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("assembly")
        verbose_name_plural = _("assemblies")
        ordering = ["-held_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=0) & Q(quorum_percent__lte=100),
                name="assembly_quorum_is_a_share",
            )
        ]


class Presence(Record):
    """One member at an assembly: there herself, or by `proxy`, another member who was there."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="presences")
    present_as = models.CharField(_("how"), max_length=8, choices=PresentAs)
    proxy = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="proxies_carried")

    privacy = Declares(
        "Who was there, by number.",
        Kept.BOOKS,
        coded="present_as",
        plumbing="id assembly member proxy",
    )

    class Meta:
        verbose_name = _("presence at an assembly")
        verbose_name_plural = _("presences at assemblies")
        constraints = [
            models.UniqueConstraint(fields=["assembly", "member"], name="presence_once_an_assembly"),
            models.CheckConstraint(
                condition=Q(present_as=PresentAs.PRESENT, proxy__isnull=True)
                | Q(present_as=PresentAs.BY_PROXY, proxy__isnull=False),
                name="presence_proxy_iff_by_proxy",
            ),
            models.CheckConstraint(
                condition=Q(proxy__isnull=True) | ~Q(proxy=F("member")), name="presence_not_her_own_proxy"
            ),
        ]
