"""The page for whatever is sealed while the keys are away: 503, in words that tell nothing of what it holds."""

import logging
from functools import wraps

from django.shortcuts import render

from .keyring import Locked, WrongKey, keyring

log = logging.getLogger(__name__)


class LockedPages:
    """Answers for every page that met Locked or WrongKey. All other pages go on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Locked | WrongKey):
            return None
        if isinstance(exception, WrongKey):  # that they are away is known; that they are others' is news
            log.error("%s", exception)
        response = render(request, "locked.html", status=503)
        response["Retry-After"] = "300"
        return response


def unlocked(view):
    """A view that is closed while the keys are away, before anybody types what could not be kept."""

    @wraps(view)
    def guarded(*args, **kwargs):
        keyring()
        return view(*args, **kwargs)

    return guarded
