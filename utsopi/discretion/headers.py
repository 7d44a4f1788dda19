"""The headers that every answer carries, the one for a fault and the one for a missing file too."""

from functools import wraps

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.template.loader import render_to_string

NOT_USED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(
    [
        *(f"{name}=()" for name in NOT_USED),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)
WITH_CAMERA = PERMISSIONS.replace("camera=()", "camera=(self)")
# Strict-Transport-Security comes from Django's own middleware
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, noarchive",
}
NEVER_KEPT = "private, no-store"


class DiscreetHeaders:
    """Sets them all. Nothing but style, script and pictures is kept in a browser's or a proxy's cache.

    The policy on contents is the same for every answer, so django-csp writes it once and not with each of them.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.always = ALWAYS | {"Content-Security-Policy": build_policy()}

    def __call__(self, request):
        response = explained(self.get_response(request))
        for name, value in self.always.items():
            response[name] = value
        if getattr(response, "may_use_camera", False):
            response["Permissions-Policy"] = WITH_CAMERA
        is_static = request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400
        if not is_static:
            response["Cache-Control"] = NEVER_KEPT
        return response


def may_use_camera(view):
    """A page on which the browser itself may read a card with its camera; no picture leaves it."""

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.may_use_camera = True
        return response

    return marked


def explained(response):
    """Django refuses a wrong method with an empty page; a browser would show its own words and the address."""
    if isinstance(response, HttpResponseNotAllowed) and not response.content:
        response.content = render_to_string("405.html")
        response["Content-Length"] = str(len(response.content))
    return response
