"""Who may open which page. Deny by default: a page that stands neither here nor in roles.py is not found."""

from functools import wraps

from django.http import Http404
from django.utils import timezone

from .pages import PAGES
from .roles import MAY, allowed

# names of URL patterns that answer without an account; a test walks all the others as nobody
PUBLIC = frozenset(
    {
        "a_picture",
        "a_leaflet",
        "a_feed",
        "a_entry",
        "a",
        "a_evening",
        "a_list",
        "a_ticket",
        "account_login",
        "account_logout",
        "exit",
        "healthy",
        "host",
        "j",
        "j_back",
        "j_in",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "round_in",
        "safety",
        "safety_in",
        "set_language",
        "welcome",
    }
)


def is_public(url_name: str | None) -> bool:
    return url_name in PUBLIC


def roles_of(user) -> frozenset[str]:
    """The roles that count in this request: those granted for today; of a round's sign-in only that one."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    return user.roles_on(timezone.localdate())


def may(user, permission: str) -> bool:
    """Whether the signed-in account holds a permission of roles.MAY; LookupError for one that is not there."""
    if permission not in MAY:
        raise LookupError(f"roles.py knows no permission {permission!r}.")
    if not (user.is_authenticated and user.is_active):
        return False
    return permission in allowed(roles_of(user), user.only_role)


def may_open(user, url_name: str | None) -> bool:
    """Whether a page by this name would let the account in."""
    return is_public(url_name) or (url_name in PAGES and may(user, PAGES[url_name]))


def is_for_all(user, url_name: str | None) -> bool:
    """Whether a page is one for visitors and members, spoken in every language; else it is one of the office.
    One's own page is for all; the first page for whoever is no more than a member."""
    needed = PAGES.get(url_name)
    if needed == "here":
        return not (user.is_authenticated and user.is_staff_on(timezone.localdate()))
    return needed in (None, "self")


def needs(permission: str):
    """Marks a view with the permission its page has in pages.PAGES, and holds it once more at the view itself.
    A test compares the two."""

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user, permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.needs = permission
        return guarded

    return mark


def fresh(view):
    """A view that shows an identity, exports or changes rights: it wants a proof, not older than 15 minutes, that
    it is still she who sits there. What was posted is kept while she gives it (proof.py)."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        from . import proof

        if not proof.is_fresh(request):
            return proof.ask(request)
        return view(request, *args, **kwargs)

    guarded.is_fresh = True
    return guarded
