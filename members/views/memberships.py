"""Joining again, leaving, and putting an interval right; each leads back to the member's page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from utsopi.team.access import needs
from utsopi.ui.forms import posted, tried

from ..actions import memberships as verbs
from ..choices import KEPT
from ..forms.memberships import CorrectForm, IntervalForm, LeaveForm
from ..models import Member, Membership

ASKS = require_http_methods(["GET", "HEAD", "POST"])


@ASKS
@needs("member.decide")
def member_begin(request, pk):
    """She joins, or comes back: what was told of the last interval is offered, how she came now is asked."""
    found = get_object_or_404(Member, pk=pk)
    last = found.memberships.order_by("-started_on").first()
    form = IntervalForm(posted(request), last)
    if form.is_valid() and tried(
        form, verbs.begin, member=found, on=form.cleaned_data["on"], **form.facts(), by=request.user
    ):
        messages.success(request, _("She is a member again.") if last else _("She is a member."))
        return redirect("member", pk=pk)
    label = _("She joins again") if last else _("She joins")
    return _form_page(request, found, form, label, _("A new interval begins; what was before stays."))


@ASKS
@needs("member.decide")
def member_leave(request, pk):
    found, form = get_object_or_404(Member, pk=pk), LeaveForm(posted(request))
    if form.is_valid() and tried(form, verbs.leave, member=found, **form.cleaned_data, by=request.user):
        messages.success(request, _("She is no member any more. It can be undone on this page."))
        return redirect("member", pk=pk)
    sentence = _(
        "Her mandates end on the same day. Who she is is erased thirty days after that day; until then her "
        "places at evenings stay hers."
    )
    return _form_page(request, found, form, _("She leaves"), sentence)


@ASKS
@needs("member.decide")
def membership(request, pk):
    """One interval, to be put right."""
    found = _interval(pk)
    form = CorrectForm(posted(request), found)
    if form.is_valid() and tried(form, verbs.correct, membership=found, by=request.user, **form.values()):
        messages.success(request, _("Saved."))
        return redirect("member", pk=found.member_id)
    sentence = _("Figures of the past count what stands here: change only what was wrong.")
    return _form_page(request, found.member, form, _("Put an interval right"), sentence, interval=found)


@require_POST
@needs("member.decide")
def membership_stay(request, pk):
    """She did not leave after all."""
    found = _interval(pk)
    try:
        verbs.stay(membership=found, by=request.user)
        messages.success(request, _("Undone: she did not leave."))
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("member", pk=found.member_id)


@ASKS
@needs("member.decide")
def membership_undo(request, pk):
    """The interval was written down by mistake; it is asked before it goes, with what follows."""
    found = _interval(pk)
    if request.method == "POST":
        try:
            verbs.undo(membership=found, by=request.user)
            messages.success(request, _("Taken away."))
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect("member", pk=found.member_id)
    only = _("Only where it never was. Whoever was a member and left keeps her interval.")
    context = {
        "heading": _("Take this interval away?"),
        "sentence": f"{only} {_after(found)}",
        "confirm_label": _("Take it away"),
        "back_url": reverse("member", args=[found.member_id]),
        "is_grave": True,
    }
    return render(request, "ui/confirm.html", context)


def _after(found: Membership) -> str:
    """What follows where the interval is taken away."""
    if verbs.request_behind(found):
        return _("Her request to join then waits for a decision again.")
    if found.member.memberships.filter(ended_on=None).exclude(pk=found.pk).exists():
        return ""
    day = date_format(timezone.localdate() + KEPT, "DATE_FORMAT")
    return _("Who she is, and her account, are then erased on %(day)s, unless she joins before.") % {
        "day": day
    }


def _interval(pk) -> Membership:
    return get_object_or_404(Membership.objects.select_related("member"), pk=pk)


def _form_page(request, found: Member, form, label: str, sentence: str, interval: Membership | None = None):
    context = {
        "heading": f"{found.reference}: {label}",
        "sentence": sentence,
        "member": found,
        "form": form,
        "label": label,
        "interval": interval,
    }
    return render(request, "members/interval.html", context, status=form.status)
