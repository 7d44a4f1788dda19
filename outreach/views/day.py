"""The voucher day: a card is scanned or typed, and there is an envelope for it or one plain reason why not."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.discretion.headers import may_use_camera
from utsopi.team.access import needs
from utsopi.ui.steps import is_step, kept, refused
from utsopi.ui.tables import shown

from ..actions.day import back_once, give_once
from ..choices import BackBecause, EnvelopeStatus
from ..forms.day import BackForm, GiveForm
from ..models import Envelope, Token, VoucherProgramme

MOST_PROGRAMMES = 50
MOST_LISTED = 12  # envelopes of the day, newest first


@require_safe
@needs("voucher.give")
def voucher_day(request):
    """Straight to the programme that runs today; where there are several, which one."""
    programmes = list(running(timezone.localdate())[:MOST_PROGRAMMES])
    if len(programmes) == 1:
        return redirect("voucher_day_at", pk=programmes[0].pk)
    context = {
        "heading": _("Envelopes"),
        "sentence": _("Which cards are brought today?") if programmes else "",
        "programmes": programmes,
    }
    return render(request, "outreach/day_which.html", context)


def running(day: date):
    """The programmes of which envelopes are given for cards on `day`."""
    cards = Exists(Token.objects.filter(programme=OuterRef("pk")))
    has_begun = Q(starts_on=None) | Q(starts_on__lte=day)
    is_not_over = Q(ends_on=None) | Q(ends_on__gte=day)
    open_ones = VoucherProgramme.objects.filter(
        cards, has_begun, is_not_over, closed_on=None, closing_by=None
    )
    return open_ones.order_by("-starts_on", "title")


def is_open(programme: VoucherProgramme) -> bool:
    """Whether anything is booked at all: nothing is while its books are being closed, or ever after."""
    return not programme.closed_on and not programme.closing_by_id


@require_safe
@needs("voucher.give")
@may_use_camera
def voucher_day_at(request, pk):
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    return _page(request, programme, given=_shown_again(programme, request.GET.get("envelope", "")))


@require_POST
@needs("voucher.give")
@may_use_camera
def voucher_day_card(request, pk):
    """An envelope for a card. Asked again with the same key, it is the same envelope."""
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    form = GiveForm(request.POST)
    today = timezone.localdate()
    if (given := done(form, give_once, programme=programme, on=today, by=request.user)) is None:
        return refused(form) if is_step(request) else _page(request, programme, form=form)
    back = f"{reverse('voucher_day_at', args=[pk])}?envelope={given.pk}"
    return kept(request, back, number=given.number, envelope=str(given.pk), **_counts(programme))


@require_POST
@needs("voucher.give")
@may_use_camera
def voucher_day_back(request, pk):
    """An envelope that was given today comes back, and its card is good again."""
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    form = BackForm(request.POST)
    if done(form, back_once, programme=programme, by=request.user) is None:
        return refused(form) if is_step(request) else _page(request, programme, form=form)
    return kept(request, reverse("voucher_day_at", args=[pk]), **_counts(programme))


def done(form, verb, **known):
    """What `verb` made of a form; None where something is wrong, with its words in the form."""
    if not form.is_valid():
        return None
    try:
        return verb(**form.cleaned_data, **known)
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _today(programme: VoucherProgramme):
    return programme.envelopes.filter(status=EnvelopeStatus.ISSUED, issued_on=timezone.localdate())


def _counts(programme: VoucherProgramme) -> dict[str, str]:
    """How many were given today, at all tables, and how many are left; in figures as they are printed."""
    left = programme.envelopes.filter(status=EnvelopeStatus.PREPARED)
    return {"total": shown(_today(programme).count()), "left": shown(left.count())}


def _shown_again(programme: VoucherProgramme, key: str) -> Envelope | None:
    """The envelope that was just given, after a form without script."""
    try:
        return _today(programme).filter(pk=key).first() if key else None
    except ValidationError:  # no key at all
        return None


def _page(request, programme: VoucherProgramme, *, given=None, form=None):
    words = [each for errors in form.errors.values() for each in errors] if form else []
    context = {
        "heading": _("Envelopes"),
        "sentence": f"{capfirst(date_format(timezone.localdate(), 'l j F'))}. {programme.title}",
        "programme": programme,
        "is_open": is_open(programme),
        "new_key": uuid4(),
        "today": _today(programme).order_by(Length("number").desc(), "-number")[:MOST_LISTED],
        "reasons": BackBecause.choices,
        "given": given,
        "reason": words[0] if words else "",
        **_counts(programme),
    }
    return render(request, "outreach/day.html", context, status=form.status if form else 200)
