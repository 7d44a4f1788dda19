"""One's own page: where she is signed in, how she signs in, who opened her record."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.audit.models import AuditEntry

from .. import actions, factors, sessions
from ..access import fresh, needs
from ..forms import AliasForm, PassphraseForm

SHOWN = 20  # entries about the account on its own page


@require_safe
@needs("self")
def me(request):
    context = {
        "heading": _("Your page"),
        "sentence": _("Where you are signed in, how you sign in, and what happened to your account."),
        "sessions": _sessions(request),
        "authenticators": Authenticator.objects.filter(user=request.user).order_by("created_at"),
        "alias": AliasForm(initial={"alias": request.user.alias}),
        "happened": _happened(request.user),
        "grants": request.user.grants.in_force_on(_today()).order_by("ends_on"),
    }
    return render(request, "team/me.html", context)


def _today():
    return timezone.localdate()


def _happened(account):
    """The newest entries about the account itself: sign-ins, cards, factors, roles. Notices stand here, not in mail."""
    return AuditEntry.objects.filter(model="team.User", object_id=account.pk).order_by("-on", "-number")[
        :SHOWN
    ]


def _sessions(request) -> list[dict]:
    rows = request.user.sessions.order_by("-last_seen_at")
    here = request.session.row
    return [
        {
            "session": row,
            "is_here": here is not None and row.pk == here.pk,
            "ends_at": row.started_at + sessions.LONGEST,
        }
        for row in rows
    ]


@require_POST
@needs("self")
def me_end_session(request, pk):
    """Ends one session of hers; of somebody else's there is none here."""
    if not request.user.sessions.filter(pk=pk).exists():
        raise Http404
    actions.end_sessions(account=request.user, by=request.user, only=pk)
    return redirect("me")


@require_POST
@needs("self")
def me_end_others(request):
    count = actions.end_sessions(account=request.user, by=request.user, but=request.session)
    messages.success(request, _("Sessions ended: %(count)s. Only this one is left.") % {"count": count})
    return redirect("me")


@require_POST
@needs("self")
def me_alias(request):
    form = AliasForm(request.POST)
    if form.is_valid():
        actions.set_alias(account=request.user, alias=form.cleaned_data["alias"], by=request.user)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("An alias has 1 to 60 characters."))
    return redirect("me")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs("self")
@fresh
def me_passphrase(request):
    """A new passphrase; all other sessions end."""
    form = PassphraseForm(request.POST or None, account=request.user)
    if not form.is_valid():
        return render(request, "team/passphrase.html", {"form": form}, status=form.status)
    actions.set_passphrase(
        account=request.user,
        passphrase=form.cleaned_data["passphrase"],
        by=request.user,
        session=request.session,
    )
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your passphrase is changed. All your other sessions ended."))
    return redirect("me")


@require_safe
@needs("self")
def second_factor(request):
    """Where somebody is sent who must set up a way to sign in first, and where everybody may choose one."""
    context = {
        "is_forced": settings.SECOND_FACTOR_FORCED and request.user.is_staff_on(_today()),
        "is_missing": factors.is_missing(request),
        "is_local": settings.LOCAL,
        "has_passphrase": request.user.has_usable_password(),
    }
    return render(request, "team/second_factor.html", context)
