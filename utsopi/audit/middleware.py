"""Says for each request who acts, so that whatever it writes down or opens carries her name, role and request."""

from uuid import UUID

from django.conf import settings

from utsopi.team.access import may_open, roles_of
from utsopi.team.pages import PAGES
from utsopi.team.roles import MAY, Role

from .context import acting
from .log import denied
from .sealing import seal_now_and_then

# what stands behind a permission, for an entry on who was refused; all else is a page
BEHIND = {
    "member.identity": "members.MemberIdentity",
    "member.list": "members.Member",
    "log.read": "support.Request",
    "log.write": "support.Request",
    "log.export": "support.Request",
    "note.read": "support.Question",
    "note.write": "support.Question",
}


class Acting:
    """Stands after whatever finds out who is signed in; asks the database nothing by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(request.user, role=lambda: role_in(request), request_id=getattr(request, "id", "")):
            response = self.get_response(request)
        if settings.AUDIT_SEALS_ITSELF:
            seal_now_and_then()
        return response

    def process_view(self, request, view, args, kwargs):
        """Writes down who is about to be refused. It runs before the guard of the pages, outside any transaction."""
        name = request.resolver_match.url_name
        if name in PAGES and request.user.is_authenticated and not may_open(request.user, name):
            about = BEHIND.get(PAGES[name], "utsopi.Page")
            key = kwargs.get("pk")
            denied(about, object_id=key if isinstance(key, UUID) else None, fields=[name])


def role_in(request) -> str:
    """The role by which the account may open this page; empty for what everybody may, as one's own page, unless
    the session was begun with one role only."""
    match = request.resolver_match
    permission = PAGES.get(match.url_name if match else None, "self")
    if len(MAY[permission]) == len(Role):
        return getattr(request.user, "only_role", "")
    held = roles_of(request.user) & MAY[permission]
    return next((role for role in Role.values if role in held), "")
