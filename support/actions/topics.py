"""Categories and topics: made, worded, listed, ended and merged. A year that is over keeps its table.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import SORT_LATER
from ..models import Category, Listing, PastWording, Question, Topic

LANGUAGES = ("en", "fr", "nl")
A_DAY = timedelta(days=1)


def add_category(*, service: str, labels: Mapping[str, str], shorts: Mapping[str, str], by) -> Category:
    """`labels` and `shorts` hold words by language; a short may be empty, and then the label stands on buttons."""
    with transaction.atomic():
        made = Category(service=service, code=_new_code(Category, labels["en"]), **_worded(labels, shorts))
        made.save(force_insert=True)
        record(Action.CREATE, Category._meta.label, by=by, object_id=made.pk)
    return made


def add_topic(
    *,
    categories,
    labels: Mapping[str, str],
    shorts: Mapping[str, str],
    is_sensitive: bool = False,
    is_urgent: bool = False,
    valid_from: date | None = None,
    by,
) -> Topic:
    """A topic listed under each of `categories`, of which there is one for each door at most."""
    with transaction.atomic():
        made = Topic(code=_new_code(Topic, labels["en"]), **_worded(labels, shorts))
        made.is_sensitive, made.is_urgent, made.valid_from = is_sensitive, is_urgent, valid_from
        made.save(force_insert=True)
        for category in categories:
            Listing.objects.create(topic=made, category=category, service=category.service)
        record(Action.CREATE, Topic._meta.label, by=by, object_id=made.pk)
    return made


def reword(*, thing: Topic | Category, labels: Mapping[str, str], from_on: date | None, by) -> None:
    """Other words from that day on: tables of periods that ended before keep those of their time. Without a day
    it is a correction, and all tables have the new words."""
    was = {language: getattr(thing, f"label_{language}") for language in LANGUAGES}
    if was == {language: labels[language] for language in LANGUAGES}:
        return
    with transaction.atomic():
        if from_on is not None:
            _keep_wording(thing, was, from_on)
        changed = _change(thing, {f"label_{language}": labels[language] for language in LANGUAGES})
        record(Action.CHANGE, thing._meta.label, by=by, object_id=thing.pk, fields=changed)


def set_up(*, thing: Topic | Category, shorts: Mapping[str, str], by, **facts) -> None:
    """The words on its button, and for a topic is_sensitive and is_urgent."""
    facts |= {f"short_{language}": shorts[language] for language in LANGUAGES}
    with transaction.atomic():
        if changed := _change(thing, facts):
            record(Action.CHANGE, thing._meta.label, by=by, object_id=thing.pk, fields=changed)


def offer(*, thing: Topic | Category, valid_from: date | None, valid_to: date | None, by) -> None:
    """From when until when it may be chosen, both days included; open-ended where a day is missing. What was logged
    with it stays."""
    _refuse_for_later(thing if valid_from or valid_to else None)
    if valid_from and valid_to and valid_to < valid_from:
        raise ValidationError(_("The last day is before the first."), code="valid_to")
    if isinstance(thing, Topic) and thing.merged_into_id and valid_to != thing.valid_to:
        raise ValidationError(_("It was merged: the day it ended stays."), code="valid_to")
    with transaction.atomic():
        if changed := _change(thing, {"valid_from": valid_from, "valid_to": valid_to}):
            record(Action.CHANGE, thing._meta.label, by=by, object_id=thing.pk, fields=changed)


def list_under(*, topic: Topic, service: str, category: Category | None, by) -> None:
    """Where a door lists the topic from now on; None takes it off that door. Questions keep their category."""
    _refuse_for_later(topic)
    if category is not None and category.service != service:
        raise ValidationError(_("This category belongs to the other door."))
    with transaction.atomic():
        listing = Listing.objects.filter(topic=topic, service=service).first()
        if (listing.category_id if listing else None) == (category.pk if category else None):
            return
        if category is None:
            listing.delete()
        else:
            Listing.objects.update_or_create(topic=topic, service=service, defaults={"category": category})
        record(Action.CHANGE, Topic._meta.label, by=by, object_id=topic.pk, fields=["categories"])


# ── two that are one ──────────────────────────────────────────────────────────────────────────────


def merge_topics(*, gone: Topic, kept: Topic, on: date, by) -> None:
    """From `on` they are one: `gone` is offered no longer, and periods that end on that day or later count its
    questions as those of `kept`. Earlier periods stay. A door that listed only `gone` lists `kept` in its place."""
    refuse_merging(gone, kept, on)
    with transaction.atomic():
        _change(gone, {"valid_to": on - A_DAY, "merged_into": kept})
        there = set(kept.listings.values_list("service", flat=True))
        for listing in gone.listings.exclude(service__in=there):
            Listing.objects.create(topic=kept, category_id=listing.category_id, service=listing.service)
        fields = ["valid_to", "merged_into"]
        record(Action.CHANGE, Topic._meta.label, by=by, object_id=gone.pk, fields=fields)


def refuse_merging(gone: Topic, kept: Topic, on: date) -> None:
    """Raises ValidationError where these two cannot be one from that day."""
    _refuse_for_later(gone)
    _refuse_for_later(kept)
    if gone == kept:
        raise ValidationError(_("These are one topic already."), code="kept")
    if gone.merged_into_id or kept.merged_into_id:
        raise ValidationError(_("One of them was merged already."), code="kept")
    if (gone.is_sensitive, gone.is_urgent) != (kept.is_sensitive, kept.is_urgent):
        raise ValidationError(
            _("One asks for care that the other does not ask for. Make them alike first."), code="kept"
        )
    _refuse_past_years(on)
    if gone.valid_from and on <= gone.valid_from:
        raise ValidationError(_("It was not offered yet on that day."), code="on")


def may_part(gone: Topic) -> bool:
    """Whether a merge can be undone: nothing was logged as the topic that was kept since."""
    since = Question.objects.filter(topic=gone.merged_into_id, request__received_on__gt=gone.valid_to)
    return not since.exists()


def part_topics(*, gone: Topic, by) -> None:
    """Undoes a merge: `gone` is offered again and counted as itself."""
    if gone.merged_into_id is None:
        return
    if not may_part(gone):
        raise ValidationError(_("Something was logged since: the two stay one."))
    with transaction.atomic():
        fields = _change(gone, {"valid_to": None, "merged_into": None})
        record(Action.CHANGE, Topic._meta.label, by=by, object_id=gone.pk, fields=fields)


# ── how ───────────────────────────────────────────────────────────────────────────────────────────


def _worded(labels: Mapping[str, str], shorts: Mapping[str, str]) -> dict[str, str]:
    words = {f"label_{language}": labels[language] for language in LANGUAGES}
    return words | {f"short_{language}": shorts[language] for language in LANGUAGES}


def _new_code(model: type[Topic] | type[Category], label: str) -> str:
    """A code made of the English words; it stays when they change. Each is there once, at both doors."""
    stem = slugify(label).replace("-", "_")[:50] or model._meta.model_name
    taken = set(model.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(
        code
        for number in range(len(taken) + 1)
        if (code := stem + f"_{number + 1}" * bool(number)) not in taken
    )


def _keep_wording(thing: Topic | Category, was: dict[str, str], from_on: date) -> None:
    """The words until the day before; those that only stood since the last change on the same day are dropped."""
    if from_on > timezone.localdate():
        raise ValidationError(_("New words count from today at the latest."), code="from_on")
    _refuse_past_years(from_on, "from_on")
    until = from_on - A_DAY
    last = thing.past_wordings.order_by("-until_on").first()
    if last and until < last.until_on:
        raise ValidationError(_("It was reworded later than that already."), code="from_on")
    if last is None or until > last.until_on:
        whose = {"topic": thing} if isinstance(thing, Topic) else {"category": thing}
        words = {f"label_{language}": was[language] for language in LANGUAGES}
        PastWording.objects.create(until_on=until, **whose, **words)


def _refuse_past_years(day: date, field: str = "on") -> None:
    if day.year < timezone.localdate().year:
        raise ValidationError(_("A year that is over keeps its table: take a day of this year."), code=field)


def _refuse_for_later(thing: Topic | Category | None) -> None:
    if thing is not None and thing.code == SORT_LATER:
        raise ValidationError(_("What is sorted later is always offered."))


def _change(thing, facts: Mapping) -> list[str]:
    """Writes what is not so yet; the names of the fields that changed."""
    changed = [name for name, value in facts.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, facts[name])
    if changed:
        thing.save(update_fields=changed)
    return changed
