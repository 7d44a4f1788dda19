"""The page of a host without an account, behind a link for one evening; and, for the team, making such links.

No session, no cookie. A link that is over, was taken back or never was any is the same page that is not there.
"""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from utsopi.discretion.visitors import is_stale, opened, own_forms
from utsopi.privacy.locked import unlocked
from utsopi.team.access import needs
from utsopi.ui.context import language_of
from utsopi.ui.forms import posted
from utsopi.ui.qr import qr_picture

from .. import agenda, hours, phrases
from ..actions import hosting as verbs
from ..actions.activities import evening_of
from ..choices import ActivityStatus
from ..expected import expected
from ..forms.hosting import HostForm, HostLinkForm
from ..models import Activity, HostLink
from ..models.after import GOOD_AFTER
from .one import activity_or_404

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


# ── for the host ──────────────────────────────────────────────────────────────────────────────────


@own_forms
@PAGE_AND_FORM
@sensitive_variables("secret")
def host(request, secret):
    """Before: how many to expect. Once it began: how many came, and what was said."""
    link = verbs.link_of(secret)
    if link is None:
        raise Http404
    translation.activate(link.language)
    if request.POST.get("do") == "invite":
        if is_stale(request.POST.get("opened", "")):
            return _page(request, link, HostForm(activity=link.activity))
        return _invited(request, link)
    form = HostForm(posted(request), activity=link.activity)
    if form.is_bound and form.is_valid() and _told(form, link):
        link.activity.refresh_from_db()
        return _page(request, link, HostForm(activity=link.activity), is_told=True)
    return _page(request, link, form)


def _told(form: HostForm, link: HostLink) -> bool:
    try:
        verbs.tell_how_it_was(link=link, **form.facts)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@sensitive_variables("phrase")
def _invited(request, link: HostLink):
    """Her page with five words on it; sent once more it shows the same, opened again it shows none."""
    form, phrase, status = HostForm(activity=link.activity), "", 200
    try:
        phrase = verbs.invite(link=link, phrase=phrases.taken_up(request.POST.get("phrase", "")))
    except ValidationError:
        status = 422
    return _page(request, link, form, made=phrase, status=status)


def _page(request, link: HostLink, form: HostForm, *, is_told=False, made="", status=None):
    activity = link.activity
    is_over = hours.ends_at(activity) <= timezone.now()
    evening = None if is_over else evening_of(activity)
    left = verbs.phrases_left(activity, evening)
    context = {
        "language": link.language,
        "day": agenda.day_label(activity.starts_on),
        "hours": agenda.hours_label(activity.opens_at, activity.closes_at),
        "city": agenda.city_label(activity.city),
        "languages_spoken": agenda.languages_label(activity.languages),
        "is_off": activity.status == ActivityStatus.CANCELLED,
        "has_begun": verbs.has_begun(activity),
        "expected": expected(evening) if evening else None,
        "duty_phone": verbs.duty_phone(activity),
        "settled": verbs.settled_wishes(activity),
        "ends_on": agenda.day_words(link.ends_on),
        "form": form,
        "is_told": is_told,
        "made": made,
        "made_until": agenda.day_words(activity.ends_on),
        "left": left,
        "offered": phrases.offer(link.language) if left else "",
        "opened": opened(),
        "programme": request.build_absolute_uri(reverse("a_list", args=[link.language])),
    }
    return render(request, "events/public_host.html", context, status=status or form.status)


# ── for the team ──────────────────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@needs("evening.invite")
@unlocked
def host_links(request, pk):
    """The links of an evening, never what they say; a new one is shown once, as a card."""
    found = activity_or_404(pk, evening=True)
    form = HostLinkForm(posted(request), initial={"language": get_language()})
    if form.is_valid() and (secret := _made(form, found, request.user)):
        return _card(request, found, secret, form.cleaned_data["language"])
    today = timezone.localdate()
    context = {
        "heading": _("Links for hosts"),
        "sentence": _(
            "A link opens this evening for a member who hosts it: how many come, and afterwards how it was. "
            "It needs no account and opens nothing else."
        ),
        "activity": found,
        "links": [(each, language_of(each.language)["name"]) for each in _good(found, today)],
        "may_make": found.ends_on + GOOD_AFTER >= today,
        "form": form,
    }
    return render(request, "events/host_links_page.html", context, status=form.status)


@require_POST
@needs("evening.invite")
def host_link_revoke(request, pk):
    """It opens nothing any more, at once."""
    link = get_object_or_404(HostLink, pk=pk)
    verbs.revoke_host_link(link=link, by=request.user)
    messages.success(request, _("This link opens nothing any more."))
    return redirect("host_links", pk=link.activity_id)


def _good(found: Activity, today: date):
    return found.host_links.filter(is_revoked=False, ends_on__gte=today).order_by("ends_on", "pk")


def _made(form: HostLinkForm, found: Activity, by) -> str:
    try:
        return verbs.make_host_link(activity=found, language=form.cleaned_data["language"], by=by)
    except ValidationError as error:
        form.add_error(None, error)
        return ""


@sensitive_variables("secret", "address")
def _card(request, found: Activity, secret: str, language: str):
    """To print or to show: the address as it is and as a picture, in her language, and nothing of what it is for."""
    path = reverse("host", args=[secret])
    address = settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)
    context = {
        "heading": _("To hand on"),
        "sentence": _("Print it, or let her take a picture of it. It is shown now and never again."),
        "activity": found,
        "address": address,
        "qr": qr_picture(address),
        "language": language,
        "ends_on": found.ends_on + GOOD_AFTER,
    }
    return render(request, "events/host_card.html", context)
