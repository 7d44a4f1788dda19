"""Coming to an evening without a name: who has a phrase has the place, and nobody knows who that is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record

from ..choices import GivenBy, State, VouchedBy
from .activities import Activity

PRINT_BYTES = 16  # of the keyed fingerprint of a phrase
PHRASES_OF_HOSTS = 5  # that the hosts of one evening may make together


class Evening(Record):
    """What an evening for sex workers has besides an activity. Place and duty phone are sealed; the place is told
    to welcomed phrases only, from 24 hours before. `places_left` is empty where there is no limit."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="evening")
    place = SealedField(_("place"), max_length=300, null=True)
    duty_phone = SealedField(_("duty phone"), max_length=40, null=True)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    places_left = models.PositiveSmallIntegerField(_("places left"), null=True, blank=True)
    closes_before = models.PositiveSmallIntegerField(_("hours before, no more registrations"), default=0)
    host_phrases = models.PositiveSmallIntegerField(_("phrases made by hosts"), default=0, editable=False)
    # counted on the day the registrations are erased
    registered = models.PositiveSmallIntegerField(_("had a place"), null=True, blank=True, editable=False)

    privacy = Declares(
        "Who may learn where an evening takes place, and how many can come.",
        Kept.WITH_ITS_RECORD,
        identifying="place duty_phone",
        coded="capacity closes_before host_phrases registered",
        plumbing="id activity places_left",
    )

    class Meta:
        verbose_name = _("evening")
        verbose_name_plural = _("evenings")
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True, places_left__isnull=True)
                | Q(capacity__isnull=False, places_left__isnull=False),
                name="evening_counts_places_or_not",
            ),
            models.CheckConstraint(
                condition=Q(places_left__isnull=True) | Q(places_left__lte=F("capacity")),
                name="evening_never_more_left_than_there_are",
            ),
            models.CheckConstraint(
                condition=Q(host_phrases__lte=PHRASES_OF_HOSTS), name="evening_hosts_make_few_phrases"
            ),
        ]


class Phrase(Record):
    """A phrase that somebody was given, as a keyed fingerprint: the house cannot say which words they were.

    Once `welcomed_on` an evening it opens the next ones too; unused for twelve months it goes.
    """

    fingerprint = models.BinaryField(max_length=PRINT_BYTES, unique=True)
    language = models.CharField(_("language"), max_length=5)
    welcomed_on = models.DateField(_("welcomed on"), null=True)
    last_used_on = models.DateField(_("last used on"))

    privacy = Declares(
        "Coming again without a name.",
        Kept.PHRASE,
        coded="language welcomed_on last_used_on",
        plumbing="id fingerprint",
    )

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")


class Vouch(Record):
    """An invitation phrase, good once: handed on by the team, on a round or by a host. Whoever brings it learns
    the place; what became of it is not told to whoever gave it."""

    fingerprint = models.BinaryField(max_length=PRINT_BYTES, unique=True)
    given_by = models.CharField(_("handed on by"), max_length=5, choices=GivenBy)
    made_on = models.DateField(_("made on"))
    ends_on = models.DateField(_("good until"))
    is_used = models.BooleanField(_("used"), default=False)

    privacy = Declares(
        "Nobody learns a place without being asked along.",
        Kept.DAYS,
        coded="given_by made_on ends_on is_used",
        plumbing="id fingerprint",
    )

    class Meta:
        verbose_name = _("invitation phrase")
        verbose_name_plural = _("invitation phrases")
        constraints = [
            models.CheckConstraint(condition=Q(given_by__in=GivenBy.values), name="vouch_giver_known")
        ]


class Registration(Record):
    """Somebody who wants to come, by a phrase or as a signed-in member. Erased two weeks after the evening.

    `line` orders the waiting list. `tell` is a way to be told of changes, sealed, only if she wants one; to an
    address the house can write by itself. `told_on` is when she was told how it stands now: that it is near, or,
    once it is cancelled, that it does not take place. `is_news`: she moved up or was welcomed, or the evening is at
    another time or place (`has_moved`), and was not told yet.
    """

    evening = models.ForeignKey(Evening, on_delete=models.CASCADE, related_name="registrations")
    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, null=True, related_name="registrations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="registrations")
    state = models.CharField(_("state"), max_length=9, choices=State)
    vouched_by = models.CharField(_("vouched by"), max_length=10, choices=VouchedBy, blank=True)
    line = models.PositiveIntegerField(_("place in the line"), null=True)
    is_first_time = models.BooleanField(_("first time"), default=False)
    needs = models.CharField(_("needs"), max_length=80, blank=True)  # codes of Need, parted by spaces
    language = models.CharField(_("language"), max_length=5)
    tell = SealedField(_("how to be told of changes"), max_length=120, null=True)
    tell_is_address = models.BooleanField(_("by mail"), default=False)
    told_on = models.DateField(_("told on"), null=True, editable=False)
    is_news = models.BooleanField(_("to be told that it changed"), default=False, editable=False)
    has_moved = models.BooleanField(
        _("to be told that it is at another time or place"), default=False, db_default=False, editable=False
    )

    privacy = Declares(
        "Keeping a place, and telling of changes who asked for it.",
        Kept.REGISTRATION,
        identifying="tell",
        coded="state vouched_by is_first_time needs language tell_is_address told_on is_news has_moved",
        plumbing="id evening phrase member line",
    )

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["evening", "phrase"], name="registration_once_a_phrase"),
            models.UniqueConstraint(fields=["evening", "member"], name="registration_once_a_member"),
            models.CheckConstraint(
                condition=Q(phrase__isnull=False, member__isnull=True)
                | Q(phrase__isnull=True, member__isnull=False),
                name="registration_by_phrase_or_member",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="registration_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.COMING, State.WAITING]) | ~Q(vouched_by=VouchedBy.NOBODY),
                name="registration_place_needs_a_vouch",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, line__isnull=False)
                | (~Q(state=State.WAITING) & Q(line__isnull=True)),
                name="registration_line_only_waiting",
            ),
        ]
        indexes = [models.Index(fields=["evening", "state", "line"], name="registration_line")]
