"""The registers that no wing owns: press, student requests, grants, costs, team and reach."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.models import Organisation
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record, Referenced

from .choices import Tone

country_code = RegexValidator(r"\A[A-Z]{2}\Z", _("A country is two capital letters, as in BE."))


class PressArticle(Referenced):
    """One article on sex work, with one tone."""

    published_on = models.DateField(_("published on"))
    language = models.CharField(_("language"), max_length=5)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    tone = models.CharField(_("tone"), max_length=8, choices=Tone)
    mentions_union = models.BooleanField(_("mentions the union"))
    occasion = models.CharField(_("occasion"), max_length=60, blank=True)

    privacy = Declares(
        "How the press writes.",
        Kept.WITH_THE_FIGURES,
        coded="published_on language country tone mentions_union occasion",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("press article")
        verbose_name_plural = _("press articles")
        constraints = [models.CheckConstraint(condition=Q(tone__in=Tone.values), name="article_tone_known")]
        indexes = [models.Index(fields=["published_on", "country", "language"], name="article_day")]


class StudentRequest(Referenced):
    """A request from a student or a researcher, by institution."""

    received_on = models.DateField(_("received on"))
    institution = models.CharField(_("institution"), max_length=160)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    is_accepted = models.BooleanField(_("accepted"))

    privacy = Declares(
        "How many students ask, and how many are helped.",
        Kept.WITH_THE_FIGURES,
        coded="received_on institution country is_accepted",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("student request")
        verbose_name_plural = _("student requests")
        indexes = [models.Index(fields=["received_on", "is_accepted"], name="student_request_day")]


class Grant(Record):
    """What one funder gave in one calendar year, in euros."""

    year = models.PositiveSmallIntegerField(_("year"))
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    funder_group = models.CharField(_("group of funders"), max_length=60)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    privacy = Declares(
        "Where the money came from.", Kept.BOOKS, coded="year funder funder_group amount", plumbing="id"
    )

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(fields=["year", "funder"], name="grant_once_per_year_and_funder"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_not_negative"),
        ]


class Cost(Record):
    """What was spent on one category in one calendar year, in euros."""

    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=60)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    privacy = Declares("Where the money went.", Kept.BOOKS, coded="year category amount", plumbing="id")

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            models.UniqueConstraint(fields=["year", "category"], name="cost_once_per_year_and_category"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_not_negative"),
        ]


class TeamSize(Record):
    """How many people were employed on a day, and in how many full-time posts."""

    on_date = models.DateField(_("on"), unique=True)
    headcount = models.PositiveSmallIntegerField(_("employees"))
    fte = models.DecimalField(_("full-time posts"), max_digits=6, decimal_places=2)

    privacy = Declares(
        "The size of the team.", Kept.WITH_THE_FIGURES, coded="on_date headcount fte", plumbing="id"
    )

    class Meta:
        verbose_name = _("size of the team")
        verbose_name_plural = _("sizes of the team")
        constraints = [models.CheckConstraint(condition=Q(fte__gte=0), name="team_fte_not_negative")]


class ReachReading(Record):
    """What a counter of a campaign showed on a day; a later reading replaces an earlier one."""

    campaign = models.CharField(_("campaign"), max_length=120)
    medium = models.CharField(_("medium"), max_length=120)
    measured_on = models.DateField(_("read on"))
    views = models.PositiveBigIntegerField(_("views"))
    is_estimated = models.BooleanField(_("estimated"))

    privacy = Declares(
        "How far campaigns reached.",
        Kept.WITH_THE_FIGURES,
        coded="campaign medium measured_on views is_estimated",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("reading of a counter")
        verbose_name_plural = _("readings of counters")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "medium", "measured_on"], name="reach_read_once_a_day"
            )
        ]
