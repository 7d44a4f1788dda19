"""One organisation: what it does, the names it goes by, and the other one that turns out to be the same."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.tables import Column, Table

from .. import actions
from ..finding import all_names
from ..forms import AliasForm, GoneForm, OrganisationFactsForm, OrganisationForm, OtherForm
from ..merging import Moves, merge_organisations, what_moves
from ..models import Organisation, OrganisationName, name_key
from .entries import changes_in, facts_of, found_or_404, initial_of, still_there


@require_safe
@needs("directory.read")
def organisation(request, pk):
    return _page(request, found_or_404(request.user, Organisation, pk))


def _page(request, found: Organisation, *, alias=None, other=None, problem=""):
    may_change = may(request.user, "desk.settings")
    wrong = alias or other
    context = {
        "heading": found.name,
        "sentence": _("What it does, and how to reach it. These are public facts."),
        "organisation": found,
        "facts": facts_of(found),
        "contact": "\n".join(filter(None, [found.name, found.telephone, found.website])),
        "aliases": found.names.exclude(key=name_key(found.name)).order_by("key"),
        "alias_form": alias or AliasForm(),
        "other_form": other or OtherForm(kept=found),
        "all_names": all_names() if may_change else [],
        "problem": problem,
        "may_change": may_change,
    }
    status = 422 if problem else wrong.status if wrong else 200
    return render(request, "directory/organisation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
def new(request):
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_organisation(**changes_in(form), by=request.user)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Added."))
            return redirect("directory_organisation", pk=made.pk)
    context = {
        "heading": _("Add an organisation"),
        "sentence": _("Public facts only: nothing that somebody told you."),
        "form": form,
        "back_url": reverse("directory"),
    }
    return render(request, "directory/write.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
def edit(request, pk):
    found = get_object_or_404(Organisation, pk=pk)
    known = initial_of(found) | {"telephone": found.telephone, "website": found.website}
    form = OrganisationFactsForm(request.POST or None, initial=known)
    if form.is_valid():
        with still_there():
            actions.describe(entry=found, by=request.user, **changes_in(form))
        messages.success(request, _("Saved."))
        return redirect("directory_organisation", pk=pk)
    context = {
        "heading": found.name,
        "sentence": _("Public facts only: nothing that somebody told you."),
        "form": form,
        "back_url": reverse("directory_organisation", args=[pk]),
    }
    return render(request, "directory/write.html", context, status=form.status)


# ── The names it goes by ──────────────────────────────────────────────────────────────────────────


@require_POST
@needs("desk.settings")
def alias(request, pk):
    found, form = get_object_or_404(Organisation, pk=pk), AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(organisation=found, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            return redirect("directory_organisation", pk=pk)
    return _page(request, found, alias=form)


@require_POST
@needs("desk.settings")
def list_under(request, pk):
    """One of its aliases becomes the name it is listed and counted under."""
    return _with_name(
        request,
        pk,
        lambda name: actions.rename(organisation=name.organisation, name=name.name, by=request.user),
    )


@require_POST
@needs("desk.settings")
def drop_alias(request, pk):
    return _with_name(request, pk, lambda name: actions.drop_alias(alias=name, by=request.user))


def _with_name(request, pk, act):
    """Does `act` to the name that was posted; gone already, twice, or another's is no name of it."""
    found = get_object_or_404(Organisation, pk=pk)
    key = name_key(request.POST.get("name", ""))
    name = OrganisationName.objects.select_related("organisation").filter(organisation=found, key=key).first()
    if name is None:
        return _page(request, found, problem=_("It does not go by this name any more."))
    try:
        act(name)
    except ValidationError as error:
        return _page(request, found, problem=error.messages[0])
    return redirect("directory_organisation", pk=pk)


# ── Two that are one ──────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
def merge(request, pk):
    """Shows what would move from the other one to this one; posted, it moves."""
    kept = get_object_or_404(Organisation, pk=pk)
    if request.method == "POST":
        return _merge(request, kept)
    form = OtherForm(request.GET, kept=kept)
    if not form.is_valid():
        return _page(request, kept, other=form)
    gone = form.cleaned_data["other"]
    moves = what_moves(kept, gone)
    context = {
        "heading": _("Make one of two"),
        "sentence": _("This cannot be taken back: afterwards nobody can tell what came from which."),
        "kept": kept,
        "gone": gone,
        "table": _moving(moves),
        "names": gone.names.order_by("key"),
        "stopped": [each.label for each in moves if each.is_stopped],
    }
    return render(request, "directory/merge.html", context)


def _moving(moves: list[Moves]) -> Table:
    columns = [
        Column("label", _("Records")),
        Column("count", _("Move"), numeric=True),
        Column("doubled", _("Of these become one"), numeric=True),
    ]
    return Table(columns, moves, _("What moves"), empty=_("No record refers to it."))


def _merge(request, kept: Organisation):
    form = GoneForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, problem=_("The other one is not there any more. Nothing was changed."))
    gone = form.cleaned_data["gone"]
    try:
        count = merge_organisations(kept=kept, gone=gone, by=request.user)["moved"]
    except ValidationError as error:
        return _page(request, kept, problem=error.messages[0])
    told = ngettext(
        "%(gone)s is this one now. %(count)s record moved.",
        "%(gone)s is this one now. %(count)s records moved.",
        count,
    )
    messages.success(request, told % {"gone": gone.name, "count": count})
    return redirect("directory_organisation", pk=kept.pk)
