"""Areas and material, for the coordinator: the lists, each on a page of its own, and two areas that are one."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.directory.choices import region_label
from utsopi.team.access import may, needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.tables import Column, Table

from ..actions import areas as verbs
from ..choices import RoundStatus
from ..forms.areas import AreaChangeForm, AreaForm, MaterialChangeForm, MaterialForm, MergeForm
from ..models import Area, Material

FACTS = ("name", "municipality", "province", "region")


@require_safe
@needs("round.read")
def areas(request):
    context = {
        "heading": _("Areas"),
        "sentence": _("Where rounds go: quarters, never streets with a number and never a point on a map."),
        "visited": _table(request, is_hidden=False),
        "hidden": _table(request, is_hidden=True),
        "may_change": may(request.user, "round.change"),
    }
    return render(request, "outreach/areas.html", context)


def _table(request, *, is_hidden: bool) -> Table:
    walked = Q(rounds__status__in=(RoundStatus.HELD, RoundStatus.SUSPENDED))
    found = Area.objects.filter(is_hidden=is_hidden).order_by("name")
    counted = found.annotate(
        walked=Count("rounds", filter=walked), last=Max("rounds__held_on", filter=walked)
    )
    page = "area" if may(request.user, "round.change") else "rounds_season_of"
    rows = [
        {
            "name": each.name,
            "href": reverse(page, args=[each.pk]),
            "municipality": each.municipality,
            "province": each.get_province_display(),
            "region": region_label(each.region),
            "walked": each.walked,
            "last": each.last,
        }
        for each in counted
    ]
    columns = [
        Column("name", _("Area"), link="href"),
        Column("municipality", _("Municipality")),
        Column("province", _("Province")),
        Column("region", _("Region")),
        Column("walked", _("Rounds walked"), numeric=True),
        Column("last", _("Last one")),
    ]
    caption = _("No longer visited") if is_hidden else _("Visited")
    return Table(columns, rows, caption, empty=_("No area yet."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def area_new(request):
    form = AreaForm(posted(request))
    if form.is_valid() and tried(form, verbs.add_area, **form.cleaned_data, by=request.user):
        return _saved(request, "areas")
    context = {"heading": _("A new area"), "sentence": "", "form": form}
    return render(request, "outreach/area.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def area(request, pk):
    found = get_object_or_404(Area, pk=pk)
    said = {name: getattr(found, name) for name in (*FACTS, "is_hidden")}
    form = AreaChangeForm(posted(request), initial=said)
    if form.is_valid() and tried(form, _change_area, found=found, said=form.cleaned_data, by=request.user):
        return _saved(request, "areas")
    context = {
        "heading": said["name"],
        "sentence": _("What is put right here holds for all rounds there."),
        "form": form,
        "area": found,
        "may_merge": verbs.may_merge(found),
    }
    return render(request, "outreach/area.html", context, status=form.status)


def _change_area(*, found: Area, said: dict, by) -> None:
    with transaction.atomic():
        verbs.change_area(area=found, by=by, **{name: said[name] for name in FACTS})
        verbs.hide_area(area=found, is_hidden=said["is_hidden"], by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def area_merge(request, pk):
    """For two that are one place; only while no table of a past year counts the one that goes."""
    gone = get_object_or_404(Area, pk=pk)
    if not verbs.may_merge(gone):
        raise Http404
    form = MergeForm(posted(request), gone=gone)
    if form.is_valid() and tried(form, verbs.merge_areas, gone=gone, **form.cleaned_data, by=request.user):
        messages.success(request, _("They are one now."))
        return redirect("areas")
    count = gone.rounds.count()
    words = ngettext("%(count)s round goes along.", "%(count)s rounds go along.", count) % {"count": count}
    context = {
        "heading": _("Merge: %(area)s") % {"area": gone.name},
        "sentence": words + " " + _("This area is then gone, and it cannot be undone."),
        "form": form,
        "confirm_label": _("Merge them"),
        "back_url": reverse("area", args=[pk]),
        "is_grave": True,
    }
    return render(request, "ui/confirm.html", context, status=form.status)


# ── what is handed out ────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("round.change")
def materials(request):
    context = {
        "heading": _("Material"),
        "sentence": _("What is handed out on rounds. A new thing stands on every phone at once."),
        "offered": _materials(is_hidden=False),
        "hidden": _materials(is_hidden=True),
    }
    return render(request, "outreach/materials.html", context)


def _materials(*, is_hidden: bool) -> Table:
    columns = [
        Column("label", _("Material"), link="href"),
        Column("label_fr", _("In French")),
        Column("label_nl", _("In Dutch")),
        Column("pieces", _("Pieces so far"), numeric=True),
    ]
    rows = [
        {
            "label": each.label_en,
            "label_fr": each.label_fr,
            "label_nl": each.label_nl,
            "pieces": each.pieces or 0,
            "href": reverse("material", args=[each.pk]),
        }
        for each in Material.objects.filter(is_hidden=is_hidden)
        .annotate(pieces=Sum("handouts__quantity"))
        .order_by("code")
    ]
    caption = _("No longer handed out") if is_hidden else _("Handed out on rounds")
    return Table(columns, rows, caption, empty=_("Nothing yet."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def material_new(request):
    form = MaterialForm(posted(request))
    if form.is_valid() and tried(form, verbs.add_material, labels=form.labels(), by=request.user):
        return _saved(request, "materials")
    context = {
        "heading": _("New material"),
        "sentence": _("In the three languages of the office."),
        "form": form,
    }
    return render(request, "outreach/material.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def material(request, pk):
    found = get_object_or_404(Material, pk=pk)
    said = {f"label_{language}": getattr(found, f"label_{language}") for language in verbs.LANGUAGES}
    form = MaterialChangeForm(posted(request), initial={**said, "is_hidden": found.is_hidden})
    if form.is_valid() and tried(form, _change_material, found=found, said=form, by=request.user):
        return _saved(request, "materials")
    told = _("Better words for the same thing: tables of all years have them. Another thing is new material.")
    context = {"heading": found.label, "sentence": told, "form": form}
    return render(request, "outreach/material.html", context, status=form.status)


def _change_material(*, found: Material, said: MaterialChangeForm, by) -> None:
    with transaction.atomic():
        verbs.reword_material(material=found, labels=said.labels(), by=by)
        verbs.hide_material(material=found, is_hidden=said.cleaned_data["is_hidden"], by=by)


def _saved(request, to: str):
    messages.success(request, _("Saved."))
    return redirect(to)
