"""Requests that cannot be read are refused before anything is done with them: 400, 405 or 413, never a fault."""

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponseNotAllowed, UnreadablePostError

METHODS = ("GET", "HEAD", "POST")


class Readable:
    """Reads address and form once, in UTF-8. Stands before the check of forgeries, which reads the form too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if length_of(request) > settings.LARGEST_REQUEST:
            raise RequestDataTooBig
        if request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise BadRequest
        if any("\0" in word for word in words_of(request)):
            raise BadRequest
        return self.get_response(request)


def length_of(request) -> int:
    """In bytes, as the request says; BadRequest where that is no number."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal():
        raise BadRequest
    return int(told[:20])


def words_of(request):
    """Every name and value somebody sent, in path, query and form. PostgreSQL takes no NUL in any of them."""
    yield request.path_info
    for sent in (request.GET, form_of(request)):
        for name, values in sent.lists():
            yield name
            yield from values
    for name, files in request.FILES.lists():
        yield name
        yield from (file.name for file in files)


def form_of(request):
    try:
        return request.POST
    except UnreadablePostError as broken_off:
        raise BadRequest from broken_off
