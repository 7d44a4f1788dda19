"""Needs that were told on rounds: the list of what is due, one of them, and the way to the helpdesk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.paging import A_PAGE, number_asked, ways

from ..actions import follow_ups as verbs
from ..forms.follow_ups import FindFollowUpsForm, NewFollowUpForm, PutOffForm
from ..models import FollowUp, Round
from ..needed import done_lately, grouped, needed, open_ones


@require_safe
@needs("follow_up")
def follow_ups(request):
    """What is due, by day, as it was narrowed; whose it is stands nowhere."""
    form, number = FindFollowUpsForm(request.GET), number_asked(request)
    found = form.found()
    rows = list(open_ones(found)[(number - 1) * A_PAGE : number * A_PAGE + 1])
    done = list(done_lately(found)) if number == 1 else []
    newer, older = ways(number, len(rows) > A_PAGE, form.pairs())
    context = {
        "heading": _("Follow-ups"),
        "sentence": _("Needs that were told on a round. Whose they are is written down nowhere."),
        "form": form,
        "groups": grouped([*rows[:A_PAGE], *done]),
        "newer": newer,
        "older": older,
        "may_ask": may(request.user, "log.write"),
    }
    return render(request, "outreach/follow_ups.html", context, status=form.status)


@require_safe
@needs("follow_up")
def follow_up(request, pk):
    return _one(request, _there(pk))


@require_POST
@needs("follow_up")
def follow_up_done(request, pk):
    verbs.close_follow_up(follow_up=_there(pk), by=request.user)
    messages.success(request, _("Done. For 30 days it can be undone from the list."))
    return redirect("follow_ups")


@require_POST
@needs("follow_up")
def follow_up_undo(request, pk):
    try:
        verbs.reopen_follow_up(follow_up=_there(pk), by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is due again."))
    return redirect("follow_ups")


@require_POST
@needs("follow_up")
def follow_up_put_off(request, pk):
    found, form = _there(pk), PutOffForm(request.POST)
    put_off = verbs.put_off_follow_up
    if not (form.is_valid() and tried(form, put_off, follow_up=found, **form.cleaned_data, by=request.user)):
        return _one(request, found, put_off=form)
    day = date_format(found.due_on, "SHORT_DATE_FORMAT")
    messages.success(request, _("Put off to %(day)s.") % {"day": day})
    return redirect("follow_ups")


@require_POST
@needs("log.write")
def follow_up_request(request, pk):
    """Makes it a request at the helpdesk, and opens that: her own to go on with, a colleague's to read."""
    found = _there(pk)
    try:
        made = verbs.make_request(follow_up=found, channel=request.POST.get("channel", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("follow_up", pk=pk)
    messages.success(request, _("It is a request now. What is her question?"))
    return redirect("helpdesk_more" if made.logged_by_id == request.user.pk else "log_request", pk=made.pk)


@require_http_methods(["GET", "POST"])
@needs("follow_up")
def follow_up_new(request, pk):
    """A need that was told on this round and not written down with it."""
    walked = get_object_or_404(Round.objects.select_related("area"), pk=pk)
    form = NewFollowUpForm(posted(request))
    if form.is_valid() and tried(
        form, verbs.open_follow_up, round=walked, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("It stands on the list of follow-ups, due in a week."))
        return redirect("rounds_one", pk=pk)
    context = {
        "heading": _("A need told on this round"),
        "sentence": _("%(area)s, %(day)s") % {"area": walked.area, "day": date_format(walked.held_on)},
        "form": form,
        "walked": walked,
    }
    return render(request, "outreach/follow_up_new.html", context, status=form.status)


def _there(pk) -> FollowUp:
    return get_object_or_404(FollowUp.objects.select_related("round__area", "became"), pk=pk)


def _one(request, found: FollowUp, *, put_off: PutOffForm | None = None):
    context = {
        "heading": found.get_need_display(),
        "sentence": _("A need that was told on a round, by somebody of whom nothing else stands here."),
        "needed": needed(found),
        "facts": _facts(found),
        "put_off": put_off or PutOffForm(),
        "round_url": reverse("rounds_one", args=[found.round_id]),
        "may_ask": may(request.user, "log.write"),
        "may_read_log": may(request.user, "log.read"),
    }
    return render(request, "outreach/follow_up.html", context, status=put_off.status if put_off else 200)


def _facts(found: FollowUp) -> list[tuple]:
    done = [(_("Done on"), found.closed_on)] if found.closed_on else []
    return [
        (_("How she is reached"), found.get_channel_display()),
        (_("Told on"), found.opened_on),
        (_("Area"), found.round.area),
        (_("Due on"), found.due_on),
        *done,
    ]
