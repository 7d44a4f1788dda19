"""Every address of the house. What is public stands in utsopi/team/access.py."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from utsopi.discretion import views as discretion


def healthy(request):
    return HttpResponse("ok", content_type="text/plain")


handler400 = "utsopi.discretion.views.unreadable"
handler500 = "utsopi.ui.views.broken"
urlpatterns = [
    path("", include("support.urls")),  # first, because the steps of the log are asked for most
    path("", include("utsopi.team.urls")),
    path("language/", set_language, name="set_language"),
    path("ui/", include("utsopi.ui.urls")),
    path("x/", discretion.leave, name="exit"),
    path("safety/", discretion.safety, name="safety"),
    path("safety/<slug:language>/", discretion.safety, name="safety_in"),
    path("healthy", healthy, name="healthy"),
    path("jobs/", include("utsopi.jobs.urls")),
    path("trail/", include("utsopi.audit.urls")),
    path("directory/", include("utsopi.directory.urls")),
    path("j/", include("members.urls_joining")),
    path("members/", include("members.urls")),
    path("", include("outreach.urls")),
    path("", include("events.urls")),
    path("", include("reports.urls")),
]
