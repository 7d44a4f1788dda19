"""What takes place: the list by month, one of them, and the word that somebody wants first."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.team.access import may, needs

from .. import listing, telling
from ..actions.tickets import Closed
from ..actions.vouching import decline, welcome
from ..choices import State
from ..forms.finding import FindForm
from ..models import Activity, Registration
from .one import activity_or_404, activity_page, rights


@require_safe
@needs("activities.read")
def activities(request):
    form, today = FindForm(request.GET), timezone.localdate()
    is_right = form.is_valid()
    found = form.found() if is_right else Activity.objects.none()
    context = {
        "heading": _("Evenings and more"),
        "sentence": _("Everything that takes place: what is coming, what was, and how many came."),
        "form": form,
        "today": today,
        "coming": listing.coming(found, today),
        "past": listing.past(found, form.year_shown, today) if is_right else [],
        "year": form.year_shown if is_right else today.year,
        "wanting": listing.wants_to_be_told(today) if may(request.user, "evening.after") else [],
        "to_tell": _to_tell() if may(request.user, "evening.welcome") else None,
        **rights(request.user),
    }
    return render(request, "events/activities.html", context, status=form.status)


def _to_tell() -> dict | None:
    """What waits to be told: mails only where no queue sends them; None where there is nothing."""
    mails = 0 if settings.REDIS_URL else telling.due_reminders()
    by_hand = telling.evenings_by_hand()
    return {"mails": mails, "by_hand": by_hand} if mails or by_hand else None


@require_safe
@needs("activities.read")
def activity(request, pk):
    return activity_page(request, activity_or_404(pk))


@require_POST
@needs("evening.welcome")
def activity_word(request, pk):
    """She had her word: welcome, or not. What was answered already stays."""
    one = get_object_or_404(Registration.objects.select_related("evening__activity"), pk=pk)
    if one.state != State.ASKED:
        messages.info(request, _("This was answered already."))
    elif request.POST.get("say") == "welcome":
        _welcome(request, one)
    elif request.POST.get("say") == "decline":
        decline(registration=one, by=request.user)
        messages.success(request, _("Not welcomed. She reads so with her phrase."))
    else:
        raise Http404
    return redirect("activity", pk=one.evening.activity_id)


def _welcome(request, one: Registration) -> None:
    try:
        state = welcome(registration=one, by=request.user).state
    except Closed as error:
        messages.error(request, error.message)
        return
    has_place = state == State.COMING
    words = _("Welcomed: she has a place.") if has_place else _("Welcomed: she is on the waiting list.")
    messages.success(request, words)
