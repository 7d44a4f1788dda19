"""The team: accounts, roles, cards and sessions."""

from functools import wraps

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import actions, cards, factors
from ..access import fresh, may, needs
from ..forms import NewAccountForm, RoleForm, roles_in_words
from ..models import Card, Grant, User


@require_safe
@needs("team.read")
def team(request):
    today = timezone.localdate()
    accounts = User.objects.annotate(
        sessions_now=Count("sessions", filter=Q(sessions__expires_at__gt=timezone.now()), distinct=True),
    ).order_by("-is_active", "alias", "username")
    in_force: dict = {}
    for grant in Grant.objects.in_force_on(today).order_by("ends_on"):
        in_force.setdefault(grant.account_id, []).append(grant)
    context = {
        "heading": _("Team"),
        "sentence": _("Who may sign in, in which role and until when. A role takes two people."),
        "accounts": [(account, in_force.get(account.pk, [])) for account in accounts],
        "waiting": _waiting(request),
        "drawable": _drawable(request),
        "can_manage": may(request.user, "team.manage"),
        "can_approve": may(request.user, "team.approve"),
        "roles": roles_in_words(),
    }
    return render(request, "team/team.html", context)


def _waiting(request) -> list[tuple[Grant, bool]]:
    """Roles that were asked for, and whether she may be the second person."""
    rows = Grant.objects.waiting().select_related("account", "granted_by").order_by("starts_on")
    return [(grant, actions.may_decide(grant, request.user)) for grant in rows]


def _drawable(request) -> list[tuple[Card, bool]]:
    rows = cards.waiting().select_related("account", "asked_by")
    return [(card, request.user.pk not in (card.asked_by_id, card.account_id)) for card in rows]


@require_safe
@needs("team.read")
def team_account(request, pk):
    account = get_object_or_404(User, pk=pk)
    context = {
        "heading": str(account),
        "sentence": _("Login name: %(name)s") % {"name": account.username},
        "account": account,
        "grants": account.grants.select_related("granted_by", "approved_by").order_by("-ends_on"),
        "today": timezone.localdate(),
        "sessions": account.sessions.filter(expires_at__gt=timezone.now()).aggregate(
            count=Count("pk"), last=Max("last_seen_at")
        ),
        "has_factor": factors.has_factor(account),
        "takes_two": cards.takes_two(account),
        "form": RoleForm(),
        "can": {name: may(request.user, f"team.{name}") for name in ("manage", "card", "sessions")},
    }
    return render(request, "team/account.html", context)


@require_http_methods(["GET", "POST"])
@needs("team.manage")
@fresh
def team_new(request):
    """A new account and its card; the code is shown on this answer and never again."""
    form = NewAccountForm(request.POST or None)
    if not form.is_valid():
        context = {"heading": _("A new account"), "sentence": _("You get a card to hand over."), "form": form}
        return render(request, "team/new.html", context | {"roles": roles_in_words()}, status=form.status)
    typed = form.cleaned_data
    account = actions.make_account(
        alias=typed["alias"], roles=typed["roles"], ends_on=typed["ends_on"], by=request.user
    )
    card, code = cards.ask_for_card(account=account, by=request.user)
    return _printed(request, card, code)


def _printed(request, card: Card, code: str):
    context = {"heading": _("A card to hand over"), "sentence": "", "card": card, "code": code}
    return render(request, "team/card.html", context)


def act(permission: str):
    """A view that acts on one account by POST, after a fresh proof, and goes back to the account's page. What
    the act refuses is said in words."""

    def decorate(view):
        @require_POST
        @needs(permission)
        @fresh
        @wraps(view)
        def acting(request, pk):
            try:
                answer = view(request, pk)
            except actions.NotAllowed:
                messages.error(request, _("This takes somebody else: not who asked, not whom it is for."))
                return redirect("team")
            return answer if hasattr(answer, "status_code") else redirect("team_account", pk=answer.pk)

        return acting

    return decorate


@act("team.manage")
def team_ask(request, pk):
    account = get_object_or_404(User, pk=pk, is_active=True)
    form = RoleForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        actions.ask_for_role(account=account, role=typed["role"], ends_on=typed["ends_on"], by=request.user)
        messages.success(
            request, _("Asked. Somebody else who may approve it finds it on the page of the team.")
        )
    else:
        messages.error(request, _("Choose a role, and a day at most a year from now."))
    return account


@act("team.manage")
def team_revoke(request, pk):
    grant = get_object_or_404(Grant.objects.in_force_on(timezone.localdate()), pk=pk)
    actions.revoke(grant=grant, by=request.user)
    return grant.account


@act("team.approve")
def team_approve(request, pk):
    grant = get_object_or_404(Grant.objects.waiting(), pk=pk)
    actions.approve(grant=grant, by=request.user)
    return grant.account


@act("team.approve")
def team_refuse(request, pk):
    grant = get_object_or_404(Grant.objects.waiting(), pk=pk)
    actions.refuse(grant=grant, by=request.user)
    return grant.account


@act("team.card")
def team_card(request, pk):
    """A new card; one that clears second factors of the team waits for a second person."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    card, code = cards.ask_for_card(
        account=account, by=request.user, clears_factors="clears_factors" in request.POST
    )
    if code:
        return _printed(request, card, code)
    messages.success(request, _("Asked. Somebody else draws the card on the page of the team."))
    return account


@act("team.approve")
def team_draw(request, pk):
    card = get_object_or_404(cards.waiting(), pk=pk)
    code = cards.draw(card=card, by=request.user)
    return _printed(request, card, code)


@act("team.manage")
def team_close(request, pk):
    account = get_object_or_404(User, pk=pk, is_active=True)
    actions.close_account(account=account, by=request.user)
    return account


@act("team.manage")
def team_open(request, pk):
    account = get_object_or_404(User, pk=pk, is_active=False)
    actions.open_account(account=account, by=request.user)
    return account


@require_POST
@needs("team.sessions")
def team_end_sessions(request, pk):
    """In an emergency, at once: no fresh proof is asked."""
    account = get_object_or_404(User, pk=pk)
    count = actions.end_sessions(account=account, by=request.user)
    messages.success(request, _("Sessions ended: %(count)s.") % {"count": count})
    return redirect(
        "team_account" if account != request.user else "account_login", **_back_to(request, account)
    )


def _back_to(request, account) -> dict:
    return {"pk": account.pk} if account != request.user else {}
