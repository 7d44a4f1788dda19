"""One professional: how to reach, and what others should know. Whoever looks is written down."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.privacy.locked import unlocked
from utsopi.team.access import may, needs

from .. import actions
from ..forms import NewProfessionalForm, ProfessionalForm, WarningForm
from ..models import Professional
from .entries import changes_in, facts_of, found_or_404, initial_of

SEALED = ("name", "reach", "warning")


@require_safe
@needs("directory.read")
@unlocked
def professional(request, pk):
    return _page(request, found_or_404(request.user, Professional, pk))


def _page(request, found: Professional, *, warning: WarningForm | None = None):
    opened = _opened(request.user, found, SEALED)
    context = {
        "heading": found.get_profession_display(),  # no name in the title of a page
        "sentence": _("It is written down that you opened this. Pass it on by word of mouth."),
        "professional": found,
        "opened": opened,
        "contact": "\n".join(filter(None, [opened["name"], opened["reach"]])),
        "facts": [(_("Recommended by"), _people(found.recommended_by)), *facts_of(found)],
        "warning_form": warning or WarningForm(initial={"warning": opened["warning"]}),
        "may_change": may(request.user, "desk.settings"),
    }
    status = warning.status if warning else 200
    return render(request, "directory/professional.html", context, status=status)


def _opened(user, found: Professional, names) -> dict[str, str]:
    with acting(user):
        return {name: sealed.open() if (sealed := getattr(found, name)) else "" for name in names}


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
@unlocked
def new(request):
    form = NewProfessionalForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        made = actions.add_professional(key=form.cleaned_data["key"], by=request.user, **changes_in(form))
        messages.success(request, _("Added."))
        return redirect("directory_professional", pk=made.pk)
    return _writing(request, form, _("Add a professional"), reverse("directory_professionals"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
@unlocked
def edit(request, pk):
    found = get_object_or_404(Professional, pk=pk)
    form = ProfessionalForm(request.POST or None, initial=_known(request.user, found))
    if form.is_valid():
        actions.describe(entry=found, by=request.user, **changes_in(form))
        messages.success(request, _("Saved."))
        return redirect("directory_professional", pk=pk)
    back = reverse("directory_professional", args=[pk])
    return _writing(request, form, found.get_profession_display(), back)


def _known(user, found: Professional) -> dict:
    return initial_of(found) | {"profession": found.profession} | _opened(user, found, ("name", "reach"))


def _writing(request, form: ProfessionalForm, heading: str, back_url: str):
    context = {
        "heading": heading,
        "sentence": _("Name, ways to reach and warnings are sealed: who works with us is nobody's business."),
        "form": form,
        "back_url": back_url,
    }
    return render(request, "directory/write.html", context, status=form.status)


# ── What others found ─────────────────────────────────────────────────────────────────────────────


@require_POST
@needs("desk.settings")
def recommend(request, pk):
    """One more recommends; one less where `less` is posted, because somebody pressed once too often."""
    found, more = get_object_or_404(Professional, pk=pk), -1 if "less" in request.POST else 1
    actions.recommend(professional=found, more=more, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("directory_professional", pk=pk)


@require_POST
@needs("desk.settings")
@unlocked
def warn(request, pk):
    found, form = get_object_or_404(Professional, pk=pk), WarningForm(request.POST)
    if not form.is_valid():
        return _page(request, found, warning=form)
    actions.warn(professional=found, text=form.cleaned_data["warning"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("directory_professional", pk=pk)
