"""The registers: what is talked about, and what the team was asked to do."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.team.models import Grant, User
from utsopi.team.roles import MAY
from utsopi.ui.forms import posted
from utsopi.ui.tables import Column, Table

from ..actions.themes import merge_themes, rename_theme
from ..actions.wishes import reopen_wish, settle_wish, take_wish
from ..choices import WishState
from ..forms.after import AnswerForm, MergeThemeForm, OwnerForm, ThemeForm
from ..models import Theme, Wish

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
SETTLED_SHOWN = 50


def _done(form, verb, **said):
    """What the verb made; None where it refused, with its words in the form."""
    try:
        with transaction.atomic():
            return verb(**said)
    except ValidationError as error:
        form.blame(error)
    return None


# ── themes ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("evening.after")
def themes(request):
    used = Theme.objects.annotate(times=Count("activity_links"), last=Max("activities__starts_on"))
    may_write = may(request.user, "activities.write")
    rows = [
        {
            "name": theme.name,
            "times": theme.times,
            "last": theme.last,
            "href": reverse("theme", args=[theme.pk]) if may_write else "",
        }
        for theme in used.order_by("-times", "name")
    ]
    columns = [
        Column("name", _("Theme"), link="href"),
        Column("times", _("How often"), numeric=True),
        Column("last", _("Last time")),
    ]
    context = {
        "heading": _("Themes"),
        "sentence": _("What is talked about, most often first. Two that are the same can be made one."),
        "table": Table(columns, rows, caption=_("Themes")) if rows else None,
    }
    return render(request, "events/themes.html", context)


@PAGE_AND_FORM
@needs("activities.write")
def theme(request, pk):
    found = get_object_or_404(Theme, pk=pk)
    form = ThemeForm(posted(request), initial={"name": found.name})
    if form.is_valid() and _done(form, rename_theme, theme=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("themes")
    return _theme_page(request, get_object_or_404(Theme, pk=pk), form, MergeThemeForm(gone=found))


def _theme_page(request, found: Theme, form, merge):
    context = {
        "heading": found.name,
        "sentence": _("Other words for it change every place where it stands."),
        "theme": found,
        "uses": found.activity_links.count(),
        "form": form,
        "merge": merge,
    }
    return render(request, "events/theme.html", context, status=max(form.status, merge.status))


@require_POST
@needs("activities.write")
def theme_merge(request, pk):
    gone = get_object_or_404(Theme, pk=pk)
    merge = MergeThemeForm(request.POST, gone=gone)
    if merge.is_valid():
        kept = merge.cleaned_data["kept"]
        if _done(merge, merge_themes, kept=kept, gone=gone, by=request.user) is not None:
            messages.success(request, _("They are one now: “%(theme)s”.") % {"theme": kept.name})
            return redirect("themes")
    return _theme_page(request, gone, ThemeForm(initial={"name": gone.name}), merge)


# ── wishes ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("evening.after")
def wishes(request):
    found = Wish.objects.select_related("activity", "owner").order_by("-activity__starts_on", "text")
    context = {
        "heading": _("Wishes"),
        "sentence": _(
            "What the team was asked to do. Each gets an owner, and an answer for the next evening."
        ),
        "open": found.filter(state__in=[WishState.OPEN, WishState.TAKEN]),
        "settled": found.exclude(state__in=[WishState.OPEN, WishState.TAKEN]).order_by("-settled_on", "text")[
            :SETTLED_SHOWN
        ],
    }
    return render(request, "events/wishes.html", context)


@require_safe
@needs("evening.after")
def wish(request, pk):
    return _wish_page(request, _wish(pk))


def _wish(pk) -> Wish:
    return get_object_or_404(Wish.objects.select_related("activity", "owner"), pk=pk)


def _wish_page(request, found: Wish, owner=None, answer=None):
    context = {
        "heading": found.text,
        "sentence": _("Wished for at %(what)s in %(city)s.")
        % {"what": found.activity.get_kind_display(), "city": found.activity.city or "–"},
        "wish": found,
        "facts": [
            (_("How it stands"), found.get_state_display()),
            (_("Whose task it is"), str(found.owner or "")),
            (_("What became of it"), found.answer),
            (_("Settled on"), found.settled_on),
        ],
        "is_settled": found.settled_on is not None,
        "owner": owner or OwnerForm(owners=_owners(), initial={"owner": found.owner_id or request.user.pk}),
        "answer": answer or AnswerForm(initial={"answer": found.answer}),
    }
    wrong = [form.status for form in (owner, answer) if form]
    return render(request, "events/wish.html", context, status=max(wrong, default=200))


def _owners():
    """Accounts that may read wishes today."""
    roles = Grant.objects.in_force_on(timezone.localdate()).filter(role__in=MAY["evening.after"])
    return User.objects.filter(is_active=True, pk__in=roles.values("account")).order_by("alias", "username")


@require_POST
@needs("evening.after")
def wish_take(request, pk):
    found, form = _wish(pk), OwnerForm(request.POST, owners=_owners())
    if form.is_valid() and _done(form, take_wish, wish=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("wishes")
    return _wish_page(request, found, owner=form)


@require_POST
@needs("evening.after")
def wish_answer(request, pk):
    found, form = _wish(pk), AnswerForm(request.POST)
    if form.is_valid() and _done(form, settle_wish, wish=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("wishes")
    return _wish_page(request, found, answer=form)


@require_POST
@needs("evening.after")
def wish_reopen(request, pk):
    reopen_wish(wish=_wish(pk), by=request.user)
    messages.success(request, _("It is open again."))
    return redirect("wish", pk=pk)
