"""Giving a card or taking a word, and knowing somebody again by it; and closing the year that it was good for."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import fresh, needs
from utsopi.ui.forms import posted
from utsopi.ui.steps import is_step, kept, refused

from .. import codes
from ..actions import counting
from ..forms.counting import CloseYearForm, CodeForm, ForgetForm, GiveCodeForm, WordForm, WordsForm
from ..known import known_of, may_print
from ..models import DeskSettings, Request, WordYear


@require_safe
@needs("log.write")
def person(request, pk):
    """The panel of one visit on a page of its own."""
    return _page(request, _asked(pk))


@require_POST
@needs("log.write")
def person_code(request, pk):
    asked, form = _asked(pk), GiveCodeForm(request.POST)
    return _do(request, asked, form, "card", counting.give_code, leads_to=_card_of)


@sensitive_post_parameters()
@require_POST
@needs("log.write")
def person_known(request, pk):
    return _do(request, _asked(pk), CodeForm(request.POST), "has-card", counting.known_again)


@sensitive_post_parameters()
@require_POST
@needs("log.write")
def person_word(request, pk):
    return _do(request, _asked(pk), WordForm(request.POST), "word", counting.choose_word)


@sensitive_post_parameters()
@require_POST
@needs("log.write")
def person_known_word(request, pk):
    def known(agreed_text, **said):
        return counting.known_by_word(**said)

    return _do(request, _asked(pk), WordForm(request.POST), "word", known)


@require_POST
@needs("log.write")
def person_forget(request, pk):
    def forget(request, by):
        counting.forget_code(person=request.person, by=by)

    return _do(request, _asked(pk), ForgetForm(request.POST), "", forget)


@require_safe
@needs("log.write")
def person_card(request, pk):
    """A card to print or to copy by hand, on the day on which she agreed."""
    asked = _asked(pk)
    if not may_print(asked.person):
        raise Http404
    context = {
        "heading": _("A plain card"),
        "sentence": _("Print it, or copy it by hand. Nothing on it says where it comes from."),
        "code": codes.shown(asked.person.code),
        "back": _back(request, request.GET, asked),
    }
    return render(request, "support/plain_card.html", context)


def _asked(pk) -> Request:
    return get_object_or_404(Request.objects.select_related("person", "session"), pk=pk)


def _do(request, asked: Request, form, part: str, verb: Callable, leads_to: Callable | None = None):
    """Does it with what the form says; what is refused stays on the page, or is told to the step."""
    if form.is_valid():
        try:
            verb(request=asked, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
    if form.errors:
        return refused(form) if is_step(request) else _page(request, asked, form=form, open=part)
    after = _back(request, request.POST, asked)
    after = leads_to(asked, after) if leads_to else after
    return kept(request, after, next=after)


def _page(request, asked: Request, *, form=None, open: str = ""):
    back = _back(request, request.POST or request.GET, asked)
    context = {
        "heading": _("Known again"),
        "sentence": _("Counting her once, without knowing who she is. Only if she wants it."),
        "known": known_of(asked, back, form=form, open=open),
        "back": "" if back == reverse("person", args=[asked.pk]) else back,
    }
    return render(request, "support/known_again_page.html", context, status=form.status if form else 200)


def _back(request, said, asked: Request) -> str:
    """The page she came from, if it is one of ours; else that of the panel."""
    back = said.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if is_ours and back.startswith("/") else reverse("person", args=[asked.pk])


def _card_of(asked: Request, back: str) -> str:
    return f"{reverse('person_card', args=[asked.pk])}?{urlencode({'back': back})}"


# ── for the house ─────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("desk.settings")
def known_settings(request):
    current = DeskSettings.current()
    context = {
        "heading": _("Cards and words"),
        "sentence": _("How people can be counted once without being known, and when that ends."),
        "form": WordsForm(initial={"has_words": current.has_words}),
        "has_words": current.has_words,
        "open_years": counting.years_to_close(),
        "closed": WordYear.objects.filter(closed_on__isnull=False).order_by("-year"),
    }
    return render(request, "support/known_settings.html", context)


@require_POST
@needs("desk.settings")
def known_words(request):
    form = WordsForm(request.POST)
    form.full_clean()
    counting.switch_words(on=form.cleaned_data["has_words"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("known_settings")


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
@fresh
def known_close(request, year):
    """Asks for a typed word, and closes the year for good."""
    if year not in counting.years_to_close():
        raise Http404
    form = CloseYearForm(posted(request))
    if form.is_valid():
        return _close(request, year)
    context = {
        "heading": _("Close %(year)s") % {"year": year},
        "sentence": _(
            "All words of that year, and the codes of people who did not come since, are deleted for good, and then "
            "the key. Figures stay as they are. Nobody can undo this."
        ),
        "confirm_label": _("Delete and close the year"),
        "back_url": reverse("known_settings"),
        "is_grave": True,
        "form": form,
    }
    return render(request, "ui/confirm.html", context, status=form.status)


def _close(request, year: int):
    try:
        counting.close_year(year=year, by=request.user)
    except OSError:
        told = _(
            "The year is closed, but the file recognise_%(year)s is still there: it has to be deleted by hand."
        )
        messages.error(request, told % {"year": year})
    else:
        messages.success(request, _("%(year)s is closed.") % {"year": year})
    return redirect("known_settings")
