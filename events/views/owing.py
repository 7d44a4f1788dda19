"""What hosts are owed, for the treasurer; and invitation phrases to hand on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.forms import posted
from utsopi.ui.paging import year_asked

from ..actions.allowances import drop, owe, pay, unpay
from ..actions.vouching import make_vouch
from ..forms.after import LANGUAGES, AllowanceForm, InviteForm, PaidForm
from ..models import Activity, Allowance
from .one import activity_or_404

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs("allowances")
def allowances(request):
    return _page(request)


def _page(request, wrong: PaidForm | None = None):
    year = year_asked(request)
    found = Allowance.objects.select_related("activity", "member")
    found = found.order_by("activity__starts_on", "member__reference")
    sums = Allowance.objects.aggregate(
        due=Sum("amount", filter=Q(paid_on=None)), paid=Sum("amount", filter=Q(paid_on__year=year))
    )
    context = {
        "heading": _("Allowances"),
        "sentence": _("What hosts are owed, by number of the member. No name stands here."),
        "due": found.filter(paid_on=None),
        "paid": found.filter(paid_on__year=year),
        "sums": {name: amount or 0 for name, amount in sums.items()},
        "form": wrong or PaidForm(),
        "year": year,
        "is_this_year": year == timezone.localdate().year,
        "may_write": may(request.user, "activities.write"),
    }
    return render(request, "events/allowances.html", context, status=wrong.status if wrong else 200)


@PAGE_AND_FORM
@needs("activities.write")
def allowance_new(request, pk):
    """One for a host of that evening."""
    found: Activity = activity_or_404(pk)
    form = AllowanceForm(posted(request))
    if form.is_valid() and _owed(form, found, request.user):
        messages.success(request, _("Saved."))
        return redirect("activity", pk=pk)
    context = {
        "heading": _("An allowance for a host"),
        "sentence": _("By number of the member, once for each host. The treasurer reads the number only."),
        "form": form,
        "back": reverse("activity", args=[pk]),
        "is_short": True,
    }
    return render(request, "events/activity_form.html", context, status=form.status)


def _owed(form: AllowanceForm, found: Activity, by) -> bool:
    said = form.cleaned_data
    try:
        with transaction.atomic():
            owe(activity=found, member=said["number"], amount=said["amount"], by=by)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@require_POST
@needs("allowances")
def allowance_paid(request, pk):
    found, form = get_object_or_404(Allowance, pk=pk), PaidForm(request.POST)
    if form.is_valid():
        try:
            pay(allowance=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("paid_on", error)
    if form.errors:
        return _page(request, form)
    messages.success(request, _("Paid."))
    return redirect("allowances")


@require_POST
@needs("allowances")
def allowance_undo(request, pk):
    """It was not paid after all."""
    unpay(allowance=get_object_or_404(Allowance, pk=pk), by=request.user)
    messages.success(request, _("It is owed again."))
    return redirect("allowances")


@require_POST
@needs("activities.write")
def allowance_drop(request, pk):
    """It is not owed after all."""
    try:
        drop(allowance=get_object_or_404(Allowance, pk=pk), by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is owed no more."))
    return redirect("allowances")


# ── an invitation phrase ──────────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@needs("evening.invite")
def invitation(request):
    """A phrase to hand on, shown once: with it somebody learns the place of an evening."""
    is_outreach = not may(request.user, "activities.read")
    first = {"given_by": "round" if is_outreach else "team", "language": _usual_language()}
    form = InviteForm(posted(request), initial=first)
    if not form.is_valid():
        context = {
            "heading": _("An invitation phrase"),
            "sentence": _(
                "Five words, good for one person, once. Nobody can say later to whom it was given."
            ),
            "form": form,
        }
        return render(request, "events/invite.html", context, status=form.status)
    said = form.cleaned_data
    phrase = make_vouch(**said, by=request.user)
    language = said["language"]
    context = {
        "heading": _("To hand on"),
        "sentence": _("Print it, or copy it by hand. It is shown now and never again."),
        "words": phrase.split(),
        "language": language,
        "ends_on": said["ends_on"],
        "address": request.build_absolute_uri(_programme(language)),
    }
    return render(request, "events/invitation.html", context)


def _usual_language() -> str:
    here = get_language()
    return here if here in dict(LANGUAGES) else "en"


def _programme(language: str) -> str:
    """Where she reads what is coming, in her language."""
    return reverse("a_list", args=[language])
