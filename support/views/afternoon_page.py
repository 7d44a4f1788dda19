"""What the page of an open afternoon shows: its visitors, the one at hand, and what she may be asked."""

from uuid import UUID, uuid4

from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from utsopi.directory.finding import all_names
from utsopi.privacy.house import is_unlocked
from utsopi.team.access import may
from utsopi.ui.chips import Chips

from .. import desk
from ..actions.drafts import drafts_of
from ..choices import SORT_LATER, Outcome, Service
from ..forms.afternoon import NO_TOPIC, HalfAskedForm, ReopenForm
from ..guiding import whom_to_call
from ..half_done import HalfDone, half_done
from ..known import Known
from ..models import DeskPreference, Draft, OpenHouseSession, Person, Question, Request
from ..planning import afternoon_of


def page(request, session: OpenHouseSession, *, form=None, chosen: UUID | None = None):
    """The page with the visitor at hand: `chosen`, or the one the address asks for, else one with a question half
    done, else the newest. `form` is a question with something wrong in it."""
    visitors = list(session.requests.select_related("person").order_by("-number", "id"))
    drafts = {each.request_id: each for each in drafts_of(request.user).filter(session=session)}
    here = _at_hand(visitors, chosen or _key(request.GET.get("visitor")), drafts)
    context = {
        "heading": _("Open afternoon"),
        **_of_the_afternoon(session, len(visitors)),
        **_who_is_there(request.user, session, visitors, here),
        "half": {key for key in drafts if here is None or key != here.pk},
        "pane": _pane(session, here, form, drafts.get(here.pk) if here else None),
        "form": form,
        "added": _added(here, _key(request.GET.get("added"))),
        "note": (form if form and "note" in form.fields else HalfAskedForm())["note"],
        "names": all_names(),
        "has_keys": is_unlocked(),
        "whom": whom_to_call(),
        "no_topic": NO_TOPIC,
        "ordinals": [*ORDINALS, FURTHER % {"number": "#"}],
    }
    return render(request, "support/afternoon.html", context, status=form.status if form else 200)


def _of_the_afternoon(session: OpenHouseSession, visitors: int) -> dict:
    """When and where it is, and how many came and asked."""
    questions = Question.objects.filter(request__session=session).count()
    return {
        "session": session,
        "session_url": reverse("afternoon_at", args=[session.pk]),
        "when": afternoon_of(session).words,
        "is_late": session.held_on < timezone.localdate(),
        "count_words": _counts_in_words(visitors, questions),
    }


def closed(request, session: OpenHouseSession, form=None):
    """How an afternoon stands that is not open: planned, cancelled, or ended. `form` has something wrong in it."""
    context = {
        "heading": _("Open afternoon"),
        "sentence": capfirst(afternoon_of(session).words),
        "session": session,
        "is_to_come": session.held_on > timezone.localdate(),
        "may_change": may(request.user, "afternoons.change"),
        "form": form,
        "reopen": form if isinstance(form, ReopenForm) else ReopenForm(),
        **counts(session),
    }
    return render(request, "support/afternoon_closed.html", context, status=form.status if form else 200)


def counts(session: OpenHouseSession) -> dict:
    """Visitors and questions as `counts`, and as `unknown` of how many we do not know what; four statements."""
    requests = session.requests.aggregate(
        visitors=Count("id"),
        no_region=Count("id", filter=Q(person__region="")),
        no_origin=Count("id", filter=Q(person__origin="")),
        no_first=Count("id", filter=Q(first_this_year="")),
    )
    questions = Question.objects.filter(request__session=session).aggregate(
        questions=Count("id"), to_sort=Count("id", filter=Q(topic__code=SORT_LATER))
    )
    unknown = [
        (_("Where she lives or works: not asked"), requests["no_region"]),
        (_("Where she comes from: not asked"), requests["no_origin"]),
        (_("First visit this year: not asked"), requests["no_first"]),
        (_("Visitors without a question"), session.requests.filter(questions=None).count()),
        (_("Questions to be sorted later"), questions["to_sort"]),
    ]
    return {"counts": requests | questions | {"drafts": session.drafts.count()}, "unknown": unknown}


# ── who is there ──────────────────────────────────────────────────────────────────────────────────


def _who_is_there(account, session: OpenHouseSession, visitors: list[Request], here: Request | None) -> dict:
    """Those who came, with what they asked: of all where she unfolded it, else of the one at hand only."""
    shows_earlier = DeskPreference.of(account).shows_earlier
    asked = _asked(session, here, shows_earlier)
    for visitor in visitors if shows_earlier else filter(None, [here]):
        _tell(visitor, asked.get(visitor.pk, []))
    return {
        "visitors": visitors,
        "here": here,
        "shows_earlier": shows_earlier,
        "half_done": _at_the_helpdesk(account),
        "new_key": uuid4(),
    }


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _at_hand(visitors: list[Request], chosen: UUID | None, drafts: dict) -> Request | None:
    found = [each for each in visitors if each.pk == chosen] or [
        each for each in visitors if each.pk in drafts
    ]
    return next(iter(found or visitors), None)


