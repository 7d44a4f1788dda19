"""Members by number. What identifies somebody is kept apart from what is counted, and sealed."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.periods import Period
from utsopi.privacy.blind import BlindIndexField
from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record, Referenced

from ..choices import JoinedThrough, LeftBecause, NameOnLists


class Member(Referenced):
    """One human who is or was a member; `reference` is the member's number."""

    # the account she signs in with, if she wants one: so that she can see who opened her record
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="member"
    )
    # the last day on which an interval of hers was taken away as a mistake: who she is goes thirty days later, too
    undone_on = models.DateField(null=True, editable=False)

    privacy = Declares(
        "Membership, by number.", Kept.WITH_THE_MEMBER, coded="undone_on", plumbing="id reference account"
    )

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
    is_effective = models.BooleanField(
        _("effective member"), default=False
    )  # the register itself is kept elsewhere
    left_because = models.CharField(_("why she left"), max_length=10, choices=LeftBecause, blank=True)

    objects = Memberships.as_manager()
    privacy = Declares(
        "Members on any day, and how they came.",
        Kept.WITH_THE_MEMBER,
        coded="started_on ended_on region language joined_through is_sex_worker is_effective left_because",
        plumbing="id member",
    )

    def runs_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or self.ended_on > day)

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
            models.CheckConstraint(
                condition=Q(region__in=["", *Region.values]), name="membership_region_known"
            ),
            models.CheckConstraint(
                condition=Q(joined_through__in=JoinedThrough.values), name="membership_source_known"
            ),
            models.CheckConstraint(
                condition=Q(left_because="") | Q(ended_on__isnull=False),
                name="membership_reason_only_if_ended",
            ),
        ]
        indexes = [
            # all that the list is narrowed by and figures are counted of, so that both read this alone
            models.Index(
                fields=[
                    "started_on",
                    "ended_on",
                    "region",
                    "joined_through",
                    "language",
                    "is_sex_worker",
                    "is_effective",
                    "member",
                ],
                name="membership_told",
            )
        ]


class MemberIdentity(Record):
    """Who a member is, all of it sealed: the name she chose, and what else she wants us to know.

    No figure and no file reads this. Whoever opens a field is noted, and she can see who it was. She may be
    written to, called or left a message only where she said yes.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="identity")
    chosen_name = SealedField(_("chosen name"), max_length=80)
    legal_name = SealedField(_("legal name"), max_length=120, null=True)
    email = SealedField(_("e-mail"), max_length=254, null=True)
    phone = SealedField(_("telephone"), max_length=40, null=True)
    email_index = BlindIndexField(source="email", kind="email")
    phone_index = BlindIndexField(source="phone", kind="phone")
    may_write = models.BooleanField(_("may be written to"), default=False)
    may_call = models.BooleanField(_("may be called"), default=False)
    may_leave_message = models.BooleanField(_("a message may be left"), default=False)
    write_name = SealedField(_("name to write to"), max_length=80, null=True)
    call_name = SealedField(_("name to ask for on the telephone"), max_length=80, null=True)
    hours = SealedField(_("when she can be reached"), max_length=120, null=True)
    name_on_lists = models.CharField(
        _("her name on lists"), max_length=6, choices=NameOnLists, default=NameOnLists.NUMBER
    )
    agreed_text = models.CharField(_("text she agreed to"), max_length=20, blank=True)

    privacy = Declares(
        "Reaching a member in the way she wants, and no other.",
        Kept.WITH_THE_MEMBER,
        identifying="chosen_name legal_name email phone write_name call_name hours",
        coded="may_write may_call may_leave_message name_on_lists agreed_text",
        plumbing="id member email_index phone_index",
    )

    class Meta:
        verbose_name = _("identity of a member")
        verbose_name_plural = _("identities of members")
