"""The charter in its versions, as the coordinator writes it."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.team.access import needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.tables import Column, Table

from ..actions.charters import make_charter, write_charter
from ..charter import charter_on
from ..forms.charters import CharterForm
from ..models import Charter

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs("member.decide")
def charters(request):
    """All versions, the newest first, and which one is shown today."""
    today = charter_on()
    counted = Charter.objects.annotate(
        agreed=Count("joinings", distinct=True), languages=Count("texts", distinct=True)
    )
    rows = [_line(each, today) for each in counted.order_by("-valid_from", "-version")]
    columns = [
        Column("version", _("Version"), link="address"),
        Column("valid_from", _("Holds from")),
        Column("languages", _("Languages"), numeric=True),
        Column("agreed", _("Agreed to it"), numeric=True),
        Column("is_shown", _("Shown today")),
    ]
    context = {
        "heading": _("Charter"),
        "sentence": _(
            "What somebody agrees to who asks to join. It is shown in her language where there is a text."
        ),
        "table": Table(columns, rows, _("Versions"), empty=_("There is no charter yet.")),
    }
    return render(request, "members/charters.html", context)


def _line(charter: Charter, today: Charter | None) -> dict:
    return {
        "address": reverse("charter", args=[charter.pk]),
        "version": charter.version,
        "valid_from": charter.valid_from,
        "languages": charter.languages,
        "agreed": charter.agreed,
        "is_shown": charter == today,
    }


@PAGE_AND_FORM
@needs("member.decide")
def charter_new(request):
    """A new version; it begins with the words of the one in force."""
    form = CharterForm(posted(request), charter=None, model=charter_on())
    if form.is_valid() and _kept(request, form, make_charter, version=form.cleaned_data["version"]):
        return redirect("charters")
    return _page(request, form, _("A new version"))


@PAGE_AND_FORM
@needs("member.decide")
def charter(request, pk):
    found = get_object_or_404(Charter, pk=pk)
    form = CharterForm(posted(request), charter=found)
    if form.is_valid() and _kept(request, form, write_charter, charter=found):
        return redirect("charters")
    heading = _("Charter, version %(version)s") % {"version": found.version}
    return _page(request, form, heading, is_agreed=found.joinings.exists())


def _kept(request, form: CharterForm, verb, **which) -> bool:
    said = {"valid_from": form.cleaned_data["valid_from"], "texts": form.texts()}
    if tried(form, verb, **which, **said, by=request.user) is None:
        return False
    messages.success(request, _("Saved."))
    return True


def _page(request, form: CharterForm, heading: str, *, is_agreed: bool = False):
    context = {
        "heading": heading,
        "sentence": _(
            "In as many languages as there are; where one is missing, English, French or Dutch is shown."
        ),
        "form": form,
        "is_agreed": is_agreed,
    }
    return render(request, "members/charter.html", context, status=form.status)
