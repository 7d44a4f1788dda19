"""Outreach rounds, with nobody behind a row, and the envelopes of vouchers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support.models import Labelled, Person
from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation, name_key
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from .choices import (
    EnvelopeStatus,
    FollowUpChannel,
    InvitationOutcome,
    Mode,
    Need,
    ObservedKind,
    RoundStatus,
)


class Area(Record):
    """Where rounds go, no finer than a quarter: a window number would be a name. It lies in one region."""

    name = models.CharField(_("area"), max_length=80, unique=True)
    key = models.CharField(max_length=160, unique=True)
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)

    privacy = Declares("Where rounds go.", Kept.WHILE_IN_USE, coded="name key region", plumbing="id")

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
    """One outreach round. `people_reached` counts contacts: somebody met twice is two."""

    held_on = models.DateField(_("date"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="rounds")
    city = models.CharField(_("city"), max_length=60, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode)
    status = models.CharField(_("status"), max_length=10, choices=RoundStatus)
    people_reached = models.PositiveIntegerField(_("contacts"), null=True, blank=True)
    partners = models.ManyToManyField(Organisation, through="RoundPartner", related_name="rounds")

    privacy = Declares(
        "Where rounds went and how many people were met.",
        Kept.WITH_THE_FIGURES,
        coded="held_on area city mode status people_reached partners",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="round_mode_known"),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_known"),
        ]
        indexes = [models.Index(fields=["held_on", "mode", "status"], name="round_day")]


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
    """What is handed out; the coordinator may add to the list."""

    privacy = Declares(
        "What is handed out.", Kept.WHILE_IN_USE, coded="code label_en label_fr label_nl", plumbing="id"
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

    privacy = Declares(
        "How much was handed out.", Kept.WITH_ITS_RECORD, coded="material quantity", plumbing="id round"
    )

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        constraints = [models.UniqueConstraint(fields=["round", "material"], name="handout_once_per_round")]


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
    closed_on = models.DateField(_("done on"), null=True, blank=True)

    privacy = Declares(
        "Needs that are looked after.",
        Kept.WITH_THE_FIGURES,
        coded="need channel opened_on closed_on",
        plumbing="id reference round person",
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


class VoucherProgramme(Referenced):
    """A grant that is handed on in envelopes of vouchers."""

    title = models.CharField(_("title"), max_length=120)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="voucher_programmes")
    partners = models.ManyToManyField(
        Organisation, through="ProgrammePartner", related_name="partner_in_voucher_programmes"
    )
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2)
    amount_per_person = models.DecimalField(_("amount per person"), max_digits=12, decimal_places=2)

    privacy = Declares(
        "What was granted for vouchers.",
        Kept.BOOKS,
        coded="title funder partners budget amount_per_person",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("voucher programme")
        verbose_name_plural = _("voucher programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__gte=0) & Q(amount_per_person__gte=0),
                name="programme_amounts_not_negative",
            )
        ]


class ProgrammePartner(Record):
    """An organisation that shares a voucher programme."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programme_links")

    privacy = Declares(
        "With whom vouchers were handed out.",
        Kept.WITH_ITS_RECORD,
        coded="organisation",
        plumbing="id programme",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "organisation"], name="programme_partner_once")
        ]


class Invitation(Record):
    """Somebody was told about a programme; of imported years only, and by reference."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="invitations")
    invited_on = models.DateField(_("invited on"))
    outcome = models.CharField(_("outcome"), max_length=13, choices=InvitationOutcome)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    privacy = Declares(
        "How many were told about a programme.",
        Kept.BOOKS,
        coded="invited_on outcome reason",
        plumbing="id programme person round",
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="invited_once_per_programme"),
            models.CheckConstraint(
                condition=Q(outcome__in=InvitationOutcome.values), name="invitation_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["invited_on", "outcome"], name="invitation_day")]


class Envelope(Record):
    """An envelope of vouchers with its serial. Who received it is known for imported years only."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.PROTECT, related_name="envelopes")
    number = models.CharField(_("envelope"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    status = models.CharField(_("status"), max_length=8, choices=EnvelopeStatus)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="envelopes")
    issued_on = models.DateField(_("handed over on"), null=True, blank=True)

    privacy = Declares(
        "Which envelope was handed over when.",
        Kept.BOOKS,
        coded="amount status issued_on",
        plumbing="id programme number person",
    )

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="envelope_number_once"),
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(status="issued"),
                name="envelope_once_per_person",
                violation_error_message=_("This person already has an envelope of this programme."),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="envelope_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(status__in=EnvelopeStatus.values), name="envelope_status_known"
            ),
            models.CheckConstraint(
                condition=(Q(status="issued") & Q(issued_on__isnull=False))
                | (~Q(status="issued") & Q(issued_on__isnull=True) & Q(person__isnull=True)),
                name="envelope_issued_iff_dated",
                violation_error_message=_("An envelope that was handed over has its date; no other has one."),
            ),
        ]
        indexes = [models.Index(fields=["issued_on", "programme", "amount"], name="envelope_day")]
