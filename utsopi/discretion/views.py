"""Leaving at once, the page on what stays on a device, and the pages for requests that nobody can read."""

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from utsopi.ui.context import language_of


# the worst that a stranger can do with it is to sign somebody out
@csrf_exempt
@require_POST
def leave(request):
    """Ends the session, has the browser forget what it holds of us, and shows another site.

    Never a redirect: our own policy lets forms lead nowhere but here, and browsers hold a redirect to it.
    """
    logout(request)
    response = HttpResponse(render_to_string("discretion/away.html", {"leave_for": settings.LEAVE_FOR}))
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    return response


@require_safe
def safety(request, language: str = ""):
    """What this site leaves behind and what it cannot erase. Sets no cookie: the language stands in the path."""
    chosen = language or best_language(request)
    if chosen not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(chosen):
        languages = [language_of(code) for code, _name in settings.LANGUAGES]
        context = {"languages": languages, "chosen": chosen}
        response = render(request, "discretion/safety.html", context)
    response["Content-Language"] = chosen
    return response


def best_language(request) -> str:
    """What somebody chose on another page, else the first of the browser's languages that we speak."""
    return translation.get_language_from_request(request)


def unreadable(request, exception=None):
    """A request that is broken, forged or too big. Says which of the two, and nothing of what was sent."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
