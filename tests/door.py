"""A door of one bare view for servers that tests start: what was posted is a wish to come, the answer is how it stands.

Between a request and the verbs stands nothing here, so that whatever goes wrong is theirs.
"""

from django.http import HttpResponse
from django.urls import path

from events.actions.coming import NotVouched, come, place_for
from events.models import Evening


def door(request):
    sent = request.POST.dict()
    evening = Evening.objects.get(pk=sent.pop("evening"))
    try:
        ticket = come(evening=evening, language="en", **sent)
    except NotVouched:
        return HttpResponse("not vouched", status=422)
    return HttpResponse(f"{ticket.state} {ticket.phrase} {place_for(ticket) or ''}")


urlpatterns = [path("", door)]
