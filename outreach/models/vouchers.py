"""Vouchers: what was granted, the cards that stand for an envelope, the envelopes, and the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support.models import Person
from utsopi.directory.models import Organisation
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from ..choices import BY_TWO, EnvelopeStatus, InvitationOutcome, LedgerAct, Proposed, TokenState
from .rounds import Round

MAC_BYTES = 32


class VoucherProgramme(Referenced):
    """A grant that is handed on in envelopes of vouchers."""

    title = models.CharField(_("title"), max_length=120)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="voucher_programmes")
    partners = models.ManyToManyField(
        Organisation, through="ProgrammePartner", related_name="partner_in_voucher_programmes"
    )
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2)
    amount_per_person = models.DecimalField(_("amount per person"), max_digits=12, decimal_places=2)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    privacy = Declares(
        "What was granted for vouchers.",
        Kept.BOOKS,
        coded="title funder partners budget amount_per_person starts_on ends_on closed_on",
        plumbing="id reference closing_by",
    )

    class Meta:
        verbose_name = _("voucher programme")
        verbose_name_plural = _("voucher programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__gte=0) & Q(amount_per_person__gte=0),
                name="programme_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]


class ProgrammePartner(Record):
    """An organisation that shares a voucher programme."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programme_links")
    quota = models.PositiveIntegerField(_("envelopes for its people"), null=True, blank=True)

    privacy = Declares(
        "With whom vouchers were handed out.",
        Kept.WITH_ITS_RECORD,
        coded="organisation quota",
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


class Token(Record):
    """A neutral card that stands for one envelope: whoever brings it gets it, once. It is tied to no name.

    A lost card is void, and `replaced_by` another one; two people do that.
    """

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.PROTECT, related_name="tokens")
    serial = models.CharField(_("card"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=6, choices=TokenState, default=TokenState.MADE)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    handed_on = models.DateField(_("handed over on"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    privacy = Declares(
        "One envelope a card, without a list of people.",
        Kept.BOOKS,
        coded="serial state organisation handed_on",
        plumbing="id programme replaced_by",
    )

    class Meta:
        verbose_name = _("card for an envelope")
        verbose_name_plural = _("cards for envelopes")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TokenState.values), name="token_state_known"),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(state=TokenState.VOID),
                name="token_replaced_is_void",
            ),
        ]


class Envelope(Record):
    """An envelope of vouchers with its serial. Who received it is known for imported years only."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.PROTECT, related_name="envelopes")
    number = models.CharField(_("envelope"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    status = models.CharField(_("status"), max_length=8, choices=EnvelopeStatus)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="envelopes")
    issued_on = models.DateField(_("handed over on"), null=True, blank=True)
    token = models.OneToOneField(Token, on_delete=models.PROTECT, null=True, related_name="envelope")
    # made by the browser that asked: asked again, after an answer got lost, it is the same envelope
    given_with = models.UUIDField(null=True, unique=True, editable=False)

    privacy = Declares(
        "Which envelope was handed over when.",
        Kept.BOOKS,
        coded="amount status issued_on",
        plumbing="id programme number person token given_with",
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
                | (
                    ~Q(status="issued")
                    & Q(issued_on__isnull=True)
                    & Q(person__isnull=True)
                    & Q(token__isnull=True)
                ),
                name="envelope_issued_iff_dated",
                violation_error_message=_("An envelope that was handed over has its date; no other has one."),
            ),
        ]
        indexes = [models.Index(fields=["issued_on", "programme", "amount"], name="envelope_day")]


class LedgerEntry(Record):
    """One line of a programme's ledger: added, never changed. `mac` signs it and ties it to the line before it, so
    that a changed, missing or swapped line shows. `number` counts within the programme; `initials` of whoever
    acted stay when her account is gone."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField()
    on = models.DateField(_("date"))
    act = models.CharField(_("what"), max_length=10, choices=LedgerAct)
    pieces = models.IntegerField(_("pieces"), default=0)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=0)
    subject = models.CharField(_("serial"), max_length=40, blank=True)  # of the envelope, card or invoice
    card = models.CharField(_("card"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=12, blank=True)
    by = models.UUIDField(null=True)
    second = models.UUIDField(null=True)
    initials = models.CharField(_("initials"), max_length=9, blank=True)
    mac = models.BinaryField(max_length=MAC_BYTES)

    privacy = Declares(
        "Proving where every euro went, without persons.",
        Kept.BOOKS,
        coded="on act pieces amount subject card reason",
        plumbing="id programme number by second initials mac",
    )

    class Meta:
        verbose_name = _("line of the ledger")
        verbose_name_plural = _("lines of the ledger")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="ledger_number_once"),
            models.CheckConstraint(condition=Q(act__in=LedgerAct.values), name="ledger_act_known"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | (Q(by__isnull=False) & ~Q(by=F("second"))),
                name="ledger_second_is_another",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=BY_TWO) | Q(second__isnull=False), name="ledger_two_people"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(act=LedgerAct.CLOSED), name="ledger_closed_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "subject"],
                condition=Q(act=LedgerAct.PREPARED),
                name="ledger_prepared_once",
            ),
        ]


class Proposal(Record):
    """An act that waits for a second person, who agrees in a session of her own. It goes when it is decided: what
    was done stands in the ledger, with both."""

    programme = models.ForeignKey(VoucherProgramme, on_delete=models.CASCADE, related_name="proposals")
    act = models.CharField(_("what"), max_length=7, choices=Proposed)
    numbers = models.JSONField(default=list, blank=True)  # of the envelopes to prepare
    envelope = models.ForeignKey(
        Envelope, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    token = models.ForeignKey(
        Token, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    because = models.CharField(_("reason"), max_length=12, blank=True)
    on = models.DateField(_("date"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    privacy = Declares(
        "What waits for a second person.",
        Kept.WITH_ITS_RECORD,
        coded="act numbers because on",
        plumbing="id programme envelope token by",
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Proposed.values), name="proposal_act_known"),
            models.UniqueConstraint(
                fields=["envelope"],
                name="proposal_once_per_envelope",
                violation_error_message=_("This envelope waits for a second person already."),
            ),
            models.UniqueConstraint(
                fields=["token"],
                name="proposal_once_per_card",
                violation_error_message=_("This card waits for a second person already."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(act=Proposed.LEAVE),
                name="proposal_to_leave_once",
                violation_error_message=_("This waits for a second person already."),
            ),
        ]
