"""Logging while somebody asks: a request, what is known of her, and her questions.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
Keys are made by the browser: what is sent again makes nothing twice.
"""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.privacy.keyring import Locked, keyring
from utsopi.ready import Blank, Ready, insert

from ..choices import NAMES_ORGANISATIONS, SORT_LATER, Channel, Service
from ..models import Category, Draft, Involvement, Listing, OpenHouseSession, Person, Question, Request, Topic

OF_THE_PERSON = ("region", "origin", "language")
OF_THE_REQUEST = ("first_this_year", "referred_by")


class NotHers(LookupError):
    """A key that somebody else's record has: for whoever asks there is no such record."""


def begin_request(
    *,
    key: UUID,
    channel: str,
    received_on: date,
    session: OpenHouseSession | None = None,
    region: str = "",
    origin: str = "",
    language: str = "",
    first_this_year: str = "",
    referred_by=None,
    by,
) -> Request:
    """A request under `key`, with an anonymous person of its own; the one that is there already if it is hers.

    At the Open House the day is that of the `session`, which must be open. Raises NotHers, ValidationError.
    """
    facts = {"first_this_year": first_this_year, "referred_by": referred_by}

    def make() -> Request:
        person = Person.objects.create(region=region, origin=origin, language=language)
        made = _new_request(key, person, channel, received_on, session, by, **facts)
        record(Action.CREATE, Request._meta.label, by=by, object_id=key)
        return made

    return _once(Request, key, by, make)


def say(*, request: Request, by, **facts) -> None:
    """Keeps what became known: of the person region, origin and language, of the request first_this_year and
    referred_by. What is as it was is not written again."""
    if unknown := facts.keys() - {*OF_THE_PERSON, *OF_THE_REQUEST}:
        raise TypeError(f"Nobody asks for {', '.join(sorted(unknown))}.")
    person = _new_in(request.person, {name: facts[name] for name in OF_THE_PERSON if name in facts})
    own = _new_in(request, {name: facts[name] for name in OF_THE_REQUEST if name in facts})
    if not (person or own):
        return
    with transaction.atomic():
        changed = [*change(request.person, person), *change(request, own)]
        record(Action.CHANGE, Request._meta.label, by=by, object_id=request.pk, fields=changed)


DRAFT = Ready(
    lambda: Draft.objects.filter(pk=Blank("key", models.UUIDField), author=Blank("author", models.UUIDField))
)


def log_question(
    *,
    key: UUID,
    request: Request,
    topic: Topic,
    outcome: str,
    organisations: Sequence = (),
    note: str = "",
    by,
) -> Question:
    """A question under `key`, in the category where the door of the request lists its topic; the draft of that key
    goes. The one that is there already if it is hers.

    What is sensitive never joins a code or a word: it goes onto an anonymous request of the same day and door, and
    `question.request` is that one. Raises NotHers, ValidationError.
    """

    def make() -> Question:
        category = category_of(topic, request)
        judge(outcome, organisations, note)
        _open(request.session)
        question = Question(pk=key, category=category, topic=topic, outcome=outcome, note=note or None)
        question.request = apart_from(request, by) if must_part(topic, request.person) else request
        question.note_by, question.logged_by, question.logged_on = (
            by if note else None,
            by,
            timezone.localdate(),
        )
        insert(question)
        involve(question, organisations)
        DRAFT.delete(key=key, author=by.pk)
        record(Action.CREATE, Question._meta.label, by=by, object_id=key)
        return question

    return _once(Question, key, by, make)


def _once(model: type[models.Model], key: UUID, by, make: Callable):
    """What `make` makes, in one transaction; where it cannot, because the key is there already, what has the key.
    Looking first would cost every step a statement, and two that come at once would both see nothing."""
    try:
        with transaction.atomic():
            return make()
    except (IntegrityError, ValidationError):
        if (found := _hers(model, key, by)) is None:
            raise
        return found


