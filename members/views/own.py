"""What a member sees of her own record: her number, since when, and who opened it."""

from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from utsopi.audit.openings import who_opened
from utsopi.team.access import needs

from ..models import Member, Membership


@require_safe
@needs("self")
def own_record(request):
    member = Member.objects.filter(account=request.user).select_related("identity").first()
    identity = getattr(member, "identity", None)
    context = {
        "heading": _("Your record"),
        "sentence": _("What is kept about you by number, and who opened it."),
        "member": member,
        "intervals": [_in_words(each) for each in member.memberships.order_by("started_on")]
        if member
        else [],
        "openings": who_opened(identity._meta.label, identity.pk, but=request.user) if identity else None,
    }
    return render(request, "members/own.html", context)


def _in_words(membership: Membership) -> str:
    start = date_format(membership.started_on, "DATE_FORMAT")
    if membership.ended_on is None:
        return _("Member since %(start)s") % {"start": start}
    end = date_format(membership.ended_on, "DATE_FORMAT")
    return _("Member from %(start)s, left on %(end)s") % {"start": start, "end": end}
