"""How allauth behaves here: nobody opens an account for herself, no mail goes out, and no answer tells whether
somebody has an account.
"""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.audit import log
from utsopi.audit.choices import Action

from . import limits
from .models import User
from .roles import Role
from .sessions import ONLY_ROLE

WANTS_ONLY = "wants_only"  # in the session, from the page of a round until somebody has signed in
MISMATCH = _("Login name and passphrase do not go together.")


class ByInvitation(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or sign in with a passkey."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_client_ip(self, request) -> str:
        """Not the address but its HMAC of today: all of allauth's limits count by it."""
        return limits.address_of(request)

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """By account and address together, so that nobody can lock somebody else out from elsewhere."""
        return f"{credentials.get('username', '').lower()}|{limits.address_of(request)}"

    def authenticate(self, request, **credentials):
        """A closed account gets the same answer as a wrong passphrase and as an unknown name."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def authentication_failed(self, request, **credentials) -> None:
        """One entry for a row of wrong tries; known and unknown names cost the same."""
        known = (
            User.objects.filter(username=credentials.get("username", "").lower()).values_list("pk").first()
        )
        if limits.may_try(request, "told", key="all"):
            log.record(Action.DENIED, "team.User", by=None, object_id=known[0] if known else None)

    def pre_login(self, request, user, **kwargs):
        """Whoever comes in by the page of a round must hold that role today."""
        wanted = request.session.get(WANTS_ONLY)
        if not user.is_active:
            return _back(request, "account_login", MISMATCH)
        if wanted and wanted not in user.roles_on(timezone.localdate()):
            return _back(request, "round_in", _("You have no rounds just now. Sign in the usual way."))
        return None

    def get_login_redirect_url(self, request) -> str:
        """Whoever came in for a round goes to it."""
        return reverse("round") if request.session.get(ONLY_ROLE) else "/"

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """What allauth would say about factors is said by our own pages; a sign-in needs no words."""
        if kwargs.get("message"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_notification_mail(self, *args, **kwargs) -> None:
        """No mail: notices stand on one's own page."""


def _back(request, where: str, words):
    from allauth.account.internal.stagekit import clear_login

    clear_login(request)
    messages.error(request, words)
    return redirect(where)


def begin(request, user) -> None:
    """What a new session is told: when it began, and for which role only."""
    request.session[ONLY_ROLE] = request.session.pop(WANTS_ONLY, "")
    if request.session[ONLY_ROLE] not in ("", Role.OUTREACH):
        raise PermissionDenied
