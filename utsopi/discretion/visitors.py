"""Pages of visitors, who get no cookie and bring none: the language stands in the path, the phrase in the form."""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

# where their addresses begin; a host without an account comes by /h/, whoever wants to join by /j/
THEIRS = ("/a/", "/h/", "/j/")
# "none" is somebody who sends the same page once more by the browser's own button
OWN = ("same-origin", "none")
KEPT_OPEN = timedelta(minutes=30)  # as long as a session that nobody uses
_opened = TimestampSigner(salt="utsopi.opened")


class NoCookies:
    """Whatever stands after it finds no cookie in the request of a visitor's page, so that nobody is signed in
    there; and whatever it would set stays behind. Stands before everything that knows of sessions."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(THEIRS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        names = [name.strip() for name in response.get("Vary", "").split(",")]
        response["Vary"] = ", ".join(name for name in names if name.lower() != "cookie")
        return response


def spoken(view):
    """A view in the language of its path, or of the browser where the path names none. One that is not spoken
    here is no page. The language stays on, for the page that answers when something goes wrong."""

    @wraps(view)
    def in_language(request, language="", **kwargs):
        language = language or translation.get_language_from_request(request)
        if language not in dict(settings.LANGUAGES):
            raise Http404
        translation.activate(language)
        return view(request, language, **kwargs)

    return in_language


def opened() -> str:
    """When a page was opened, signed, for its forms to carry."""
    return _opened.sign("")


def is_stale(stamp: str) -> bool:
    """Whether the page of a form was opened too long ago. A browser without JavaScript keeps what was sent and sends it
    once more for Back; an hour later somebody else may hold the phone. A form that says nothing is not stale."""
    try:
        _opened.unsign(stamp, max_age=KEPT_OPEN)
    except SignatureExpired:
        return True
    except BadSignature:
        pass
    return False


def own_forms(view):
    """A view whose forms need no token, as there is no session to forge: they must come from a page of our own.

    Browsers say so (Sec-Fetch-Site); older ones say where the form lay (Origin), and the oldest nothing, and theirs
    are taken. Raises PermissionDenied. Stands outermost."""

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and not is_own(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def is_own(request) -> bool:
    """Whether a form comes from here; OwnOrigin has read an Origin that hides itself before."""
    here = f"{request.scheme}://{request.get_host()}"
    site = request.META.get("HTTP_SEC_FETCH_SITE", "none")
    return site in OWN and request.META.get("HTTP_ORIGIN", here) == here
