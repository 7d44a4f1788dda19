"""The page on which somebody says how she likes to work."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from utsopi.team.access import needs
from utsopi.ui.context import SHORTCUTS

from ..forms.preference import PreferenceForm
from ..models import DeskPreference


@require_http_methods(["GET", "POST"])
@needs("call_back")
def desk_preference(request):
    """Keys, and what stands open on her screen; from the next page on."""
    is_said = request.method == "POST"
    hers = DeskPreference.objects.get_or_create(account=request.user)[0] if is_said else None
    form = PreferenceForm(request.POST if is_said else None, instance=hers or DeskPreference.of(request.user))
    if is_said and form.is_valid():
        request.session[SHORTCUTS] = form.save().has_shortcuts
        messages.success(request, _("Saved."))
        return redirect("desk_preference")
    context = {
        "heading": _("How you like to work"),
        "sentence": _("This is about you only; colleagues have a page of their own."),
        "form": form,
    }
    return render(request, "support/preference.html", context, status=form.status)
