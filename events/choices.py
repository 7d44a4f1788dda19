"""The vocabularies of evenings and of everything else that takes place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .needs import Need  # noqa: F401  apart, because visitors read it


class Kind(models.TextChoices):
    LISTEN_TO_YOU = "listen_to_you", _("Listen To You")
    MEMBER_MEETING = "member_meeting", _("Members' meeting")
    WORKSHOP = "workshop", _("Workshop")
    COMMUNITY_EVENT = "community_event", _("Community event")
    TRAINING = "training", _("Training given")
    PUBLIC_EVENT = "public_event", _("Public event")
    SITE_VISIT = "site_visit", _("Site visit")
    ADVOCACY_MEETING = "advocacy_meeting", _("Advocacy meeting")


class OrganisedBy(models.TextChoices):
    TEAM = "team", _("The team")
    MEMBERS = "members", _("Members")
    PARTNER = "partner", _("A partner")


class Audience(models.TextChoices):
    SEX_WORKERS = "sex_workers", _("Sex workers")
    MEMBERS = "members", _("Members")
    PROFESSIONALS = "professionals", _("Professionals")
    PUBLIC = "public", _("The public")
    POLICYMAKERS = "policymakers", _("Policy makers")
    STUDENTS = "students", _("Students")


class Level(models.TextChoices):
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    FEDERAL = "federal", _("Federal")
    THIRD_PARTY = "third_party", _("Third parties")
    INTERNATIONAL = "international", _("International")


class ActivityStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class CancelledBecause(models.TextChoices):
    NOBODY_FREE = "nobody", _("None of us could be there")
    FEW = "few", _("Too few would come")
    BUILDING = "building", _("The place could not be used")
    SAFETY = "safety", _("Safety")
    OTHER = "other", _("Another reason")


class PartnerRole(models.TextChoices):
    PARTNER = "partner", _("Partner")
    COUNTERPART = "counterpart", _("Who was spoken to")


class Unit(models.TextChoices):
    """What a part of an event is counted in; two units are never added."""

    ENTRIES = "entries", pgettext_lazy("what a public event is counted in", "Entries")
    PERSONS = "persons", _("Persons")
    SEATS = "seats", _("Seats")


class State(models.TextChoices):
    """How it stands with somebody who wants to come."""

    ASKED = "asked", _("Wants a word with the team first")
    COMING = "coming", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", _("Not welcomed")
    CANCELLED = "cancelled", _("Gave the place back")


class VouchedBy(models.TextChoices):
    """How she may learn the place."""

    NOBODY = "", _("Nobody yet")
    INVITATION = "invitation", _("An invitation phrase")
    WELCOMED = "welcomed", _("A phrase that was welcomed before")
    MEMBER = "member", _("A member, signed in")
    WORD = "word", _("A word with the team")


class GivenBy(models.TextChoices):
    """Who handed an invitation phrase on."""

    TEAM = "team", _("The team")
    ROUND = "round", _("A round")
    HOST = "host", _("A host")


class WishState(models.TextChoices):
    OPEN = "open", _("Not taken up yet")
    TAKEN = "taken", _("Taken up")
    DONE = "done", _("Done")
    NOT_NOW = "not_now", _("Not now")


class Rule(models.TextChoices):
    """How something takes place again and again."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month, on the same weekday of the month")