def _added(here: Request | None, key: UUID | None) -> Question | None:
    """The question that was added just before, to take it back."""
    return next((each for each in here.asked if each.pk == key), None) if here and key else None


def _at_the_helpdesk(account) -> list[HalfDone]:
    """Requests she left half done at the helpdesk; not what about, because somebody else can see the screen."""
    return [each for each in half_done(account, tells=False) if each.door == Service.HELPDESK]


def _asked(session: OpenHouseSession, only: Request | None, everybody: bool) -> dict[UUID, list[Question]]:
    """The questions of all visitors, or of one only, by visitor; others are not even read then."""
    asked = Question.objects.filter(request__session=session).select_related("topic").defer("note")
    if not everybody:
        asked = asked.filter(request=only)
    found: dict[UUID, list[Question]] = {}
    for question in asked.order_by("topic__code", "id"):
        found.setdefault(question.request_id, []).append(question)
    return found


# ── what she may be asked ─────────────────────────────────────────────────────────────────────────


def _pane(session: OpenHouseSession, here: Request | None, form, draft: Draft | None) -> dict:
    """The visitor at hand with her rows of chips; where nobody is there yet, those of the first who comes."""
    visitor, values = here or Request(person=Person()), _values(form, draft)
    asked = getattr(visitor, "asked", [])
    *topics, later = desk.topic_rows(Service.OPEN_HOUSE, session.held_on, values["topic"])
    return {
        "visitor": visitor,
        "is_blank": here is None,
        "asked": asked,
        "card": Known(visitor, back="", has_words=False).code,
        "heading": ORDINALS[len(asked)]
        if len(asked) < len(ORDINALS)
        else FURTHER % {"number": len(asked) + 1},
        "values": values,
        "region": desk.region_chips(visitor.person.region),
        "origin": desk.origin_chips(visitor.person.origin),
        "first": desk.first_chips(visitor.first_this_year),
        "later": later,
        "topics": topics,
        "outcome": desk.outcome_chips(values["outcome"] or Outcome.HANDLED),
        "organisations": desk.organisation_chips(values["organisations"]),
    }


def _values(form, draft: Draft | None) -> dict:
    """What stands in the fields of the question: what a form brought, what was left half done, or nothing."""
    values = {"key": uuid4(), "topic": "", "outcome": "", "organisations": [], "organisation": "", "note": ""}
    if form is not None:
        values |= {name: form.data[name] for name in values if name in form.data}
        values["organisations"] = [str(each.pk) for each in form.cleaned_data.get("organisations") or []]
    elif draft is not None:
        values |= {"key": draft.pk, **draft.codes}
        if draft.note is not None and is_unlocked():
            values["note"] = draft.note.open()
    return values


# ── words ─────────────────────────────────────────────────────────────────────────────────────────

ORDINALS = (
    gettext_lazy("First question: what is it about?"),
    gettext_lazy("Second question: what is it about?"),
    gettext_lazy("Third question: what is it about?"),
    gettext_lazy("Fourth question: what is it about?"),
    gettext_lazy("Fifth question: what is it about?"),
    gettext_lazy("Sixth question: what is it about?"),
)
FURTHER = gettext_lazy("Question %(number)s: what is it about?")


def _tell(visitor: Request, asked: list[Question]) -> None:
    """What the page says of a visitor who may be seen."""
    person = visitor.person
    visitor.asked, visitor.region_words = asked, _label(desk.region_chips(), person.region)
    visitor.known_words = " · ".join(
        [visitor.region_words, *([_label(desk.origin_chips(), person.origin)] if person.origin else [])]
    )
    for question in asked:
        question.outcome_words = _label(desk.outcome_chips(), question.outcome)


def _label(row: Chips, value: str) -> str:
    return next(chip.label for chip in row.chips if chip.value == value)


def _counts_in_words(visitors: int, questions: int) -> list[dict]:
    """How many visitors and questions; and one and many of each in words, with # for the number, for the browser."""

    def words(name: str, number: int, say) -> dict:
        return {
            "name": name,
            "number": number,
            "shown": say(number) % {"count": number},
            "one": say(1) % {"count": "#"},
            "many": say(2) % {"count": "#"},
        }

    return [
        words("visitors", visitors, lambda n: ngettext("%(count)s visitor", "%(count)s visitors", n)),
        words("questions", questions, lambda n: ngettext("%(count)s question", "%(count)s questions", n)),
    ]
