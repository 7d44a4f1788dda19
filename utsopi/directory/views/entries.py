"""What both kinds of entry share: who finds one, and that it was checked today or is hidden."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from utsopi.team.access import may, needs

from .. import actions
from ..forms import FactsForm
from ..models import Listed, Organisation, Professional

PAGES = {Organisation: "directory_organisation", Professional: "directory_professional"}


def found_or_404(user, model: type[Listed], pk):
    """The entry; a hidden one is found by those only who may change the directory."""
    found = get_object_or_404(model, pk=pk)
    if found.is_hidden and not may(user, "desk.settings"):
        raise Http404
    return found


def facts_of(entry: Listed) -> list[tuple[str, str]]:
    """What is told of it in codes, with labels."""
    checked = entry.checked_on and date_format(entry.checked_on, "SHORT_DATE_FORMAT")
    return [
        (_("Helps with"), ", ".join(map(str, entry.needs.all()))),
        (_("Answers in"), ", ".join(map(str, entry.languages.all()))),
        (_("Region"), entry.get_region_display()),
        (_("Checked on"), checked or _("Not yet")),
    ]


def initial_of(entry: Listed) -> dict:
    """What stands in the form of an entry before anybody changes it."""
    return {
        "needs": [row.need for row in entry.needs.all()],
        "languages": [row.language for row in entry.languages.all()],
        "region": entry.region,
    }


def changes_in(form: FactsForm) -> dict:
    """What was changed in a form, as describe() takes it; the tick below is today's date."""
    changed = {
        name: form.cleaned_data[name] for name in form.changed_data if name not in ("is_checked", "key")
    }
    return changed | ({"checked_on": timezone.localdate()} if form.cleaned_data["is_checked"] else {})


@require_POST
@needs("desk.settings")
def checked(request, pk, model):
    return _done(request, pk, model, actions.check, on=timezone.localdate())


@require_POST
@needs("desk.settings")
def hide(request, pk, model):
    """Hides it; shows it again where `show` is posted."""
    return _done(request, pk, model, actions.set_hidden, is_hidden="show" not in request.POST)


def _done(request, pk, model: type[Listed], verb, **facts):
    entry = get_object_or_404(model, pk=pk)
    with still_there():
        verb(entry=entry, by=request.user, **facts)
    messages.success(request, _("Saved."))
    return redirect(PAGES[model], pk=pk)


@contextmanager
def still_there():
    """What was merged with another entry in between is not found."""
    try:
        yield
    except ValidationError as error:
        raise Http404 from error
