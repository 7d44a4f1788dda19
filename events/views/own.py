"""Evenings for a member who signed in: hers, those to come, and a place by one button. What she does here stands in
the trail as done by nobody, as for whoever comes by a phrase."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.models import Member, Membership
from utsopi.privacy.locked import unlocked
from utsopi.team.access import needs

from .. import agenda
from ..actions import coming
from ..actions.member_coming import come_as_member, tickets_of
from ..actions.tickets import NotVouched
from ..standing import standing


@require_safe
@needs("self")
def own_evenings(request):
    """Her places, with where it is once that may be told, and what else is coming."""
    member = _member(request)
    standings = [standing(each) for each in tickets_of(member)]
    hers = {each.key for each in standings if each.is_wanted}
    lines = [line for line in agenda.lines(agenda.coming_months()) if line.is_evening]
    context = {
        "heading": _("Evenings"),
        "standings": standings,
        "lines": [line for line in lines if line.entry.key not in hers and not line.entry.is_cancelled],
        "may_come": _may_come(member),
    }
    return render(request, "events/own_evenings.html", context)


@require_POST
@needs("self")
@unlocked
def own_come(request, key):
    """A place, or one in the line."""
    evening = agenda.evening_called(key)
    if evening is None:
        raise Http404
    try:
        come_as_member(evening=evening, member=_member(request), language=get_language())
    except NotVouched:
        messages.error(request, _("Places are for members. Talk to one of us, or come by a phrase."))
    except ValidationError as why:
        messages.error(request, why.message)
    return redirect("own_evenings")


@require_POST
@needs("self")
def own_give(request, key):
    """Her place is the next one's, at once."""
    ticket = next((one for one in tickets_of(_member(request)) if standing(one).key == key), None)
    if ticket is None:
        raise Http404
    try:
        coming.give_back(ticket=ticket)
    except ValidationError as why:
        messages.error(request, why.message)
    return redirect("own_evenings")


def _member(request) -> Member:
    found = Member.objects.filter(account=request.user).first()
    if found is None:
        raise Http404
    return found


def _may_come(member: Member) -> bool:
    return (
        Membership.objects.active_on(timezone.localdate()).filter(member=member, is_sex_worker=True).exists()
    )