def _hers(model, key: UUID, by):
    found = model.objects.filter(pk=key).first()
    if found is not None and found.logged_by_id != by.pk:
        raise NotHers(str(key))
    return found


def _new_request(key, person, channel, received_on, session, by, **facts) -> Request:
    day, number = received_on, None
    if session is not None:
        # whoever ends the afternoon, or counts on, waits for this row
        session = OpenHouseSession.objects.select_for_update().get(pk=session.pk)
        _open(session)
        day, number = session.held_on, _next_number(session)
    today = timezone.localdate()
    if day > today:
        raise ValidationError(_("This day is still to come."), code="received_on")
    if (channel == Channel.OPEN_HOUSE) != (session is not None):
        raise ValidationError(_("A request at the Open House belongs to an afternoon; no other does."))
    return Request.objects.create(
        pk=key,
        person=person,
        channel=channel,
        received_on=day,
        session=session,
        number=number,
        logged_by=by,
        logged_on=today,
        **facts,
    )


def _open(session: OpenHouseSession | None) -> None:
    if session is not None and not session.is_open:
        raise ValidationError(_("This afternoon has ended. Open it again to add to it."), code="session")


def _next_number(session: OpenHouseSession) -> int:
    return (session.requests.aggregate(last=Max("number"))["last"] or 0) + 1


# ── what may be chosen ────────────────────────────────────────────────────────────────────────────


LISTED = Ready(
    lambda: Listing.objects.select_related("category").filter(
        topic=Blank("topic", models.UUIDField), service=Blank("door", models.CharField)
    )
)


def category_of(topic: Topic, request: Request) -> Category:
    door, known = door_of(request), vars(topic).get("listed")
    listing = LISTED.first(topic=topic.pk, door=door) if known is None else known.get(door)
    day = request.received_on
    if listing is None or not (_is_offered(topic, day) and _is_offered(listing.category, day)):
        raise ValidationError(_("This topic is not offered here on that day."), code="topic")
    return listing.category


def door_of(request: Request) -> Service:
    """The door at which a request came in."""
    return Channel(request.channel).service


def _is_offered(thing: Topic | Category, day: date) -> bool:
    return thing.code == SORT_LATER or (thing.valid_from or day) <= day <= (thing.valid_to or day)


def judge(outcome: str, organisations: Sequence, note: str = "") -> None:
    if organisations and outcome not in NAMES_ORGANISATIONS:
        raise ValidationError(
            _("Organisations are named where it was answered with a partner or passed on."),
            code="organisations",
        )
    if note and (problem := text_cannot_be_kept()):
        raise problem


def text_cannot_be_kept() -> ValidationError | None:
    """What to say while the keys are away: nothing that was typed can be sealed then."""
    try:
        keyring()
    except Locked:
        told = _("Notes cannot be kept just now: the keys are away. All else can be saved.")
        return ValidationError(told, code="note")
    return None


def involve(question: Question, organisations: Sequence) -> None:
    if organisations:
        Involvement.objects.bulk_create(
            Involvement(question=question, organisation=each) for each in dict.fromkeys(organisations)
        )


def must_part(topic: Topic, person: Person) -> bool:
    return topic.is_sensitive and person.is_recognised


def apart_from(request: Request, by) -> Request:
    """A new request of the same day and door that nothing ties to her; called within a verb of `by`."""
    person = Person.objects.create(region=request.person.region)
    return _new_request(None, person, request.channel, request.received_on, request.session, by)


def _new_in(row: models.Model, facts: dict) -> dict:
    """Those of the facts that are not so yet."""
    return {name: value for name, value in facts.items() if getattr(row, name) != value}


def change(row: models.Model, facts: dict) -> list[str]:
    """Writes what is not so yet; the names of the fields that changed."""
    new = _new_in(row, facts)
    for name, value in new.items():
        setattr(row, name, value)
    if new:
        row.save(update_fields=list(new))
    return list(new)
