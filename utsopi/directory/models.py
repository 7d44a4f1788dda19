"""Reference data that all wings share: who runs this house, and the organisations it works with."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record

from .choices import Need, Profession, Reach, Speaks


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


class NeedRow(Record):
    """One thing that somebody helps with."""

    need = models.CharField(_("need"), max_length=12, choices=Need)

    class Meta:
        abstract = True
        ordering = ["need"]

    def __str__(self) -> str:
        return self.get_need_display()


class LanguageRow(Record):
    """One language that somebody answers in."""

    language = models.CharField(_("language"), max_length=5, choices=Speaks)

    class Meta:
        abstract = True
        ordering = ["language"]

    def __str__(self) -> str:
        return self.get_language_display()


class Listed(Record):
    """What stands in the directory. `checked_on`: the day on which somebody last made sure that it is still so.

    A hidden one is found by nobody who looks for help for somebody; what refers to it stays.
    """

    region = models.CharField(_("region"), max_length=10, choices=Reach, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    is_hidden = models.BooleanField(_("hidden"), default=False)

    class Meta:
        abstract = True


def region_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(region__in=["", *Reach.values]), name=name)


def known_and_once(owner: str, field: str, choices) -> list[models.BaseConstraint]:
    """For the rows of an owner's needs or languages: each is one of the choices, and none stands there twice."""
    known = models.CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}), name=f"{owner}_{field}_known"
    )
    return [known, models.UniqueConstraint(fields=[owner, field], name=f"{owner}_{field}_once")]


# ── Organisations: public facts, coded ────────────────────────────────────────────────────────────


class Organisation(Listed):
    """An organisation under its one canonical name; every name it goes by is an OrganisationName."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)

    privacy = Declares(
        "Partners, funders and services by one name, and what they do.",
        Kept.WHILE_IN_USE,
        coded="name region telephone website checked_on is_hidden",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [region_known("organisation_region_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def dial(self) -> str:
        """The telephone number as a telephone takes it; a (0) is dialled inside the country only."""
        return re.sub(r"[^+\d]", "", self.telephone.replace("(0)", ""))


class OrganisationNeed(NeedRow):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")

    privacy = Declares(
        "Finding an organisation by what it does.",
        Kept.WITH_ITS_RECORD,
        coded="need",
        plumbing="id organisation",
    )

    class Meta(NeedRow.Meta):
        verbose_name = _("what an organisation does")
        constraints = known_and_once("organisation", "need", Need)


class OrganisationLanguage(LanguageRow):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="languages")

    privacy = Declares(
        "Finding an organisation by the language it answers in.",
        Kept.WITH_ITS_RECORD,
        coded="language",
        plumbing="id organisation",
    )

    class Meta(LanguageRow.Meta):
        verbose_name = _("language of an organisation")
        constraints = known_and_once("organisation", "language", Speaks)


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


# ── Professionals: who works with us is nobody's business ─────────────────────────────────────────


class Professional(Listed):
    """Somebody whom people of the community recommend to each other: sealed, because the list of those who work with
    them is a danger to both. `recommended_by` is how many people did, never who."""

    profession = models.CharField(_("profession"), max_length=10, choices=Profession)
    name = SealedField(_("name"), max_length=120)
    reach = SealedField(_("how to reach"), max_length=400, null=True)
    warning = SealedField(_("warning"), max_length=400, null=True)
    recommended_by = models.PositiveSmallIntegerField(_("recommended by"), default=1)

    privacy = Declares(
        "Passing on whom others found good.",
        Kept.WHILE_IN_USE,
        identifying="name reach warning",
        coded="profession region recommended_by checked_on is_hidden",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("professional")
        verbose_name_plural = _("professionals")
        ordering = ["-recommended_by", "id"]  # names are sealed
        constraints = [
            region_known("professional_region_known"),
            models.CheckConstraint(
                condition=Q(profession__in=Profession.values), name="professional_profession_known"
            ),
        ]

    @property
    def is_warned(self) -> bool:
        """Whether there is a warning; what it says opens on her own page."""
        return self.warning is not None


class ProfessionalNeed(NeedRow):
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="needs")

    privacy = Declares(
        "Finding a professional by what somebody needs.",
        Kept.WITH_ITS_RECORD,
        coded="need",
        plumbing="id professional",
    )

    class Meta(NeedRow.Meta):
        verbose_name = _("what a professional does")
        constraints = known_and_once("professional", "need", Need)


class ProfessionalLanguage(LanguageRow):
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="languages")

    privacy = Declares(
        "Finding a professional by language.",
        Kept.WITH_ITS_RECORD,
        coded="language",
        plumbing="id professional",
    )

    class Meta(LanguageRow.Meta):
        verbose_name = _("language of a professional")
        constraints = known_and_once("professional", "language", Speaks)
