"""The log of the Open House and the helpdesk. Nobody here has a name, and no row tells the time of day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation
from utsopi.privacy.declare import Declares, Kept
from utsopi.privacy.sealed import SealedField
from utsopi.records import Record, Referenced

from .choices import Channel, FirstThisYear, Origin, Outcome, Service, SessionStatus


class Labelled(Record):
    """A code that never changes with a label in each language of the office."""

    code = models.SlugField(max_length=60)
    label_en = models.CharField(max_length=120)
    label_fr = models.CharField(max_length=120)
    label_nl = models.CharField(max_length=120)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """In the language that is switched on; English for any other."""
        return getattr(self, f"label_{(get_language() or 'en')[:2]}", "") or self.label_en

    def __str__(self) -> str:
        return self.label


class Person(Referenced):
    """Somebody who was helped, by reference, never by name; as a rule a record that no later visit joins."""

    region = models.CharField(_("region"), max_length=10, choices=Region, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)

    privacy = Declares(
        "Counting people helped without knowing them.",
        Kept.WITH_THE_FIGURES,
        coded="region origin language is_anonymous",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("person helped")
        verbose_name_plural = _("people helped")
        constraints = [
            models.CheckConstraint(condition=Q(region__in=["", *Region.values]), name="person_region_known"),
            models.CheckConstraint(condition=Q(origin__in=["", *Origin.values]), name="person_origin_known"),
        ]
        indexes = [models.Index(fields=["region", "id"], name="person_region")]


class OpenHouseSession(Referenced):
    """One Open House afternoon; held also when nobody came."""

    held_on = models.DateField(_("date"))
    city = models.CharField(_("city"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=SessionStatus)

    privacy = Declares(
        "Which afternoons took place.",
        Kept.WITH_THE_FIGURES,
        coded="held_on city status",
        plumbing="id reference",
    )

    class Meta:
        verbose_name = _("Open House afternoon")
        verbose_name_plural = _("Open House afternoons")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="session_status_known")
        ]
        indexes = [models.Index(fields=["held_on", "status"], name="session_day")]


class Request(Referenced):
    """One time somebody asked for support, with the questions asked then."""

    received_on = models.DateField(_("date"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    session = models.ForeignKey(
        OpenHouseSession, on_delete=models.PROTECT, null=True, related_name="requests"
    )
    referred_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="requests_referred_in"
    )
    first_this_year = models.CharField(
        _("first visit this year"), max_length=3, choices=FirstThisYear, blank=True
    )

    privacy = Declares(
        "How often support was asked for, and on which way.",
        Kept.WITH_THE_FIGURES,
        coded="received_on channel referred_by first_this_year",
        plumbing="id reference person session",
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="request_channel_known"),
            models.CheckConstraint(
                condition=Q(first_this_year__in=["", *FirstThisYear.values]), name="request_first_known"
            ),
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
            )
        ]


class Category(Labelled):
    """A group of topics on one of the two doors."""

    service = models.CharField(max_length=10, choices=Service)

    privacy = Declares(
        "Ordering what is asked.",
        Kept.WHILE_IN_USE,
        coded="code label_en label_fr label_nl service",
        plumbing="id",
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["service", "code"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="category_code_once_per_service"),
            models.CheckConstraint(condition=Q(service__in=Service.values), name="category_service_known"),
        ]


class Topic(Labelled):
    """What a question is about: one thing, listed under one category per service."""

    categories = models.ManyToManyField(Category, through="Listing", related_name="topics")

    privacy = Declares(
        "Counting what is asked.",
        Kept.WHILE_IN_USE,
        coded="code label_en label_fr label_nl",
        plumbing="id categories",
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code"], name="topic_code_once")]


class Listing(Record):
    """Where a topic is listed; `service` repeats the category's, so that the database holds the rule."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="listings")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="listings")
    service = models.CharField(max_length=10, choices=Service)

    privacy = Declares(
        "Which topic is offered where.", Kept.WHILE_IN_USE, coded="service", plumbing="id topic category"
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(fields=["topic", "service"], name="topic_listed_once_per_service"),
            models.CheckConstraint(condition=Q(service__in=Service.values), name="listing_service_known"),
        ]


class Question(Referenced):
    """One thing asked in a request. It keeps its category, so that a topic that moves changes no past year.

    What cannot be said in codes stands in `note`, sealed and short-lived; `note_by` wrote it last.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    organisations = models.ManyToManyField(Organisation, through="Involvement", related_name="questions")
    note = SealedField(_("note"), max_length=400, null=True)
    note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    privacy = Declares(
        "What people asked, and what came of it.",
        Kept.WITH_THE_FIGURES,
        identifying="note",
        coded="category topic outcome organisations",
        plumbing="id reference request note_by",
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
        ]


class Involvement(Record):
    """One organisation taking part in one question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="involvements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="involvements")

    privacy = Declares(
        "Who took part in answering.", Kept.WITH_THE_FIGURES, coded="organisation", plumbing="id question"
    )

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        constraints = [
            models.UniqueConstraint(fields=["question", "organisation"], name="involvement_once_per_question")
        ]
