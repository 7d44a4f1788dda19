"""Who is there, and the door of every page."""

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from . import factors, proof
from .access import is_for_all, is_public, may_open
from .backend import known
from .sessions import ONLY_ROLE

# where a way to sign in is set up; all else waits for it
SETS_UP = frozenset(
    {"second_factor", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "me_passphrase"}
)
ASKED_BY_ITSELF = frozenset({"job_status"})  # pages that a browser asks again and again with nobody there


class SignedIn:
    """`request.user` is the account of the session, limited to the role for which the session was begun."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(lambda: account_of(request))
        return self.get_response(request)


def account_of(request):
    with known(request.session.account):
        user = auth.get_user(request)
    if user.is_authenticated:
        user.only_role = request.session.get(ONLY_ROLE, "")
    return user


class Guard:
    """Every page needs the permission that roles.py names, unless it is on the written public list. A session that
    was idle for long asks first whether it is still she; a factor that is missing is set up first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name
        if is_public(name):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if answer := _still_she(request, name):
            return answer
        if not may_open(request.user, name):
            raise Http404
        if name not in SETS_UP and factors.is_missing(request):
            return redirect("second_factor")
        return None

    def process_exception(self, request, exception):
        """allauth's own pages ask for a fresh proof; ours is the page that takes it."""
        if isinstance(exception, ReauthenticationRequired) and request.user.is_authenticated:
            return proof.ask(request)
        return None


class OfficeLanguage:
    """Pages of the office are written in its own languages; whoever reads another one elsewhere gets them in
    English, never half in each."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_spoken = translation.get_language() in dict(settings.OFFICE_LANGUAGES)
        if not is_spoken and not is_for_all(request.user, request.resolver_match.url_name):
            translation.activate(settings.LANGUAGE_CODE)


def _still_she(request, name: str | None):
    """An answer where a proof is wanted or was wrong; None where the request goes on."""
    locked = request.session.is_idle()
    if proof.is_offered(request):
        return proof.settle(request, locked=locked)
    if locked:
        return proof.ask(request, locked=True)
    if name not in ASKED_BY_ITSELF:
        request.session.touch()
    return None
