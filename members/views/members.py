"""One member by number, and behind a reason and a fresh proof who she is."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.audit.openings import who_opened
from utsopi.directory.choices import language_label, region_label
from utsopi.privacy.locked import unlocked
from utsopi.privacy.reason import ReasonForm
from utsopi.team.access import fresh, may, needs

from ..actions.forgetting import erased_on
from ..actions.identity import find_by_own, set_identity, tie_account
from ..choices import SEALED
from ..forms.identity import AccountForm, FindForm, IdentityForm
from ..models import Member, MemberIdentity, Membership
from .opening import label, ways


def _with_memberships():
    newest_first = Membership.objects.order_by("-started_on")
    return Member.objects.prefetch_related(Prefetch("memberships", newest_first, to_attr="intervals"))


@require_safe
@needs("member.list")
def member(request, pk):
    return _member_page(request, _found(pk), ReasonForm())


@require_POST
@needs("member.identity")
@unlocked
@fresh
def who(request, pk):
    """Shows once who a member is; each field that is there is one entry in the trail."""
    found, form = _found(pk), ReasonForm(request.POST)
    identity = _identity_of(found)
    if identity is None:
        raise Http404
    if not form.is_valid():
        return _member_page(request, found, form)
    with acting(request.user, reason=form.cleaned_data["reason"]):
        facts = [(label(name), _opened(identity, name)) for name in SEALED]
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("Shown this once. It is written down that you opened it."),
        "member": found,
        "facts": facts + ways(identity),
    }
    return render(request, "members/who.html", context)


@needs("member.identity")
@unlocked
@fresh
def identity(request, pk):
    found = _found(pk)
    form = IdentityForm(request.POST or None, member=found, identity=_identity_of(found))
    if request.method == "POST" and form.is_valid():
        set_identity(member=found, values=form.changes(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("member", pk=found.pk)
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("Nothing that is kept is shown here. What you leave empty stays as it is."),
        "member": found,
        "form": form,
    }
    return render(request, "members/identity.html", context, status=form.status)


@require_POST
@needs("member.identity")
@fresh
def account(request, pk):
    """Ties an account to the member, so that she can see her own record; empty unties it."""
    found, form = _found(pk), AccountForm(request.POST)
    if form.is_valid() and tie_account(
        member=found, username=form.cleaned_data["username"].strip(), by=request.user
    ):
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("There is no such account, or it is another member's."))
    return redirect("member", pk=found.pk)


@require_POST
@needs("member.identity")
@unlocked
@fresh
def find(request):
    """Leads to the member whose own address or number was typed; the text stands in no address."""
    form = FindForm(request.POST)
    if form.is_valid():
        found = find_by_own(kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], by=request.user)
        if found:
            return redirect("member", pk=found.pk)
        messages.info(request, _("No member has this address or number."))
    return redirect("members")


def _found(pk) -> Member:
    return get_object_or_404(_with_memberships(), pk=pk)


def _identity_of(found: Member) -> MemberIdentity | None:
    return MemberIdentity.objects.filter(member=found).first()


def _member_page(request, found: Member, form: ReasonForm):
    kept, may_open = _identity_of(found), may(request.user, "member.identity")
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("By number. Who she is opens for a reason, and she can see on which day and why."),
        "member": found,
        "intervals": [_interval(each) for each in found.intervals],
        "is_member": any(each.ended_on is None for each in found.intervals),
        "mandates": found.mandates.all(),
        "may_decide": may(request.user, "member.decide"),
        "erased_on": kept and erased_on(found, next(iter(found.intervals), None)),
        "identity": kept,
        "facts": ways(kept) if kept else [],
        "form": form,
        "may_open": may_open,
        "account_form": AccountForm(initial={"username": found.account and found.account.username}),
        "openings": who_opened(kept._meta.label, kept.pk) if kept and may_open else None,
    }
    return render(request, "members/member.html", context, status=form.status)


def _interval(membership: Membership) -> dict:
    """An interval as the page tells it."""
    today = timezone.localdate()
    facts = [
        region_label(membership.region),
        language_label(membership.language),
        _("Sex worker") if membership.is_sex_worker else _("Ally"),
        _("Effective") if membership.is_effective else _("Adherent"),
        membership.get_joined_through_display(),
    ]
    return {
        "pk": membership.pk,
        "joined_on": membership.started_on,
        "left_on": membership.ended_on,
        "because": membership.get_left_because_display(),
        "is_running": membership.runs_on(today),
        "facts": " · ".join(str(fact) for fact in facts),
    }


def _opened(kept: MemberIdentity, name: str) -> str | None:
    value = getattr(kept, name)
    return None if value is None else value.open()
