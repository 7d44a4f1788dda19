"""The choice of light or dark, the page for faults, and a page that shows every component with its states."""

from django.http import HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import gallery as samples
from .context import THEMES


@require_POST
def set_theme(request):
    """Keeps the choice in the session, never in the browser; back to the page it was made on."""
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        request.session["theme"] = theme
    after = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(after if is_ours else "/")


def broken(request):
    """The page for a fault of ours. Django's own would load the session, which a lost database cannot give."""
    return HttpResponseServerError(render_to_string("500.html"))


@require_safe
def gallery(request):
    """For whoever builds pages: what there is, drawn from made-up samples."""
    return render(
        request,
        "ui/gallery.html",
        {
            "heading": _("Gallery"),
            "sentence": _("Every component with its states. All of it is made up."),
            **samples.everything(request.GET),
        },
    )
