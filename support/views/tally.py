"""The tally sheet: to print for a day without electricity, and to enter afterwards as one."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.team.access import needs

from ..actions.tally import enter_sheet
from ..choices import Service
from ..desk import topic_rows
from ..forms.helpdesk import CHANNELS
from ..forms.tally import REGIONS, TallyForm
from ..planning import afternoons_between

BOXES = range(6)  # to tick in each cell; beyond that one writes a number
A_WEEK = timedelta(weeks=1)


@require_safe
@needs("log.write")
def tally(request):
    """Both sheets, one on each page of paper."""
    today = timezone.localdate()
    context = {
        "heading": _("Tally sheet"),
        "sentence": _("Print it now, for a day without electricity. Afterwards it is entered as one."),
        "sheets": [(door, topic_rows(door, today)) for door in (Service.OPEN_HOUSE, Service.HELPDESK)],
        "regions": REGIONS,
        "channels": CHANNELS,
        "boxes": BOXES,
    }
    return render(request, "support/tally.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def tally_enter(request, door):
    """A sheet to enter: first its sums are shown, then it is saved."""
    if door not in Service.values:
        raise Http404
    if request.method != "POST":
        return _page(request, TallyForm(door=Service(door), initial=_initial()))
    form = TallyForm(request.POST, door=Service(door))
    if form.is_valid() and "save" in request.POST and _entered(request, form):
        return redirect("tally")
    return _page(request, form)


def _initial() -> dict:
    today = timezone.localdate()
    planned = afternoons_between(today - A_WEEK, today)
    return {"key": uuid4(), "received_on": today, "city": planned[-1].city if planned else ""}


def _entered(request, form: TallyForm) -> bool:
    """Saves it; False where the verb refuses, with its words in the form."""
    said, ticked = form.cleaned_data, form.ticked()
    try:
        is_new = enter_sheet(
            key=said["key"],
            channel=form.channel(),
            received_on=said["received_on"],
            city=said.get("city", ""),
            ticked=ticked,
            by=request.user,
        )
    except ValidationError as error:
        form.blame(error)
        return False
    _tell(request, sum(each.count for each in ticked), is_new)
    return True


def _tell(request, count: int, is_new: bool) -> None:
    if is_new:
        told = ngettext("%(count)s request was entered.", "%(count)s requests were entered.", count)
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, _("This sheet was entered before. Nothing was added."))


def _page(request, form: TallyForm):
    is_checked = form.is_bound and form.is_valid()
    context = {
        "heading": _("Enter a tally sheet"),
        "sentence": form.door.label,
        "form": form,
        "regions": REGIONS,
        "total": sum(form.sums()) if is_checked else None,
    }
    return render(request, "support/tally_enter.html", context, status=form.status)
