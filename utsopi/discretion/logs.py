"""What is written down about requests and faults: nothing that somebody sent, looked at or is.

A line is `time request-id method route status milliseconds`, with the name of the route and never its path, which
holds keys of records. Of a fault it tells the kind and the places in the code, not its words: those of a database
quote the record.
"""

import logging
import secrets
import time
from pathlib import Path

requests = logging.getLogger("utsopi.requests")
METHODS = ("GET", "HEAD", "POST")
# On a quiet afternoon one visitor is the only one: what is written in these wings must not tell the hour. And
# the question whether the house is healthy is asked all day.
UNTOLD_WINGS = ("support", "events", "outreach")
UNTOLD_ROUTES = ("healthy", "j", "j_in", "j_back", "joining_new", "joining_card")
OURS = ("utsopi", "gunicorn")


class RequestLog:
    """Gives each request an id of our own making, and writes its line. Outermost, so that it sees every answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = secrets.token_hex(8)
        began = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        if response.status_code >= 500 or is_told(request):
            requests.info("%s", line(request, response.status_code, time.monotonic() - began))
        return response


def line(request, status: int, seconds: float) -> str:
    method = request.method if request.method in METHODS else "OTHER"
    return f"{request.id} {method} {route_of(request)} {status} {seconds * 1000:.0f}"


def route_of(request) -> str:
    match = getattr(request, "resolver_match", None)
    return (match and match.view_name) or "-"


def is_told(request) -> bool:
    match = getattr(request, "resolver_match", None)
    if not match:
        return True
    wing = getattr(match.func, "__module__", "").partition(".")[0]
    return wing not in UNTOLD_WINGS and match.view_name not in UNTOLD_ROUTES


class Discreet(logging.Formatter):
    """The form of every line. Words of other packages may quote what was sent: of those only name and place stay."""

    converter = time.gmtime
    default_msec_format = "%s.%03d"

    def format(self, record) -> str:
        is_ours = record.name.partition(".")[0] in OURS
        told = [self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")]
        if record.levelno >= logging.WARNING:
            told.append(record.levelname.lower())
        told.append(one_line(record.getMessage()) if is_ours else self._by_others(record))
        if record.exc_info and record.exc_info[1]:
            told.append(fault(record.exc_info[1]))
        return " ".join(told)

    def _by_others(self, record) -> str:
        request_id = getattr(getattr(record, "request", None), "id", "")
        return f"{request_id} {record.name} {record.filename}:{record.lineno}".strip()


def one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")


def fault(problem: BaseException) -> str:
    """The kinds of a fault and of what led to it, each with the places it came through."""
    told = []
    while problem is not None and len(told) < 5:
        told.append(f"{type(problem).__name__} at {places(problem)}")
        problem = problem.__cause__ or problem.__context__
    return "; after ".join(told)


def places(problem: BaseException) -> str:
    found, frame = [], problem.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        path = Path(code.co_filename)
        found.append(f"{path.parent.name}/{path.name}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return " > ".join(found[-12:]) or "?"
