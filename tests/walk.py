"""Every address of the house, found by walking the resolver, with something plausible in place of each key."""

from uuid import UUID

from django.conf import settings
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

SAMPLES = {
    "UUIDConverter": UUID("00000000-0000-4000-8000-000000000000"),
    "IntConverter": 1,
    "SlugConverter": "fr",
    "StringConverter": "helpdesk.requests",
    "PathConverter": "some/where",
}

# pages of visitors have no session that a token could lie in: their forms are taken from our own pages only
WITHOUT_SESSION = frozenset({"a_entry", "a_evening", "a_ticket", "host", "j", "j_back", "j_in"})


def asked(browser, account, method: str, path: str, *given, **more):
    """The answer to a signed-in browser, or to nobody's where there is no account. It signs in only where it is not,
    or where a page before ended its session: to sign in anew for each page takes as long as the pages."""
    held = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    if account and not (held and held.value):
        browser.force_login(account)
    answer = getattr(browser, method)(path, *given, **more)
    if account and answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        browser.force_login(account)
        answer = getattr(browser, method)(path, *given, **more)
    return answer


def patterns(resolver=None):
    """Every URL pattern that leads to a view."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry)


def addresses() -> dict[str, str]:
    """Path by name of the route; every pattern has a name, and a converter that stands in SAMPLES."""
    return dict(sorted(_walk(get_resolver(), "/")))


def _walk(resolver, start: str):
    for entry in resolver.url_patterns:
        route = start + _filled(entry)
        if isinstance(entry, URLPattern):
            yield entry.name, route
        else:
            yield from _walk(entry, route)


def _filled(entry) -> str:
    route = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__
        before, _mark, rest = route.partition(f":{name}>")
        if not _mark:
            before, _mark, rest = route.partition(f"<{name}>")
            before += "<"
        route = before.rpartition("<")[0] + str(SAMPLES[kind]) + rest
    return route
