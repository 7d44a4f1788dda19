"""The vocabularies of evenings and of everything else that takes place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
