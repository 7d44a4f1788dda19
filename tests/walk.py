"""Every address of the house, found by walking the resolver, with something plausible in place of each key."""

from uuid import UUID

from django.urls import get_resolver
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
