"""What the page of the helpdesk shows: the request at hand, those of today, what is half done and what waits."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Max, Prefetch, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from utsopi.directory.finding import all_names
from utsopi.privacy.house import is_unlocked
from utsopi.ui.chips import Chip, Chips

from .. import desk
from ..choices import Channel, Outcome, Service
from ..forms.helpdesk import CHANNELS, FACTS, NO_CHANNEL, NO_TOPIC, DraftForm, HelpdeskForm
from ..guiding import whom_to_call
from ..half_done import HalfDone, half_done, may_tell
from ..models import OpenHouseSession, Question, Request
from ..waiting import waiting

KEYS = {Channel.PHONE: "t", Channel.EMAIL: "m", Channel.MESSAGING: "s"}


def page(
    request,
    values: dict | None = None,
    *,
    form: DraftForm | None = None,
    asked: Request | None = None,
    goes_on: bool = False,
):
    """The page with `values` in its fields, or what a form brought with what is wrong in it. `asked` is the request
    that the question at hand belongs to, where it was logged already; `goes_on` says that it was left half done."""
    values = _values(values or {}, form, asked)
    context = {
        "heading": _("Helpdesk"),
        "sentence": capfirst(date_format(timezone.localdate(), "l j F")),
        "day": timezone.localdate(),
        "form": form,
        "note": (form if isinstance(form, HelpdeskForm) else HelpdeskForm())["note"],
        "form_words": {"channel": NO_CHANNEL, "topic": NO_TOPIC},
        "values": values,
        "asked": asked,
        "goes_on": goes_on,
        "so_far": asked.questions.select_related("topic").order_by("topic__code") if asked else [],
        "rows": _rows(values, asked),
        "names": all_names(),
        "whom": whom_to_call(),
        "has_keys": is_unlocked(),
        **_beside(request.user, values["key"], request.GET.get("waits")),
    }
    return render(request, "support/helpdesk.html", context, status=form.status if form else 200)


# ── the request at hand ───────────────────────────────────────────────────────────────────────────


def _values(values: dict, form: DraftForm | None, asked: Request | None) -> dict:
    """What stands in the fields, each as text; keys are new where there were none."""
    if form is not None:
        values = {name: form.data.get(name, "") for name in form.fields}
        values["organisations"] = list(_keys(form.data.getlist("organisations")))
    if asked is not None:
        values = _known(asked) | values
    values["request"] = _key(values.get("request"))
    values["key"] = _key(values.get("key"))
    return values


def _known(asked: Request) -> dict:
    known = {"request": asked.pk, "channel": asked.channel, "received_on": asked.received_on.isoformat()}
    facts = {name: getattr(asked, name, None) or getattr(asked.person, name, "") for name in FACTS}
    return known | {name: str(value or "") for name, value in facts.items()}


def _key(given) -> UUID:
    try:
        key = UUID(str(given))
    except ValueError:
        return uuid4()
    return key if key.version == 4 else uuid4()


def _keys(given: list[str]) -> Iterator[str]:
    """Those that are keys at all; whether anything has them is not asked."""
    for text in given:
        with suppress(ValueError):
            yield str(UUID(text))


def _rows(values: dict, asked: Request | None) -> dict:
    *topics, later = desk.topic_rows(Service.HELPDESK, _day(values), values.get("topic", ""))
    return {
        "channel": _channels(values.get("channel"), asked),
        "region": desk.region_chips(values.get("region", "")),
        "origin": desk.origin_chips(values.get("origin", "")),
        "topics": topics,
        "later": later,
        "outcome": desk.outcome_chips(values.get("outcome") or Outcome.HANDLED),
        "organisations": desk.organisation_chips(values.get("organisations", ())),
        "first": desk.first_chips(values.get("first_this_year", "")),
    }


def _channels(chosen: str | None, asked: Request | None) -> Chips:
    """Of a request that was logged, only the way it came: that is no longer a choice."""
    offered = [each for each in CHANNELS if asked is None or each == asked.channel]
    chips = tuple(Chip(each.value, str(each.label), KEYS[each]) for each in offered)
    return Chips("channel", _("How it came"), chips, chosen)


def _day(values: dict) -> date:
    try:
        return parse_date(str(values.get("received_on") or "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


# ── beside it ─────────────────────────────────────────────────────────────────────────────────────


def _beside(account, draft: UUID, waits: str | None) -> dict:
    """What she logged today, what is half done but for `draft`, what waits, and the way back to the visitor `waits`."""
    afternoon = _open_afternoon(account)
    tells = afternoon is None or may_tell(account)
    left = half_done(account, but=draft, tells=tells)
    return {
        "today": _today(account),
        "tells": tells,
        "half_done": left,
        "waiting": waiting(account),
        "back": _back(afternoon, left, _waiting(waits, afternoon)),
    }


def _today(account):
    """What she logged today; in no order of time, because nothing tells it."""
    logged = Request.objects.filter(logged_by=account, logged_on=timezone.localdate(), session=None)
    asked = Question.objects.select_related("topic").defer("note").order_by("topic__code", "id")
    return logged.prefetch_related(Prefetch("questions", asked)).order_by("channel", "reference")


def _open_afternoon(account) -> OpenHouseSession | None:
    """The afternoon that is open, with `last`, the number of her newest visitor. While there is one, somebody may
    sit opposite and see the screen."""
    hers = Max("requests__number", filter=Q(requests__logged_by=account))
    return OpenHouseSession.objects.filter(is_open=True).annotate(last=hers).order_by("-held_on").first()


def _waiting(key: str | None, afternoon: OpenHouseSession | None) -> Request | None:
    """The visitor who sat opposite when the telephone rang, as the page of the afternoon tells."""
    found = next(iter(_keys([key or ""])), None)
    return Request.objects.filter(pk=found, session=afternoon).first() if found and afternoon else None


def _back(
    afternoon: OpenHouseSession | None, left: list[HalfDone], visitor: Request | None = None
) -> dict | None:
    """The way back to the visitor who waits: the one told of, else one half done, else the newest of hers."""
    if afternoon is None:
        return None
    page = reverse("afternoon_at", args=[afternoon.pk])
    if visitor:
        return {"whose": _numbered(visitor.number), "href": f"{page}?visitor={visitor.pk}"}
    for one in left:
        if one.href.startswith(page):
            return {"whose": one.whose, "href": one.href}
    return {"whose": _numbered(afternoon.last), "href": page}


def _numbered(number: int | None) -> str:
    return _("Visitor %(number)s") % {"number": number} if number else ""
