"""Promises to come back to somebody: the list of what is due, one promise, and making one from a request."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.audit.log import looked_at
from utsopi.privacy.locked import unlocked
from utsopi.privacy.reason import ReasonForm
from utsopi.team.access import may, needs
from utsopi.ui.forms import tried
from utsopi.ui.paging import page_of

from ..actions import call_backs as verbs
from ..actions.log import NotHers
from ..agreed import CALL_BACK, TEXTS
from ..forms.call_backs import HandOverForm, PromiseForm, PutOffForm
from ..models import CallBack, Request
from ..promised import done_lately, grouped, open_ones, promised


@require_safe
@needs("call_back")
def call_backs(request):
    """What is due, by day; to whom and how is on each one's own page."""
    page = page_of(request, open_ones())
    done = [] if page.newer else list(done_lately())
    context = {
        "heading": _("Due"),
        "sentence": _("Promises to come back to somebody. To whom and how shows only when one is opened."),
        "groups": grouped([*page.rows, *done], request.user),
        "page": page,
    }
    return render(request, "support/call_backs.html", context)


# ── one promise ───────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("call_back")
def call_back(request, pk):
    return _one(request, _there(pk))


@require_POST
@needs("call_back")
@unlocked
@sensitive_variables("sealed")
def call_back_open(request, pk):
    """Shows once how to reach her, as one look. Her own opens at once; a colleague's wants a reason."""
    found, form = _there(pk), ReasonForm(request.POST)
    if not _is_hers(request, found) and not form.is_valid():
        return _one(request, found, reason=form)
    with acting(request.user, reason="" if _is_hers(request, found) else form.cleaned_data["reason"]):
        sealed = {name: value for name in ("reach", "hours") if (value := getattr(found, name)) is not None}
        looked_at(CallBack._meta.label, found.pk, *sealed)
        opened = {name: value.open() for name, value in sealed.items()}
    return _one(request, found, opened=opened)


@require_POST
@needs("call_back")
def call_back_done(request, pk):
    verbs.keep_promise(call_back=_there(pk), by=request.user)
    messages.success(request, _("Done. It is erased in 30 days; until then it can be undone."))
    return redirect("call_backs")


@require_POST
@needs("call_back")
def call_back_undo(request, pk):
    verbs.undo_kept(call_back=_there(pk), by=request.user)
    messages.success(request, _("It is due again."))
    return redirect("call_backs")


@require_POST
@needs("call_back")
def call_back_put_off(request, pk):
    found, form = _there(pk), PutOffForm(request.POST)
    if not (
        form.is_valid() and tried(form, verbs.put_off, call_back=found, **form.cleaned_data, by=request.user)
    ):
        return _one(request, found, put_off=form)
    day = date_format(found.due_on, "SHORT_DATE_FORMAT")
    messages.success(request, _("Put off to %(day)s.") % {"day": day})
    return redirect("call_backs")


@require_POST
@needs("call_back")
def call_back_hand_over(request, pk):
    found, form = _there(pk), HandOverForm(request.POST)
    if not (
        form.is_valid()
        and tried(form, verbs.hand_over, call_back=found, **form.cleaned_data, by=request.user)
    ):
        return _one(request, found, hand_over=form)
    is_mine = found.owner == request.user
    told = _("It is yours now.") if is_mine else _("%(who)s keeps this promise now.") % {"who": found.owner}
    messages.success(request, told)
    return redirect("call_backs")


@require_http_methods(["GET", "POST"])
@needs("call_back")
def call_back_take_back(request, pk):
    """She wants it no more."""
    found = _there(pk)
    if request.method == "POST":
        verbs.take_back(call_back=found, by=request.user)
        messages.success(request, _("Erased."))
        return redirect("call_backs")
    context = {
        "heading": _("She wants no call-back any more?"),
        "sentence": _("The promise, and how to reach her, are erased at once and for good."),
        "confirm_label": _("Erase it"),
        "back_url": promised(found, request.user).href,
        "is_grave": True,
    }
    return render(request, "ui/confirm.html", context)


def _there(pk) -> CallBack:
    return get_object_or_404(CallBack.objects.select_related("owner", "request"), pk=pk)


def _is_hers(request, found: CallBack) -> bool:
    return found.owner_id == request.user.pk


def _one(request, found: CallBack, *, reason=None, opened=None, put_off=None, hand_over=None):
    """The page of one promise; a form that is given is the one in which something is wrong."""
    today, told = timezone.localdate(), promised(found, request.user)
    wrong = next((form for form in (reason, put_off, hand_over) if form), None)
    colleagues = [each for each in verbs.colleagues() if each.pk != found.owner_id]
    context = {
        "heading": _("Call-back"),
        "sentence": _("It is erased 30 days after it is done, and a year after it was due at the latest."),
        "promise": told,
        "call_back": found,
        "facts": _facts(found, told),
        "opened": opened,
        "is_to_be_opened": opened is None and (found.reach is not None or found.hours is not None),
        "reason": reason or ReasonForm(),
        "put_off": put_off or PutOffForm(),
        "hand_over": hand_over,
        "soon": [(_("Tomorrow"), today + timedelta(days=1)), (_("In a week"), today + timedelta(weeks=1))],
        "colleagues": [(each, each == request.user) for each in colleagues],
        "may_see_request": may(request.user, "log.read"),
    }
    return render(request, "support/call_back.html", context, status=wrong.status if wrong else 200)


def _facts(found: CallBack, told) -> list[tuple]:
    done = [(_("Done on"), found.done_on)] if found.done_on else []
    return [
        (_("Due on"), found.due_on),
        *done,
        (_("Safe way"), told.way),
        (_("Who keeps it"), told.whose or _("Nobody yet")),
    ]


# ── a new one ─────────────────────────────────────────────────────────────────────────────────────


@sensitive_post_parameters("reach", "hours")
@require_http_methods(["GET", "POST"])
@needs("call_back")
@unlocked
def call_back_new(request, pk):
    """Promises to come back to the person of a request, after she was told what is kept."""
    asked = get_object_or_404(Request, pk=pk)
    form = PromiseForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_bound and form.is_valid():
        try:
            made = verbs.promise(request=asked, by=request.user, **form.said())
        except NotHers:
            raise Http404 from None
        except ValidationError as error:
            form.blame(error)
        else:
            messages.success(request, _("Promised. It stands on the list of what is due."))
            return redirect("call_back", pk=made.pk)
    context = {
        "heading": _("Promise to come back to her"),
        "sentence": _("Only after she was told what is kept, and agreed."),
        "told": TEXTS[CALL_BACK],
        "form": form,
        "asked": asked,
    }
    return render(request, "support/call_back_new.html", context, status=form.status)
