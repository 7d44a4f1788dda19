"""Asking to join, and the charter that is agreed to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record

from ..choices import JoinedThrough, JoiningState
from .membership import Member

PRINT_BYTES = 16  # of the keyed fingerprint of a code


class Charter(Record):
    """One version of the charter; which one somebody agreed to stays known."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    valid_from = models.DateField(_("from"))

    privacy = Declares("What members agree to.", Kept.WHILE_IN_USE, coded="version valid_from", plumbing="id")

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["-valid_from"]


class CharterText(Record):
    """The charter in one language."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("text"), max_length=8000)

    privacy = Declares(
        "Reading the charter in her language.",
        Kept.WHILE_IN_USE,
        coded="language text",
        plumbing="id charter",
    )

    class Meta:
        verbose_name = _("text of a charter")
        verbose_name_plural = _("texts of charters")
        constraints = [
            models.UniqueConstraint(fields=["charter", "language"], name="charter_text_once_a_language")
        ]


class Joining(Record):
    """Somebody asked to join. Until the team has welcomed her there is no membership; once it declined, who she is
    goes after 30 days, and what stays is that somebody asked. Where nobody decides, all of it goes after 180 days."""

    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="joinings")
    asked_on = models.DateField(_("asked on"))
    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    language = models.CharField(_("language"), max_length=5)
    joined_through = models.CharField(_("joined through"), max_length=15, choices=JoinedThrough)
    is_sex_worker = models.BooleanField(_("sex worker"), default=True)
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, null=True, related_name="joinings")
    state = models.CharField(_("state"), max_length=8, choices=JoiningState, default=JoiningState.ASKED)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # of the code by which she comes back without e-mail; the house cannot say which code it was
    code_print = models.BinaryField(max_length=PRINT_BYTES, null=True, unique=True)
    # the member, or somebody else who asked, who has the address or number that she gave
    same_as = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    privacy = Declares(
        "Deciding who joins.",
        Kept.WITH_THE_MEMBER,
        coded="asked_on region language joined_through is_sex_worker charter state decided_on",
        plumbing="id member decided_by code_print same_as",
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JoiningState.values), name="joining_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[JoiningState.ASKED, JoiningState.TO_TALK], decided_on__isnull=True)
                | Q(state__in=[JoiningState.WELCOMED, JoiningState.DECLINED], decided_on__isnull=False),
                name="joining_decided_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=[JoiningState.ASKED, JoiningState.TO_TALK]),
                name="joining_once_at_a_time",
            ),
        ]
