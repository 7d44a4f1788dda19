"""Members by number. No name here: what identifies somebody is kept apart, sealed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.periods import Period
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from .choices import JoinedThrough


class Member(Referenced):
    """One human who is or was a member; `reference` is the member's number."""

    privacy = Declares("Membership, by number.", Kept.WITH_THE_MEMBER, plumbing="id reference")

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")


def active_on(day: date) -> Q:
    """Memberships that run on `day`: begun by then, and not ended or ended later."""
    return Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class Memberships(models.QuerySet):
    def active_on(self, day: date):
        return self.filter(active_on(day))

    def touching(self, period: Period):
        """Those that run on a day of the period, or ran on the day before it."""
        return self.filter(started_on__lte=period.end).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=period.start)
        )


class Membership(Record):
    """An interval: from `started_on` until the day before `ended_on`, the first day no longer a member.

    Somebody who rejoins has a second interval. Region, language and how she came are those of the interval,
    so that the figures of a year do not change when she moves and comes back. Intervals of one member never
    overlap; the database refuses it (migration 0002).
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    started_on = models.DateField(_("joined on"))
    ended_on = models.DateField(_("left on"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    language = models.CharField(_("language"), max_length=5)
    joined_through = models.CharField(_("joined through"), max_length=15, choices=JoinedThrough)
    is_sex_worker = models.BooleanField(_("sex worker"))

    objects = Memberships.as_manager()
    privacy = Declares(
        "Members on any day, and how they came.",
        Kept.WITH_THE_MEMBER,
        coded="started_on ended_on region language joined_through is_sex_worker",
        plumbing="id member",
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "started_on"], name="membership_starts_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
                name="membership_ends_after_start",
                violation_error_message=_("The day of leaving is not after the day of joining."),
            ),
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="membership_region_known"),
            models.CheckConstraint(
                condition=Q(joined_through__in=JoinedThrough.values), name="membership_source_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_on", "ended_on", "region", "joined_through"], name="membership_interval"
            )
        ]
