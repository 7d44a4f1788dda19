"""Counting people without knowing them: a code on a card, or a word of hers, and what ends both.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
What is sensitive is taken apart before anything ties a visit to a person who can be known again.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.audit.models import AuditEntry
from utsopi.privacy.keyring import Locked

from .. import agreed, codes, words
from ..models import DeskSettings, Person, Question, Request, WordYear
from .log import OF_THE_PERSON, apart_from

LOOK_UPS_A_DAY = 30  # of one account, codes and words together
LOOK_UP = "support.LookUp"  # what the trail calls a look-up; nobody is named there


# ── a card ────────────────────────────────────────────────────────────────────────────────────────


def give_code(*, request: Request, agreed_text: str, by) -> Person:
    """A code for whoever this visit is of; the one she has, where she has one. `agreed_text` is the version of
    what she was told and agreed to."""
    _refuse_unless_agreed(agreed_text, agreed.CODE)
    with transaction.atomic():
        person = _locked(request.person)
        if person.code is None:
            _take_apart(person, by)
            _keep_code(_agreed(person, agreed_text))
            record(Action.CHANGE, Person._meta.label, by=by, object_id=person.pk, fields=["code", "told_on"])
    return person


def known_again(*, request: Request, code: str, by) -> Person:
    """This visit is of whoever carries the code. Every try is counted and written in the trail."""
    typed = codes.normal(code)
    if not codes.is_well_formed(typed):
        raise ValidationError(_("This code cannot be right: a character is wrong or missing."), code="code")
    _count_look_up(by)
    found = Person.objects.filter(code=typed).first()
    if found is None:
        raise ValidationError(_("Nobody has this code any more, or nobody ever had it."), code="code")
    return _join(request, found, by)


def forget_code(*, person: Person, by) -> None:
    """She gave her card back, or wants to be known no longer: code and word are deleted. How many visits were of
    one person stays, so that no figure changes; nothing leads to her any more."""
    with transaction.atomic():
        person = _locked(person)
        if person.is_recognised:
            person.code = person.word = person.word_year = None
            person.save(update_fields=["code", "word", "word_year"])
            record(Action.ERASE, Person._meta.label, by=by, object_id=person.pk, fields=["code", "word"])


# ── a word ────────────────────────────────────────────────────────────────────────────────────────


def choose_word(*, request: Request, word: str, colour: str, agreed_text: str, by) -> Person:
    """She chose a word and a colour, good for the year of this visit. Raises Locked without the year's key."""
    _refuse_unless_agreed(agreed_text, agreed.WORD)
    _refuse_unless_words(word)
    year = request.received_on.year
    _count_look_up(by)
    _begin_year(year)
    value = words.fingerprint(word, colour, year)
    with transaction.atomic():
        _refuse_closed(WordYear.objects.select_for_update().get(year=year))
        person = _locked(request.person)
        if Person.objects.filter(word_year=year, word=value).exclude(pk=person.pk).exists():
            raise ValidationError(_("Somebody else has this word: choose another."), code="word")
        _take_apart(person, by)
        person.word, person.word_year = value, year
        _agreed(person, agreed_text).save()
        record(Action.CHANGE, Person._meta.label, by=by, object_id=person.pk, fields=["word", "told_on"])
    return person


def known_by_word(*, request: Request, word: str, colour: str, by) -> Person:
    """This visit is of whoever chose the word and colour this year. Every try is counted and in the trail."""
    _refuse_unless_words(word)
    year = request.received_on.year
    _count_look_up(by)
    of_the_year = Person.objects.filter(word_year=year)
    # before the first word there is no key to compare with
    value = words.fingerprint(word, colour, year) if of_the_year.exists() else None
    found = of_the_year.filter(word=value).first() if value else None
    if found is None:
        raise ValidationError(_("Nobody chose this word and colour this year."), code="word")
    return _join(request, found, by)


def switch_words(*, on: bool, by) -> None:
    """Whether words may be chosen; those that were chosen stay until their year is closed."""
    with transaction.atomic():
        DeskSettings.objects.update_or_create(pk=1, defaults={"has_words": on})
        record(Action.CHANGE, DeskSettings._meta.label, by=by, fields=["has_words"])


# ── the year is over ──────────────────────────────────────────────────────────────────────────────


def close_year(*, year: int, by) -> WordYear:
    """Counts the different people who could be known again in `year`, deletes its words, the codes of people not
    seen since, and then its key: from now on nobody can link or test anyone. For good; again, it only deletes a
    key that could not be deleted before (OSError)."""
    if year >= timezone.localdate().year:
        raise ValidationError(_("A year is closed once it is over."))
    with transaction.atomic():
        closed, _made = WordYear.objects.select_for_update().get_or_create(year=year)
        if closed.closed_on is None:
            closed.people, closed.closed_on = _people_of(year), timezone.localdate()
            closed.save()
            gone = {"words": _wipe_words(year), "codes": _wipe_codes(year)}
            record(Action.ERASE, WordYear._meta.label, by=by, object_id=closed.pk, counts=gone)
    # only what is committed: a year that stays open needs its key
    words.delete_key(year)
    return closed


