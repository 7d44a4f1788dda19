"""The Open House: the rule that it follows, when it is closed, and the afternoons that were touched by hand."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from ..choices import CancelledBecause, ClosedBecause, ReopenedBecause, SessionStatus, Weekday


class OpenHouseRule(Record):
    """Every week on one day, in one city, from `first_on` to `last_on` (open-ended where that is empty)."""

    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday)
    city = models.CharField(_("city"), max_length=60)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"), null=True, blank=True)

    privacy = Declares(
        "Which afternoons are planned; the hours are those on the public calendar.",
        Kept.WHILE_IN_USE,
        coded="weekday city opens_at closes_at first_on last_on",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("rule of the Open House")
        verbose_name_plural = _("rules of the Open House")
        ordering = ["first_on", "weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="rule_weekday_known"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="rule_closes_after_opening",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="rule_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]


class Closure(Record):
    """Days on which no afternoon is planned, whatever the rules say: the summer, a holiday."""

    first_on = models.DateField(_("first day closed"))
    last_on = models.DateField(_("last day closed"))
    because = models.CharField(_("why"), max_length=10, choices=ClosedBecause)

    privacy = Declares(
        "When the Open House is closed.",
        Kept.WHILE_IN_USE,
        coded="first_on last_on because",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="closure_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(condition=Q(because__in=ClosedBecause.values), name="closure_why_known"),
        ]


class OpenHouseSession(Referenced):
    """One Open House afternoon; held also when nobody came.

    A day that the rule plans has no row until somebody opens, moves or cancels it; a row with the same rule and
    day stands in its place. `is_open` while visitors are being logged; held and not open is finished.
    """

    held_on = models.DateField(_("date"))
    city = models.CharField(_("city"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=SessionStatus)
    rule = models.ForeignKey(
        OpenHouseRule, on_delete=models.SET_NULL, null=True, related_name="sessions", db_index=False
    )
    is_open = models.BooleanField(_("open"), default=False)
    cancelled_because = models.CharField(
        _("why cancelled"), max_length=10, choices=CancelledBecause, blank=True
    )
    reopened_because = models.CharField(_("why reopened"), max_length=10, choices=ReopenedBecause, blank=True)

    privacy = Declares(
        "Which afternoons took place.",
        Kept.WITH_THE_FIGURES,
        coded="held_on city status is_open cancelled_because reopened_because",
        plumbing="id reference rule",
    )

    class Meta:
        verbose_name = _("Open House afternoon")
        verbose_name_plural = _("Open House afternoons")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="session_status_known"),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(status=SessionStatus.HELD), name="session_open_is_held"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="") | Q(status=SessionStatus.CANCELLED),
                name="session_reason_only_if_cancelled",
            ),
            models.UniqueConstraint(fields=["rule", "held_on"], name="session_once_a_planned_day"),
        ]
        indexes = [models.Index(fields=["held_on", "status"], name="session_day")]
