"""The vocabularies of rounds and vouchers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    STREET = "street", _("In the street")
    VIRTUAL = "virtual", _("Online")


class RoundStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    SUSPENDED = "suspended", _("Broken off")
    CANCELLED = "cancelled", _("Cancelled")


class ObservedKind(models.TextChoices):
    STREET_FIGHT = "street_fight", _("Street fights")
    OPEN_DRUG_USE = "open_drug_use", _("Open drug use")
    CONFRONTATION = "confrontation", _("Confrontations")
    BROKEN_WINDOW = "broken_window", _("Broken windows")
    SUSPECTED_TRAFFICKING = "suspected_trafficking", _("Suspected trafficking")


class Need(models.TextChoices):
    HEALTH = "health", _("Health")
    PSYCHOLOGICAL = "psychological", _("Psychological")
    ADMINISTRATIVE = "administrative", _("Administrative")


class FollowUpChannel(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    MESSAGING = "messaging", _("Messaging")
    PHONE = "phone", _("Telephone")


class InvitationOutcome(models.TextChoices):
    COLLECTED = "collected", _("Collected")
    NOT_COLLECTED = "not_collected", _("Not collected")


class EnvelopeStatus(models.TextChoices):
    IN_STOCK = "in_stock", _("In stock")
    ISSUED = "issued", _("Handed over")
    VOID = "void", _("Void")
