"""After something took place: how many came, what it was about, what was wished for, and the parts of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from utsopi.team.access import may, needs
from utsopi.ui.forms import posted

from ..actions.activities import hold, set_parts
from ..actions.themes import set_themes
from ..actions.wishes import wish
from ..choices import Kind
from ..doubts import on_counts
from ..forms.activities import PartForms
from ..forms.after import AfterForm
from ..models import Activity
from .one import activity_or_404, activity_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs("evening.after")
def activity_after(request, pk):
    found = activity_or_404(pk)
    _refuse(request, found)
    if request.method != "POST":
        return redirect("activity", pk=pk)
    form = AfterForm(request.POST, activity=found)
    if form.is_valid() and form.is_sure(on_counts(**form.counts())) and _kept(form, found, request.user):
        messages.success(request, _("Saved."))
        return redirect("activity", pk=pk)
    return activity_page(request, found, form, status=form.status)


def _refuse(request, found: Activity) -> None:
    """Of evenings the helpdesk tells how they were too, of all else whoever may change it."""
    if found.kind != Kind.LISTEN_TO_YOU and not may(request.user, "activities.write"):
        raise Http404


def _kept(form: AfterForm, found: Activity, by) -> bool:
    """All of it or nothing; what a verb refuses stands in the form."""
    said = form.cleaned_data
    try:
        with transaction.atomic():
            hold(activity=found, by=by, **form.counts())
            if "themes" in form.fields:
                set_themes(activity=found, themes=said["themes"], names=form.names(), by=by)
            if said.get("wish"):
                wish(activity=found, text=said["wish"], by=by)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@needs("activities.write")
def activity_parts(request, pk):
    """The parts of a larger event, each in its own unit."""
    found = activity_or_404(pk)
    said = posted(request)
    forms = PartForms(said, initial=_parts_of(found) if said is None else None, prefix="part")
    if forms.is_bound and forms.is_valid():
        told = [form.cleaned_data for form in forms if form.cleaned_data.get("title")]
        set_parts(activity=found, parts=told, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("activity", pk=pk)
    context = {
        "heading": _("Parts of “%(title)s”") % {"title": found.title},
        "sentence": _("Entries, persons and seats are never added up. Nobody counted is an answer too."),
        "activity": found,
        "forms": forms,
    }
    return render(request, "events/parts.html", context, status=422 if forms.is_bound else 200)


def _parts_of(found: Activity) -> list[dict]:
    names = ("title", "unit", "count", "is_estimated", "estimate_reason", "is_not_counted")
    return list(found.parts.values(*names))
