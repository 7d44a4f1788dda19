"""Reference data that all wings share: who runs this house, and the organisations it works with."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record


def name_key(name: str) -> str:
    """What makes two spellings of a name the same name: capitals and spaces do not count."""
    return re.sub(r"\s+", " ", name).strip().casefold()


class Installation(models.Model):
    """Who runs this house; exactly one row. `is_demo` marks a house whose records are all made up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    organisation = models.CharField(_("organisation"), max_length=80, default="UTSOPI")
    is_demo = models.BooleanField(_("demo"), default=False)
    languages = models.CharField(
        _("languages"), max_length=20, default="en fr nl"
    )  # codes, as they are offered

    privacy = Declares(
        "The name on reports, the languages to choose from, and whether the records are made up.",
        Kept.WHILE_IN_USE,
        coded="organisation is_demo languages",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("installation")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    @classmethod
    def current(cls) -> "Installation":
        """The one row, or what a house is before anybody has said anything."""
        return cls.objects.filter(id=1).first() or cls()


class Organisation(Record):
    """An organisation under its one canonical name; every name it goes by is an OrganisationName."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    privacy = Declares(
        "Partners, funders and services by one name.", Kept.WHILE_IN_USE, coded="name", plumbing="id"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationName(Record):
    """A name or alias of an organisation. `key` is the name without capitals: it belongs to one only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=240, unique=True)

    privacy = Declares(
        "Finding an organisation by any of its names.",
        Kept.WHILE_IN_USE,
        coded="name key",
        plumbing="id organisation",
    )

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)
