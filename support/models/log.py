"""The log itself: people without a name, requests, and the questions asked in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation
from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record, Referenced

from ..choices import Channel, FirstThisYear, Origin, Outcome
from .afternoons import OpenHouseSession
from .topics import Category, Topic

CODE_LENGTH = 7  # of the code on a card, without its hyphens
WORD_BYTES = 10  # of the fingerprint of a recognition word


class Person(Referenced):
    """Somebody who was helped, by reference, never by name; as a rule a record that no later visit joins.

    Only after "told and agreed" does she carry a code (on a plain card that she keeps) or the fingerprint of a word
    she chose, good for one year; either lets her next visit be counted as hers. Neither is ever exported.
    """

    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    code = models.CharField(  # noqa: DJ001  none is NULL: the empty text would be taken by the first person
        _("code on the card"), max_length=CODE_LENGTH, null=True, unique=True
    )
    word = models.BinaryField(max_length=WORD_BYTES, null=True)
    word_year = models.PositiveSmallIntegerField(null=True)
    told_on = models.DateField(_("told and agreed on"), null=True)
    agreed_text = models.CharField(_("text she agreed to"), max_length=20, blank=True)

    privacy = Declares(
        "Counting people helped without knowing them.",
        Kept.WITH_THE_FIGURES,
        coded="region origin language is_anonymous told_on agreed_text",
        plumbing="id reference code word word_year",
    )

    class Meta:
        verbose_name = _("person helped")
        verbose_name_plural = _("people helped")
        constraints = [
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="person_region_known"),
            models.CheckConstraint(condition=Q(origin__in=["", *Origin.values]), name="person_origin_known"),
            models.UniqueConstraint(fields=["word_year", "word"], name="person_word_once_a_year"),
            models.CheckConstraint(
                condition=Q(code__isnull=True, word__isnull=True)
                | Q(told_on__isnull=False, is_anonymous=False),
                name="person_known_again_only_if_agreed",
            ),
            models.CheckConstraint(
                condition=Q(word__isnull=True, word_year__isnull=True)
                | Q(word__isnull=False, word_year__isnull=False),
                name="person_word_has_its_year",
            ),
        ]
        indexes = [models.Index(fields=["region", "id"], name="person_region")]

    @property
    def is_recognised(self) -> bool:
        """Whether a later visit can be counted as hers: she carries a code or a word."""
        return self.code is not None or self.word is not None


class Request(Referenced):
    """One time somebody asked for support, with the questions asked then.

    `number` counts the visitors of an open afternoon and is gone when it ends. `logged_by` wrote it down, on
    `logged_on`; both are empty for what a workbook brought in.
    """

    received_on = models.DateField(_("date"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    session = models.ForeignKey(
        OpenHouseSession, on_delete=models.PROTECT, null=True, related_name="requests", db_index=False
    )
    referred_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="requests_referred_in"
    )
    first_this_year = models.CharField(
        _("first visit this year"), max_length=3, choices=FirstThisYear, blank=True
    )
    number = models.PositiveSmallIntegerField(_("number for the day"), null=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    logged_on = models.DateField(_("logged on"), null=True)

    privacy = Declares(
        "How often support was asked for, and on which way.",
        Kept.WITH_THE_FIGURES,
        coded="received_on channel referred_by first_this_year logged_on",
        plumbing="id reference person session number logged_by",
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="request_channel_known"),
            models.CheckConstraint(
                condition=Q(first_this_year__in=["", *FirstThisYear.values]), name="request_first_known"
            ),
            models.UniqueConstraint(fields=["session", "number"], name="request_number_once_a_day"),
            models.CheckConstraint(
                condition=Q(channel=Channel.OPEN_HOUSE, session__isnull=False)
                | (~Q(channel=Channel.OPEN_HOUSE) & Q(session__isnull=True)),
                name="request_session_iff_open_house",
                violation_error_message=_("A request at the Open House has a session; no other has one."),
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "received_on",
                    "channel",
                    "first_this_year",
                    "referred_by",
                    "person",
                    "session",
                    "id",
                ],
                name="request_counted",
            ),
            # the log, newest first: whole, at one door, and what one of us wrote down
            models.Index(fields=["received_on", "id"], name="request_by_day"),
            models.Index(fields=["channel", "received_on", "id"], name="request_by_door"),
            models.Index(
                fields=["logged_by", "id"], condition=Q(logged_by__isnull=False), name="request_by_author"
            ),
            models.Index(
                fields=["logged_on", "logged_by"], condition=Q(logged_by__isnull=False), name="request_logged"
            ),
        ]


class Question(Referenced):
    """One thing asked in a request. It keeps its category, so that a topic that moves changes no past year.

    What cannot be said in codes stands in `note`, sealed and short-lived; `note_by` wrote it last. `logged_by` wrote
    the question down, on `logged_on`: not always who wrote down the request.
    """

    # the indexes below begin with each of these three
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions", db_index=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions", db_index=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    organisations = models.ManyToManyField(Organisation, through="Involvement", related_name="questions")
    note = SealedField(_("note"), max_length=400, null=True)
    note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    logged_on = models.DateField(_("logged on"), null=True)

    privacy = Declares(
        "What people asked, and what came of it.",
        Kept.WITH_THE_FIGURES,
        identifying="note",
        coded="category topic outcome organisations logged_on",
        plumbing="id reference request note_by logged_by",
        shorter={"note": Kept.NOTE, "note_by": Kept.NOTE},
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="question_outcome_known")
        ]
        indexes = [
            models.Index(fields=["request", "category", "topic", "outcome"], name="question_counted"),
            models.Index(fields=["outcome", "request"], name="question_outcome"),
            models.Index(fields=["topic", "outcome", "request"], name="question_topic"),
            models.Index(fields=["category", "outcome", "request"], name="question_category"),
            models.Index(
                fields=["logged_by", "request"],
                condition=Q(logged_by__isnull=False),
                name="question_by_author",
            ),
        ]


class Involvement(Record):
    """One organisation taking part in one question."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="involvements", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="involvements", db_index=False
    )

    privacy = Declares(
        "Who took part in answering.", Kept.WITH_THE_FIGURES, coded="organisation", plumbing="id question"
    )

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        constraints = [
            models.UniqueConstraint(fields=["question", "organisation"], name="involvement_once_per_question")
        ]
        indexes = [models.Index(fields=["organisation", "question"], name="involvement_organisation")]
