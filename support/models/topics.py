"""What is asked: topics in categories, worded in the languages of the office, and what to tell about each."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Speaks
from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record

from ..choices import Service


class Offered(models.QuerySet):
    """Questions about what can be chosen when."""

    def offered_on(self, day: date):
        """Those that may be chosen for something received on `day`."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


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
        return self.in_words("label") or self.label_en

    def in_words(self, kind: str) -> str:
        """The field `kind` in the language that is switched on; empty where it has none."""
        return getattr(self, f"{kind}_{(get_language() or 'en')[:2]}", "")

    def __str__(self) -> str:
        return self.label


class Choosable(Labelled):
    """Something to choose from `valid_from` to `valid_to`, both days included. `short_…` are the words on a button
    where the label is too long for one."""

    short_en = models.CharField(max_length=40, blank=True)
    short_fr = models.CharField(max_length=40, blank=True)
    short_nl = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(_("offered from"), null=True, blank=True)
    valid_to = models.DateField(_("offered until"), null=True, blank=True)

    objects = Offered.as_manager()

    class Meta:
        abstract = True

    @property
    def short(self) -> str:
        """The words on a button: those for buttons where there are any, else the label."""
        return self.in_words("short") or self.label


class Category(Choosable):
    """A group of topics on one of the two doors."""

    service = models.CharField(max_length=10, choices=Service)

    privacy = Declares(
        "Ordering what is asked.",
        Kept.WHILE_IN_USE,
        coded="code label_en label_fr label_nl service short_en short_fr short_nl valid_from valid_to",
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


class Topic(Choosable):
    """What a question is about: one thing, listed under one category per service.

    A `is_sensitive` one is never logged on a person who carries a code; an `is_urgent` one shows at once whom to
    call. What was merged is counted as `merged_into` from the day after its `valid_to`; earlier years stay.
    """

    categories = models.ManyToManyField(Category, through="Listing", related_name="topics")
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    is_urgent = models.BooleanField(_("whom to call is shown at once"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    privacy = Declares(
        "Counting what is asked.",
        Kept.WHILE_IN_USE,
        coded="code label_en label_fr label_nl short_en short_fr short_nl valid_from valid_to is_sensitive is_urgent",
        plumbing="id categories merged_into",
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="topic_code_once"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(valid_to__isnull=False),
                name="topic_merged_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="topic_not_into_itself"
            ),
        ]


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


class PastWording(Record):
    """How a topic or a category was worded up to and including `until_on`: a year's table keeps its words."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="past_wordings")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="past_wordings")
    until_on = models.DateField(_("until"))
    label_en = models.CharField(max_length=120)
    label_fr = models.CharField(max_length=120)
    label_nl = models.CharField(max_length=120)

    privacy = Declares(
        "What a year's tables call a topic that has another name today.",
        Kept.WHILE_IN_USE,
        coded="until_on label_en label_fr label_nl",
        plumbing="id topic category",
    )

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        ordering = ["until_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=True, category__isnull=False)
                | Q(topic__isnull=False, category__isnull=True),
                name="wording_of_one_thing",
            ),
            models.UniqueConstraint(fields=["topic", "until_on"], name="wording_once_a_topic_and_day"),
            models.UniqueConstraint(fields=["category", "until_on"], name="wording_once_a_category_and_day"),
        ]


class Guide(Record):
    """What to tell about a topic, in one language, ready to be copied; `checked_on` says when it was last true."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="guides")
    language = models.CharField(_("language"), max_length=5, choices=Speaks)
    text = models.TextField(_("text"), max_length=4000)
    checked_on = models.DateField(_("checked on"))

    privacy = Declares(
        "Answering the same question in the same words.",
        Kept.WHILE_IN_USE,
        coded="language text checked_on",
        plumbing="id topic",
    )

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["topic", "language"]
        constraints = [models.UniqueConstraint(fields=["topic", "language"], name="guide_once_a_language")]
