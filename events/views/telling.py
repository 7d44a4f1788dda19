"""Telling by hand those whom the house cannot write to: numbers as one list in the trail, and ticked off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from utsopi.audit.context import acting
from utsopi.audit.log import listing
from utsopi.team.access import fresh, needs

from .. import telling
from ..agenda import languages_label
from ..models import Evening, Registration
from .one import activity_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@needs("evening.welcome")
@fresh
@sensitive_variables("rows")
def activity_tell(request, pk):
    """How many are to be told; the numbers only once somebody asks for them."""
    found = activity_or_404(pk, evening=True)
    evening = get_object_or_404(Evening, activity=found)
    waiting = telling.by_hand(evening)
    rows = _opened(request.user, list(waiting)) if request.method == "POST" else None
    context = {
        "heading": _("To be told by hand"),
        "sentence": _("They asked to be told. Write or say these words and no more; then tick them off."),
        "activity": found,
        "count": waiting.count() if rows is None else len(rows),
        "rows": rows,
    }
    return render(request, "events/tell.html", context)


@require_POST
@needs("evening.welcome")
def tell_all(request):
    """Has everybody written to who asked for it, where there is no queue to do so by the clock."""
    job = telling.tell_soon(by=request.user)
    if job is None:
        messages.info(request, _("Nobody is to be written to just now."))
        return redirect("activities")
    return redirect("job_status", pk=job.pk)


@require_POST
@needs("evening.welcome")
def activity_told(request, pk):
    """She was told."""
    hers = get_object_or_404(Registration.objects.select_related("evening"), pk=pk)
    telling.told_by_hand(registration=hers, by=request.user)
    messages.success(request, _("Ticked off."))
    return redirect("activity_tell", pk=hers.evening.activity_id)


def _opened(user, waiting: list[Registration]) -> list[dict]:
    """Each with how to reach her and what to say, as one list in the trail; of nobody there is nothing to note."""
    if not waiting:
        return []
    with acting(user), listing(Registration._meta.label, "tell", len(waiting)):
        return [
            {
                "pk": each.pk,
                "reach": each.tell.open(),
                "text": telling.words(each)[1],
                "language": each.language,
                "speaks": languages_label(each.language),
            }
            for each in waiting
        ]
