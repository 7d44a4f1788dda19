"""The door of every page: signed in, and allowed."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404

from .access import is_public, may_open


class Guard:
    """Every page needs the permission that roles.py names, unless it is on the written public list."""

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
        if not may_open(request.user, name):
            raise Http404
        return None
