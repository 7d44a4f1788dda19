"""The pages for somebody who comes without a name: what is planned, one evening, her ticket.

No session, no cookie, no phrase in an address. What she sends is answered by the page itself, so that nothing of it
stays in the list of visited pages.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.calendar import version_of
from utsopi.discretion.visitors import is_stale, opened, own_forms, spoken
from utsopi.privacy.keyring import Locked, WrongKey, keyring
from utsopi.ui.context import language_of
from utsopi.ui.forms import posted

from .. import agenda, looking, phrases
from ..actions import coming
from ..actions.tickets import Closed, Ticket, refuse_if_it_is_closed
from ..choices import Need
from ..forms.public import ChangeForm, ComeForm
from ..looking import TooMany
from ..models import Evening
from ..planned import key_of
from ..standing import standing

LANGUAGES = [language_of(code) | {"short": code.upper()} for code, _name in settings.LANGUAGES]
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@spoken
def programme(request, language):
    """What is coming within six months, by month; `?city=` leaves the others out."""
    everything, city = agenda.lines(agenda.coming_months()), request.GET.get("city", "")
    cities = agenda.cities_of(everything)
    chosen = city if city in dict(cities) else ""
    shown = [line for line in everything if chosen in ("", line.entry.city)]
    version = version_of(line.entry for line in shown)
    facts = {"months": agenda.by_month(shown), "cities": cities, "city": chosen, "version": version}
    return _page(request, language, "list", facts)


@own_forms
@PAGE_AND_FORM
@spoken
def evening(request, language, key):
    """One evening, and coming to it. The answer to "I come" is the ticket."""
    found = agenda.evening_called(key)
    if found is None:
        raise Http404
    form, status = ComeForm(posted(request)), 200
    if form.is_bound and is_stale(form.data.get("opened", "")):
        return _evening(request, language, found, ComeForm(), 422, stale=_stale())
    if form.is_bound:
        ticket, status = _coming(request, language, found, form)
        if ticket:
            return _tickets(request, language, [ticket], is_new=True)
    return _evening(request, language, found, form, status)


@own_forms
@PAGE_AND_FORM
@spoken
def ticket(request, language):
    """Her phrase, typed once more: her tickets, and what she changes about them."""
    if request.method != "POST":
        return _page(request, language, "ask")
    if is_stale(request.POST.get("opened", "")):
        return _page(request, language, "ask", {"wrong": _stale()}, 422)
    words = request.POST.get("words", "").strip()
    found, wrong, status = _looked_up(request, words)
    if not found:
        return _page(request, language, "ask", {"words": words, "wrong": wrong}, status)
    asked = request.POST.get("key")
    one = next((each for each in found if key_of(each.evening.activity) == asked), None)
    act = ACTS.get(request.POST.get("do"))
    return act(request, language, found, one) if act and one else _tickets(request, language, found)


# ── coming ────────────────────────────────────────────────────────────────────────────────────────


def _coming(request, language: str, evening: Evening, form: ComeForm) -> tuple[Ticket | None, int]:
    """The ticket, or the form with what is wrong; and the status of the answer."""
    if not form.is_valid():
        return None, 422
    given = {"evening": evening, "phrase": form.offered, "language": language, **form.facts}
    try:
        if form.wants_a_word:
            with looking.askers_counted(request):
                return coming.ask_for_word(**given), 200
        with looking.wrong_ones_counted(request):
            return coming.come(vouch=form.cleaned_data["words"], **given), 200
    except TooMany:
        form.add_error(None, _too_many())
        return None, 429
    except (Locked, WrongKey):
        return None, 503
    except Closed:
        return None, 422
    except ValidationError as wrong:
        form.add_error("words", wrong)
        return None, 422


def _evening(request, language: str, evening: Evening, form: ComeForm, status: int, *, stale: str = ""):
    """The page of an evening; its form carries a phrase that nobody else is offered."""
    activity = evening.activity
    facts = {
        "evening": evening,
        "key": key_of(activity),
        "day": agenda.day_label(activity.starts_on),
        "hours": agenda.hours_label(activity.opens_at, activity.closes_at),
        "city": agenda.city_label(activity.city),
        "languages_spoken": agenda.languages_label(activity.languages),
        "places": agenda.places_label(evening.places_left),
        "closed": _closed(evening),
        "form": form,
        "stale": stale,
        "offered": form.data.get("phrase") or phrases.offer(language),
    }
    return _page(request, language, "evening", facts, status)


def _closed(evening: Evening) -> str:
    """Why nobody can register just now; empty where she can."""
    try:
        refuse_if_it_is_closed(evening)
        keyring()
    except Closed as why:
        return why.message
    except (Locked, WrongKey):
        return _("Registering is closed just now. Try again later.")
    return ""


# ── her tickets ───────────────────────────────────────────────────────────────────────────────────


def _looked_up(request, words: str) -> tuple[list[Ticket], str, int]:
    """Her tickets, or what is wrong and the status of the answer."""
    if not words:
        return [], _("Write your five words."), 422
    try:
        found = looking.look_up(request, words)
    except TooMany:
        return [], _too_many(), 429
    except (Locked, WrongKey):
        return [], _("Tickets cannot be looked up just now. Try again later."), 503
    return found, _("Nothing is coming for these words. Look whether every word is right."), 422


def _tickets(request, language: str, tickets: list[Ticket], *, status: int = 200, **facts):
    """Each ticket as it stands, with where it is for whom it may be told."""
    standings = [standing(each) for each in tickets]
    return _page(request, language, "ticket", {"standings": standings} | facts, status)


def _change(request, language: str, found: list[Ticket], one: Ticket):
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _tickets(request, language, found, status=422, wrong=_("This could not be kept."))
    try:
        coming.change(ticket=one, **form.facts)
    except Closed as why:
        return _tickets(request, language, found, status=422, wrong=why.message)
    return _tickets(request, language, found, said=_("Changed."))


def _ask_whether(request, language: str, found: list[Ticket], one: Ticket):
    """Before a place is given back: nobody does that by a slip of the thumb."""
    return _page(request, language, "give", {"one": standing(one)})


def _give_back(request, language: str, found: list[Ticket], one: Ticket):
    try:
        given = coming.give_back(ticket=one)
    except Closed as why:
        return _tickets(request, language, found, status=422, wrong=why.message)
    return _tickets(request, language, [given if each is one else each for each in found])


ACTS = {"change": _change, "give": _ask_whether, "given": _give_back}


# ── all of them ───────────────────────────────────────────────────────────────────────────────────


def _page(request, language: str, name: str, facts: dict | None = None, status: int = 200):
    given = {"language": language, "languages": LANGUAGES, "needs": Need.choices, "opened": opened()}
    return render(request, f"events/public_{name}.html", given | (facts or {}), status=status)


def _stale() -> str:
    return _("This page was open for long. Write your words once more.")


def _too_many() -> str:
    return _("Too many phrases that were wrong came from here today. Try again tomorrow, or ask the team.")
