"""Listen To You and everything else that takes place, counted by who was present, never by names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation, name_key
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from ..choices import ActivityStatus, Audience, CancelledBecause, Kind, Level, OrganisedBy, PartnerRole, Unit


class Theme(Record):
    """Something that was talked about; one theme, however it is capitalised."""

    name = models.CharField(_("theme"), max_length=200)
    key = models.CharField(max_length=400, unique=True)

    privacy = Declares("What is talked about.", Kept.WHILE_IN_USE, coded="name key", plumbing="id")

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Activity(Referenced):
    """Something that takes place on one or more days. An unknown attendance is empty, not zero.

    The hours are those of the programme. `series` is shared by those that were made together, so that the rest of a
    series can be changed at once; each can also be moved or cancelled by itself.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens_at = models.TimeField(_("begins at"), null=True, blank=True)
    closes_at = models.TimeField(_("ends at"), null=True, blank=True)
    languages = models.CharField(_("languages spoken"), max_length=40, blank=True)  # codes, parted by spaces
    city = models.CharField(_("city"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    organised_by = models.CharField(_("organised by"), max_length=8, choices=OrganisedBy)
    partners = models.ManyToManyField(Organisation, through="ActivityPartner", related_name="activities")
    audience = models.CharField(_("audience"), max_length=14, choices=Audience)
    level = models.CharField(_("level"), max_length=14, choices=Level, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ActivityStatus)
    cancelled_because = models.CharField(
        _("why cancelled"), max_length=10, choices=CancelledBecause, blank=True
    )
    # goes up with each change that was told to somebody already
    revision = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    series = models.UUIDField(_("series"), null=True, blank=True, editable=False, db_index=True)
    attendance = models.PositiveIntegerField(_("people present"), null=True, blank=True)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    estimate_reason = models.CharField(_("how it was estimated"), max_length=200, blank=True)
    is_not_counted = models.BooleanField(_("nobody counted"), default=False)
    first_timers = models.PositiveIntegerField(_("of those, there for the first time"), null=True, blank=True)
    sex_workers = models.PositiveIntegerField(_("sex workers present"), null=True, blank=True)
    non_members = models.PositiveIntegerField(_("of those, not members"), null=True, blank=True)
    themes = models.ManyToManyField(Theme, through="ActivityTheme", related_name="activities")

    privacy = Declares(
        "What took place, for whom, and how many came.",
        Kept.WITH_THE_FIGURES,
        coded="kind title starts_on ends_on opens_at closes_at languages city region organised_by partners audience "
        "level status cancelled_because attendance is_estimated estimate_reason is_not_counted first_timers "
        "sex_workers non_members themes",
        plumbing="id reference series revision",
    )

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(kind=Kind.ADVOCACY_MEETING), name="activity_level_only_advocacy"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="activity_kind_known"),
            models.CheckConstraint(
                condition=Q(region__in=["", *Region.values]), name="activity_region_known"
            ),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="activity_level_known"),
            models.CheckConstraint(
                condition=Q(status__in=ActivityStatus.values), name="activity_status_known"
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="activity_audience_known"),
            models.CheckConstraint(
                condition=Q(organised_by__in=OrganisedBy.values), name="activity_organiser_known"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="") | Q(status=ActivityStatus.CANCELLED),
                name="activity_reason_only_if_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(is_not_counted=False)
                | Q(attendance__isnull=True, sex_workers__isnull=True, first_timers__isnull=True),
                name="activity_not_counted_has_no_count",
                violation_error_message=_("It says that nobody counted, and gives a count."),
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "kind", "status"], name="activity_day")]


class ActivityPartner(Record):
    """An organisation that took part in an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activity_links")
    role = models.CharField(_("role"), max_length=11, choices=PartnerRole, default=PartnerRole.PARTNER)

    privacy = Declares(
        "With whom activities were held.",
        Kept.WITH_ITS_RECORD,
        coded="organisation role",
        plumbing="id activity",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "organisation"], name="activity_partner_once")
        ]


class ActivityPart(Record):
    """A part of an activity that is counted by itself, in its own unit: entries, persons or seats are never added
    to each other. `is_not_counted` is an answer too; empty means that nobody said yet."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("part"), max_length=120)
    unit = models.CharField(_("counted in"), max_length=8, choices=Unit)
    count = models.PositiveIntegerField(_("count"), null=True, blank=True)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    estimate_reason = models.CharField(_("how it was estimated"), max_length=200, blank=True)
    is_not_counted = models.BooleanField(_("nobody counted"), default=False)

    privacy = Declares(
        "What came of each part of a larger event.",
        Kept.WITH_ITS_RECORD,
        coded="title unit count is_estimated estimate_reason is_not_counted",
        plumbing="id activity place",
    )

    class Meta:
        verbose_name = _("part of an activity")
        verbose_name_plural = _("parts of activities")
        ordering = ["activity", "place"]
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="part_unit_known"),
            models.CheckConstraint(
                condition=Q(is_not_counted=False) | Q(count__isnull=True),
                name="part_not_counted_has_no_count",
                violation_error_message=_("It says that nobody counted, and gives a count."),
            ),
        ]


class ActivityTheme(Record):
    """A theme of an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="activity_links")

    privacy = Declares(
        "What was talked about where.", Kept.WITH_ITS_RECORD, coded="theme", plumbing="id activity"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "theme"], name="activity_theme_once")]
