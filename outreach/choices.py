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
    PREPARED = "prepared", _("Prepared")
    ISSUED = "issued", _("Handed over")
    VOID = "void", _("Void")
    LEFT = "left", _("Left over")


class SuspendedBecause(models.TextChoices):
    SAFETY = "safety", _("Safety")
    WEATHER = "weather", _("Weather")
    ILLNESS = "illness", _("One of us fell ill")
    OTHER = "other", _("Another reason")


class CancelledBecause(models.TextChoices):
    NOBODY_FREE = "nobody", _("None of us could be there")
    WEATHER = "weather", _("Weather")
    SAFETY = "safety", _("Safety")
    OTHER = "other", _("Another reason")


class TapKind(models.TextChoices):
    REACHED = "reached", _("Contacts")
    FIRST = "first", _("First contacts")
    MATERIAL = "material", _("Material")
    OBSERVATION = "observation", _("Observation")
    NEED = "need", _("Need")


class Province(models.TextChoices):
    """Of Belgium; Brussels lies in none."""

    ANTWERP = "antwerp", _("Antwerp")
    EAST_FLANDERS = "east_flanders", _("East Flanders")
    FLEMISH_BRABANT = "flemish_brabant", _("Flemish Brabant")
    HAINAUT = "hainaut", _("Hainaut")
    LIEGE = "liege", _("Liège")
    LIMBURG = "limburg", _("Limburg")
    LUXEMBOURG = "luxembourg", _("Luxembourg")
    NAMUR = "namur", _("Namur")
    WALLOON_BRABANT = "walloon_brabant", _("Walloon Brabant")
    WEST_FLANDERS = "west_flanders", _("West Flanders")


class TokenState(models.TextChoices):
    MADE = "made", _("Made")
    HANDED = "handed", _("Handed over")
    USED = "used", _("Used")
    VOID = "void", _("Void")


class LedgerAct(models.TextChoices):
    INVOICE = "invoice", _("Bought")
    PREPARED = "prepared", _("Prepared")
    GIVEN = "given", _("Given")
    VOID = "void", _("Void")
    LEFT = "left", _("Left over")
    RETURNED = "returned", _("Given back to the stock")
    CARD = "card", _("Card made")
    CARD_OUT = "card_out", _("Card handed over")
    CARD_VOID = "card_void", _("Card void")
    TAKEN = "taken", _("Taken over")  # from a workbook; the reason is the state it had there
    MISSED = "missed", _("Not collected")
    CLOSED = "closed", _("Closed")


# what no one does alone
BY_TWO = (LedgerAct.PREPARED, LedgerAct.VOID, LedgerAct.LEFT, LedgerAct.CARD_VOID, LedgerAct.CLOSED)


class Proposed(models.TextChoices):
    """What waits for a second person; closing waits on the programme itself."""

    PREPARE = "prepare", _("Prepare envelopes")
    VOID = "void", _("Make an envelope void")
    LEAVE = "leave", _("Count what is left over")
    REPLACE = "replace", _("Replace a lost card")


class VoidBecause(models.TextChoices):
    DAMAGED = "damaged", _("Damaged")
    LOST = "lost", _("Lost")
    MISCOUNTED = "miscounted", _("Wrong contents")
    OTHER = "other", _("Another reason")


class BackBecause(models.TextChoices):
    """Why an envelope comes back on the day it was given."""

    WRONG_CARD = "wrong_card", _("Wrong card")
    DECLINED = "declined", _("She did not want it")
    MISTAKE = "mistake", _("A mistake of ours")


class MissedBecause(models.TextChoices):
    """Why somebody who was told did not collect."""

    NOT_REACHED = "not_reached", _("Not reached again")
    NOT_COME = "not_come", _("Did not come")
    NOT_WANTED = "not_wanted", _("Did not want it any more")
    MOVED = "moved", _("Moved away")
    CARD_LOST = "card_lost", _("Card lost")
    UNKNOWN = "unknown", _("No reason known")
