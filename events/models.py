"""Listen To You and everything else that takes place, counted by who was present, never by names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation, name_key
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from .choices import ActivityStatus, Audience, Kind, Level, OrganisedBy


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
    """Something that takes place on one or more days. An unknown attendance is empty, not zero."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    city = models.CharField(_("city"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    organised_by = models.CharField(_("organised by"), max_length=8, choices=OrganisedBy)
    partners = models.ManyToManyField(Organisation, through="ActivityPartner", related_name="activities")
    audience = models.CharField(_("audience"), max_length=14, choices=Audience)
    level = models.CharField(_("level"), max_length=14, choices=Level, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ActivityStatus)
    attendance = models.PositiveIntegerField(_("people present"), null=True, blank=True)
    is_estimated = models.BooleanField(_("estimated"), default=False)
    sex_workers = models.PositiveIntegerField(_("sex workers present"), null=True, blank=True)
    non_members = models.PositiveIntegerField(_("of those, not members"), null=True, blank=True)
    themes = models.ManyToManyField(Theme, through="ActivityTheme", related_name="activities")

    privacy = Declares(
        "What took place, for whom, and how many came.",
        Kept.WITH_THE_FIGURES,
        coded="kind title starts_on ends_on city region organised_by partners audience level status attendance "
        "is_estimated sex_workers non_members themes",
        plumbing="id reference",
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
        ]
        indexes = [models.Index(fields=["starts_on", "kind", "status"], name="activity_day")]


class ActivityPartner(Record):
    """An organisation that took part in an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activity_links")

    privacy = Declares(
        "With whom activities were held.",
        Kept.WITH_ITS_RECORD,
        coded="organisation",
        plumbing="id activity",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "organisation"], name="activity_partner_once")
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
