"""How the desk is set up: for the house, for each of us, and the years in which words were chosen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record


class DeskSettings(models.Model):
    """What the coordinator decides for all; exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    has_words = models.BooleanField(_("recognition words may be chosen"), default=False)

    privacy = Declares("How the desk works.", Kept.WHILE_IN_USE, coded="has_words", plumbing="id")

    class Meta:
        verbose_name = _("settings of the desk")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_desk")]

    @classmethod
    def current(cls) -> "DeskSettings":
        """The one row, or what holds before anybody has said anything."""
        return cls.objects.filter(id=1).first() or cls()


class DeskPreference(Record):
    """How one of us likes to work. `mail` is where reminders go, sealed, in `language`; one a day at most, the last
    on `reminded_on`."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_preference"
    )
    has_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    shows_earlier = models.BooleanField(_("show what earlier visitors asked"), default=False)
    mail = SealedField(_("e-mail for reminders"), max_length=254, null=True)
    language = models.CharField(_("language of the reminders"), max_length=5, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True)

    privacy = Declares(
        "How somebody of the team likes to work, and where she wants to be reminded.",
        Kept.ACCOUNT,
        identifying="mail",
        coded="has_shortcuts shows_earlier language reminded_on",
        plumbing="id account",
    )

    class Meta:
        verbose_name = _("preference at the desk")
        verbose_name_plural = _("preferences at the desk")

    @classmethod
    def of(cls, account) -> "DeskPreference":
        """Hers, or what holds before she has said anything (not saved)."""
        return cls.objects.filter(account=account).first() or cls(account=account)


class WordYear(Record):
    """A year in which people could choose a recognition word. Closing it wipes words and codes, and its key dies;
    what stays is how many different people they stood for."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    closed_on = models.DateField(_("closed on"), null=True)
    people = models.PositiveIntegerField(_("different people"), null=True)

    privacy = Declares(
        "Which years can still be told apart, and how many people there were at least.",
        Kept.WITH_THE_FIGURES,
        coded="year closed_on people",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("year of recognition words")
        verbose_name_plural = _("years of recognition words")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, people__isnull=True)
                | Q(closed_on__isnull=False, people__isnull=False),
                name="word_year_closed_with_its_count",
            )
        ]
