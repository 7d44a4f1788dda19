"""Outreach rounds, with nobody behind a row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support.models import Labelled, Person, Request
from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation, name_key
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from ..choices import (
    CancelledBecause,
    FollowUpChannel,
    Mode,
    Need,
    ObservedKind,
    Province,
    RoundStatus,
    SuspendedBecause,
    TapKind,
)


class Area(Record):
    """Where rounds go, no finer than a quarter: a window number would be a name. It lies in one region."""

    name = models.CharField(_("area"), max_length=80, unique=True)
    key = models.CharField(max_length=160, unique=True)
    municipality = models.CharField(_("municipality"), max_length=60, blank=True)
    province = models.CharField(_("province"), max_length=16, choices=Province, blank=True)
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    is_hidden = models.BooleanField(_("no longer visited"), default=False)

    privacy = Declares(
        "Where rounds go.",
        Kept.WHILE_IN_USE,
        coded="name key municipality province region is_hidden",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="area_region_known")
        ]

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Round(Referenced):
    """One outreach round, dated by the day it began. `people_reached` counts contacts: somebody met twice is two;
    a round on which nobody was reached has a zero. While it `is_open` its counts grow by taps (RoundTap)."""

    held_on = models.DateField(_("date"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="rounds")
    city = models.CharField(_("city"), max_length=60, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode)
    status = models.CharField(_("status"), max_length=10, choices=RoundStatus)
    people_reached = models.PositiveIntegerField(_("contacts"), null=True, blank=True)
    first_contacts = models.PositiveIntegerField(_("of those, for the first time"), null=True, blank=True)
    suspended_because = models.CharField(
        _("why broken off"), max_length=10, choices=SuspendedBecause, blank=True
    )
    cancelled_because = models.CharField(
        _("why cancelled"), max_length=10, choices=CancelledBecause, blank=True
    )
    is_open = models.BooleanField(_("open"), default=False)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    logged_on = models.DateField(_("logged on"), null=True)
    partners = models.ManyToManyField(Organisation, through="RoundPartner", related_name="rounds")

    privacy = Declares(
        "Where rounds went and how many people were met.",
        Kept.WITH_THE_FIGURES,
        coded="held_on area city mode status people_reached first_contacts suspended_because cancelled_because "
        "is_open logged_on partners",
        plumbing="id reference logged_by",
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="round_mode_known"),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_known"),
            models.CheckConstraint(
                condition=Q(suspended_because="") | Q(status=RoundStatus.SUSPENDED),
                name="round_reason_only_if_suspended",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="") | Q(status=RoundStatus.CANCELLED),
                name="round_reason_only_if_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(first_contacts__isnull=True) | Q(first_contacts__lte=F("people_reached")),
                name="round_first_contacts_are_contacts",
                violation_error_message=_("More first contacts than contacts."),
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(status=RoundStatus.HELD), name="round_open_is_held"
            ),
        ]
        indexes = [models.Index(fields=["held_on", "mode", "status"], name="round_day")]


class RoundTap(Record):
    """One tap on a phone while a round is open: its key is made there, so that it counts once however often it is
    sent. Closing the round adds the taps up and deletes them: in what order things happened is not kept."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="taps")
    kind = models.CharField(max_length=11, choices=TapKind)
    code = models.CharField(max_length=60, blank=True)  # of the material, observation or need
    amount = models.IntegerField()

    privacy = Declares("Counting on a bad line.", Kept.DAYS, coded="kind code amount", plumbing="id round")

    class Meta:
        verbose_name = _("tap")
        verbose_name_plural = _("taps")
        constraints = [models.CheckConstraint(condition=Q(kind__in=TapKind.values), name="tap_kind_known")]


class RoundPartner(Record):
    """An organisation that walked along."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="round_links")

    privacy = Declares(
        "With whom rounds were walked.", Kept.WITH_ITS_RECORD, coded="organisation", plumbing="id round"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="round_partner_once")]


class Material(Labelled):
    """What is handed out; the coordinator may add to the list, and take from it: its past stays."""

    is_hidden = models.BooleanField(_("no longer handed out"), default=False)

    privacy = Declares(
        "What is handed out.",
        Kept.WHILE_IN_USE,
        coded="code label_en label_fr label_nl is_hidden",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code"], name="material_code_once")]


class Handout(Record):
    """How much of one material was handed out on a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="handouts")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="handouts")
    quantity = models.PositiveIntegerField(_("quantity"))
    bag_out = models.PositiveIntegerField(_("in the bag at the start"), null=True, blank=True)
    bag_back = models.PositiveIntegerField(_("in the bag at the end"), null=True, blank=True)

    privacy = Declares(
        "How much was handed out.",
        Kept.WITH_ITS_RECORD,
        coded="material quantity bag_out bag_back",
        plumbing="id round",
    )

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        constraints = [
            models.UniqueConstraint(fields=["round", "material"], name="handout_once_per_round"),
            models.CheckConstraint(
                condition=Q(bag_back__isnull=True) | Q(bag_back__lte=F("bag_out")),
                name="handout_less_back_than_out",
                violation_error_message=_("More came back than went out."),
            ),
        ]


class Observation(Record):
    """How often the team saw something on a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="observations")
    kind = models.CharField(_("kind"), max_length=22, choices=ObservedKind)
    count = models.PositiveIntegerField(_("times"))

    privacy = Declares(
        "What the team saw, by kind.", Kept.WITH_ITS_RECORD, coded="kind count", plumbing="id round"
    )

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="observation_once_per_round"),
            models.CheckConstraint(condition=Q(kind__in=ObservedKind.values), name="observation_kind_known"),
        ]


class FollowUp(Referenced):
    """A need told on a round that is looked after until it is done."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follow_ups")
    need = models.CharField(_("need"), max_length=14, choices=Need)
    channel = models.CharField(_("channel"), max_length=10, choices=FollowUpChannel)
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_on = models.DateField(_("done on"), null=True, blank=True)
    became = models.OneToOneField(
        Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="follow_up"
    )

    privacy = Declares(
        "Needs that are looked after.",
        Kept.WITH_THE_FIGURES,
        coded="need channel opened_on due_on closed_on",
        plumbing="id reference round person became",
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="follow_up_closes_after_opening",
                violation_error_message=_("The day it was done is before the day it was opened."),
            ),
            models.CheckConstraint(condition=Q(need__in=Need.values), name="follow_up_need_known"),
            models.CheckConstraint(
                condition=Q(channel__in=FollowUpChannel.values), name="follow_up_channel_known"
            ),
        ]
