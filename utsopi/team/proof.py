"""Showing once more that it is you, without losing what was typed.

Asked for in two cases: a session nobody touched for half an hour is locked, and some pages want a proof not older
than 15 minutes. In both the page that asks stands at the very address that was called, and carries all that was
posted as hidden fields. Whoever gives her passphrase or passkey sends the same fields again; the proof is taken
out and the request goes on as if nothing had been between. Only files cannot be carried; the page says so.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import limits

PASSPHRASE, CREDENTIAL, WAS_GET = "proof-passphrase", "proof-credential", "proof-was-get"
OURS = (PASSPHRASE, CREDENTIAL, WAS_GET, "csrfmiddlewaretoken")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_WRONG = 5  # wrong answers before the session ends
_WRONG = "proof_wrong"


def is_fresh(request) -> bool:
    """Whether she proved within 15 minutes that it is she."""
    return did_recently_reauthenticate(request)


def is_offered(request) -> bool:
    """Whether this request carries a proof."""
    return request.method == "POST" and (PASSPHRASE in request.POST or CREDENTIAL in request.POST)


def ask(request, *, locked: bool = False, error: str = ""):
    """The page that asks, with status 423 where the session is locked, else 401."""
    if request.headers.get("HX-Request"):
        return _whole_page(request, locked)
    has_passkey = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    context = {
        "locked": locked,
        "error": error,
        "fields": _carried(request),
        "was_get": request.method in ("GET", "HEAD") or WAS_GET in request.POST,
        "lost_files": bool(request.FILES),
        "passkey": _challenge(request.user) if has_passkey else None,
        "has_passphrase": request.user.has_usable_password(),
    }
    return render(request, "team/proof.html", context, status=423 if locked else 401)


def _challenge(account) -> dict:
    """What the browser is to sign with a passkey of the account."""
    from allauth.mfa.webauthn.internal.auth import begin_authentication  # slow to load

    return begin_authentication(account)


def settle(request, *, locked: bool):
    """Takes the proof of a request. None where it is good: the request goes on, without it; else the answer."""
    if error := _wrong_with(request):
        return _after_a_wrong_one(request, locked, error)
    request.session.pop(_WRONG, None)
    record_authentication(request, request.user, method="proof", reauthenticated=True)
    request.session.touch()
    if WAS_GET in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    _take_out(request)
    return None


def _carried(request) -> list[tuple[str, str]]:
    if request.method != "POST" or request.content_type not in FORMS:
        return []
    kept = [(name, values) for name, values in request.POST.lists() if name not in OURS]
    return [(name, value) for name, values in kept for value in values]


def _wrong_with(request) -> str:
    """What is wrong with the proof, in words for her; empty where nothing is."""
    if not limits.may_try(request, "proof"):
        return _("Too many tries. Wait a few minutes.")
    if CREDENTIAL in request.POST and request.POST[CREDENTIAL]:
        from .passkeys import PasskeyAsProof  # slow to load

        form = PasskeyAsProof({"credential": request.POST[CREDENTIAL]}, user=request.user)
        return "" if form.is_valid() else _("That passkey was not accepted.")
    right = request.user.check_password(request.POST.get(PASSPHRASE, ""))
    return "" if right else _("That is not your passphrase.")


def _after_a_wrong_one(request, locked: bool, error: str):
    wrong = request.session.get(_WRONG, 0) + 1
    request.session[_WRONG] = wrong
    if wrong >= MOST_WRONG:
        logout(request)
        return redirect("account_login")
    return ask(request, locked=locked, error=error)


def _take_out(request) -> None:
    """The request as it was before it was kept."""
    posted = request.POST.copy()
    for name in (PASSPHRASE, CREDENTIAL, WAS_GET):
        posted.pop(name, None)
    request.POST = posted
    request._body = posted.urlencode().encode()  # nobody reads the passphrase from the raw body either


def _whole_page(request, locked: bool):
    """A part of a page cannot ask; the browser loads the whole page, which does."""
    return HttpResponse(status=423 if locked else 401, headers={"HX-Refresh": "true"})
