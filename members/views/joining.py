"""Asking to join, for somebody who comes without a name: no session, no cookie, no code in an address."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from utsopi.discretion.visitors import own_forms, spoken
from utsopi.privacy.locked import unlocked
from utsopi.team.limits import count_today, too_many_today
from utsopi.ui.context import language_of
from utsopi.ui.forms import posted

from ..actions import joining as acts
from ..actions.forgetting import unanswered_until
from ..charter import charter_on, shown_in
from ..choices import ANSWERED_WITHIN, OPEN, JoiningState
from ..forms.joining import JoinForm
from ..models import Joining

LANGUAGES = [language_of(code) | {"short": code.upper()} for code, _name in settings.LANGUAGES]
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@own_forms
@PAGE_AND_FORM
@sensitive_post_parameters()
@spoken
@unlocked
def join(request, language):
    """A chosen name is enough. The answer is a code to come back with."""
    form = JoinForm(posted(request), shown=shown_in(language, charter_on()))
    if not form.is_bound or not form.is_valid():
        return _page(request, language, "form", {"form": form, "shown": form.shown}, form.status)
    if too_many_today(request, "join"):
        form.add_error(None, _too_many())
        return _page(request, language, "form", {"form": form, "shown": form.shown}, 429)
    code = form.offered
    if acts.find(code) is None:
        acts.ask(code=code, by=None, **form.facts())
        count_today(request, "join")
    return _page(request, language, "asked", {"code": code})


@own_forms
@PAGE_AND_FORM
@sensitive_post_parameters()
@spoken
@unlocked
def back(request, language):
    """Her code, typed once more: what the team decided. She may take her request back."""
    if request.method != "POST":
        return _page(request, language, "back")
    code = request.POST.get("code", "").strip()
    if too_many_today(request, "code"):
        return _page(request, language, "back", {"code": code, "wrong": _too_many()}, 429)
    found = acts.find(code)
    if found is None:
        count_today(request, "code")
        wrong = _("Nothing is kept under this code. Look whether every letter is right.")
        return _page(request, language, "back", {"code": code, "wrong": wrong}, 422)
    return _answer(request, language, code, found)


def _answer(request, language: str, code: str, found: Joining):
    facts = {"code": code, "state": found.state, "is_open": found.state in OPEN}
    facts["until"] = unanswered_until(found)
    asked = request.POST.get("do")
    if asked == "withdraw" and facts["is_open"]:
        return _page(request, language, "withdraw", facts)
    if asked == "withdrawn":
        return _withdrawn(request, language, found, facts)
    return _page(request, language, "state", facts | {"states": JoiningState})


def _withdrawn(request, language: str, found: Joining, facts: dict):
    try:
        acts.withdraw(joining=found)
    except ValidationError as why:
        return _page(request, language, "state", facts | {"wrong": why.message}, 422)
    return _page(request, language, "gone", facts)


def _page(request, language: str, name: str, facts: dict | None = None, status: int = 200):
    given = {"language": language, "languages": LANGUAGES, "kept_days": ANSWERED_WITHIN.days, **(facts or {})}
    return render(request, f"members/join_{name}.html", given, status=status)


def _too_many() -> str:
    return _("Too much came from here today. Try again tomorrow, or talk to one of us.")