def years_to_close() -> list[int]:
    """Years that are over, in which somebody agreed to be known again, and that were not closed; latest first."""
    told = {day.year for day in Person.objects.dates("told_on", "year")}
    told |= set(WordYear.objects.values_list("year", flat=True))
    done = set(WordYear.objects.filter(closed_on__isnull=False).values_list("year", flat=True))
    left = {year for year in told - done if year < timezone.localdate().year}
    return sorted(left | {year for year in done if words.has_key(year)}, reverse=True)


def _people_of(year: int) -> int:
    """Different people who agreed to be known again and came in the year, also those who gave a card back."""
    came = Request.objects.filter(received_on__year=year, person__told_on__isnull=False)
    return came.filter(person__is_anonymous=False).values("person").distinct().count()


def _wipe_words(year: int) -> int:
    return Person.objects.filter(word_year=year).update(word=None, word_year=None)


def _wipe_codes(year: int) -> int:
    """Of people whose last visit was in that year or before."""
    seen_since = Request.objects.filter(received_on__gt=date(year, 12, 31)).values("person")
    return Person.objects.filter(code__isnull=False).exclude(pk__in=seen_since).update(code=None)


# ── how ───────────────────────────────────────────────────────────────────────────────────────────


def _refuse_unless_agreed(agreed_text: str, needed: str) -> None:
    if agreed_text != needed:
        raise ValidationError(_("Only once she was told and agreed."), code="agreed_text")


def _refuse_unless_words(word: str) -> None:
    if not DeskSettings.current().has_words:
        raise ValidationError(_("Words are not used in this house."), code="word")
    if len(words.normal(word)) < words.SHORTEST:
        raise ValidationError(_("A longer word, please: three letters or digits at least."), code="word")


def _refuse_closed(year: WordYear) -> None:
    if year.closed_on is not None:
        raise ValidationError(_("This year is closed: its words are gone."), code="word")


def _count_look_up(by) -> None:
    """Today's tries are counted in the trail itself, which keeps the day only."""
    tried = AuditEntry.objects.filter(by_id=by.pk, on=timezone.localdate(), model=LOOK_UP)
    if tried.count() >= LOOK_UPS_A_DAY:
        raise ValidationError(
            _("That was the last try for today: %(count)s a day for each of us.") % {"count": LOOK_UPS_A_DAY}
        )
    record(Action.CREATE, LOOK_UP, by=by)


def _begin_year(year: int) -> None:
    """The year and its key, made when the first word is chosen. A key that is missing later is never made anew:
    with another one everybody would be counted once more."""
    with transaction.atomic():
        begun, _made = WordYear.objects.select_for_update().get_or_create(year=year)
        _refuse_closed(begun)
        if not words.has_key(year):
            if Person.objects.filter(word_year=year).exists():
                raise Locked(f"The key of the words of {year} is not here.")
            words.make_key(year)


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _agreed(person: Person, text: str) -> Person:
    person.is_anonymous, person.told_on, person.agreed_text = False, timezone.localdate(), text
    return person


def _keep_code(person: Person) -> None:
    """A code that nobody has: with ten thousand given out, one draw in sixty thousand is taken already."""
    while person.code is None:
        person.code = codes.new_code()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:
            if not Person.objects.filter(code=person.code).exists():
                raise
            person.code = None


def _take_apart(person: Person, by) -> None:
    """What she asked that is sensitive goes onto anonymous requests, before she can be known again."""
    asked = Question.objects.filter(request__person=person, topic__is_sensitive=True)
    apart: dict = {}
    for question in asked.select_related("request__person", "request__session"):
        if question.request_id not in apart:
            apart[question.request_id] = apart_from(question.request, by)
        question.request = apart[question.request_id]
        question.save(update_fields=["request"])


def _join(request: Request, found: Person, by) -> Person:
    """The visit, and whatever else was of its person, is hers; what was not known of her is filled."""
    with transaction.atomic():
        found, was = _locked(found), _locked(request.person)
        if was == found:
            return found
        if not was.is_anonymous:
            raise ValidationError(_("This visit is of somebody else already: part it first."))
        _take_apart(was, by)
        was.requests.update(person=found)
        for name in OF_THE_PERSON:
            setattr(found, name, getattr(found, name) or getattr(was, name))
        found.save(update_fields=OF_THE_PERSON)
        _drop(was)
        record(Action.CHANGE, Request._meta.label, by=by, object_id=request.pk, fields=["person"])
    request.person = found
    return found


def _drop(person: Person) -> None:
    """A person of whom nothing tells any more; where another list still does, she stays."""
    try:
        person.delete()
    except ProtectedError:
        return
