"""A round on a phone: where to begin, the page that is counted on, what it sends, and how it ended."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.nav import address_of
from utsopi.team.access import may, needs
from utsopi.ui.steps import is_step, kept, refused

from ..actions.rounds import cancel_round, count, restore_round, start_round
from ..choices import CancelledBecause, Need, ObservedKind, RoundStatus, SuspendedBecause, TapKind
from ..counting import Counted, counted_on, name_of
from ..forms.rounds import BecauseForm, StartForm, TapsForm
from ..models import Material, Round
from ..walking import left_open, never_begun, open_of, planned_now, rounds_of, usual

MOST_MISSING = 12  # planned and never begun; the list of rounds has all


def round_of(request, pk) -> Round:
    """The round, for whoever may see and change it just now; else it is not found."""
    return get_object_or_404(rounds_of(request.user).select_related("area"), pk=pk)


def ways(account) -> dict:
    """What a page of a round leads to, as far as it is there and hers. On a phone in the street there is nothing of
    the house around it; whoever reads all rounds has the house's own frame."""
    is_alone = bool(account.only_role) or not may(account, "round.read")
    return {
        "home": "" if account.only_role else address_of("overview", account),
        "card": address_of("voucher_card_hand", account),
        "phrase": address_of("invitation", account),
        "is_alone": is_alone,
        "frame": "outreach/round_base.html" if is_alone else "base.html",
    }


def day_of(round: Round) -> str:
    """The day of the week, the day and the month, as a heading begins."""
    return capfirst(date_format(round.held_on, "l j F"))


# ── where to begin ────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("round.walk")
def start(request):
    """Area, partners, go; whoever has a round open goes on with it."""
    if going_on := open_of(request.user):
        return redirect("round_at", pk=going_on.pk)
    return _start(request, StartForm(usual=usual(request.user), initial={"key": uuid4()}))


def _start(request, form):
    may_change = may(request.user, "round.change")
    own = rounds_of(request.user).filter(logged_by=request.user).exclude(status=RoundStatus.PLANNED)
    context = {
        "heading": _("Round"),
        "today": timezone.localdate(),
        "form": form,
        "planned": planned_now().select_related("area").order_by("held_on", "area__name"),
        "own": [] if may_change else own.select_related("area").order_by("-held_on", "area__name"),
        "left_open": left_open() if may_change else [],
        "never_begun": never_begun()[:MOST_MISSING] if may_change else [],
        "reasons": CancelledBecause.choices,
        "may_plan": address_of("round_plan", request.user),
        **ways(request.user),
    }
    return render(request, "outreach/round_start.html", context, status=form.status)


@require_POST
@needs("round.walk")
def round_start(request):
    """Begins one; `planned` in the address is the planned one that begins."""
    if going_on := open_of(request.user):
        return redirect("round_at", pk=going_on.pk)
    form = StartForm(request.POST, usual=usual(request.user))
    if form.is_valid():
        try:
            return redirect("round_at", pk=start_round(**form.cleaned_data, by=request.user).pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _start(request, form)


@require_POST
@needs("round.walk")
def round_begin(request, pk):
    """A planned one begins, with the partners of its plan."""
    planned = round_of(request, pk)
    try:
        begun = start_round(
            key=planned.pk,
            area=planned.area,
            mode=planned.mode,
            partners=planned.partners.all(),
            planned=planned,
            by=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("round")
    return redirect("round_at", pk=begun.pk)


@require_POST
@needs("round.walk")
def round_cancel(request, pk):
    """A planned one does not take place."""
    planned, form = round_of(request, pk), BecauseForm(request.POST)
    if form.is_valid():
        try:
            cancel_round(round=planned, because=form.cleaned_data["because"], by=request.user)
            messages.success(request, _("Cancelled: %(area)s.") % {"area": planned.area})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, _("Say why it does not take place."))
    return redirect("round")


@require_POST
@needs("round.change")
def round_restore(request, pk):
    """One that was cancelled takes place after all."""
    restore_round(round=round_of(request, pk), by=request.user)
    return redirect("round_at", pk=pk)


# ── counting ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("round.walk")
def round_at(request, pk):
    """A round: while it is open the page that is counted on, else how it stands."""
    round = round_of(request, pk)
    if not round.is_open:
        return render(request, "outreach/round_closed.html", _closed(request, round))
    return _counting(request, round)


def _counting(request, round: Round, form=None):
    """The page that is counted on; `form` is what a browser without script sent and what is wrong in it."""
    context = {
        "heading": round.area.name,
        "sentence": day_of(round),
        "round": round,
        "form": form,
        "reasons": SuspendedBecause.choices,
        **_parts(counted_on(round)),
        **ways(request.user),
    }
    return render(request, "outreach/round_at.html", context, status=form.status if form else 200)


def _parts(told: Counted) -> dict:
    """Every thing to count, with its number so far; each button has a key of its own, made anew with the page."""
    handed = told.handouts()
    found = [each for each in Material.objects.all() if not each.is_hidden or each.code in handed]
    materials = [(each.code, each.label) for each in found]
    return {
        "people": [
            _thing(told, TapKind.REACHED, "", _("Contacts")),
            _thing(told, TapKind.FIRST, "", _("Of those, first contacts")),
        ],
        "materials": [_thing(told, TapKind.MATERIAL, *each) for each in materials],
        "observations": [_thing(told, TapKind.OBSERVATION, *each) for each in ObservedKind.choices],
        "needs": [_thing(told, TapKind.NEED, *each) for each in Need.choices],
    }


def _thing(told: Counted, kind: TapKind, code: str, label: str) -> dict:
    name = name_of(kind, code)
    number = told.reached if kind == TapKind.REACHED else told.sums[name]
    return {
        "name": name,
        "code": code,
        "label": label,
        "number": told.handed(code) if kind == TapKind.MATERIAL else number,
        "tapped": told.sums[name],
        "bag": told.bags.get(code) if kind == TapKind.MATERIAL else None,
        "taps": {by: f"{name} {amount} {uuid4()}" for by, amount in AMOUNTS.items()},
        "key": uuid4(),
    }


AMOUNTS = {"less": -1, "one": 1, "ten": 10}


@require_POST
@needs("round.walk")
def round_tap(request, pk):
    """Taps and bags; answered with the sums so far, or with `is_closed` where it is too late to count."""
    round, form = round_of(request, pk), TapsForm(request.POST)
    if not form.is_valid():
        return refused(form) if is_step(request) else _sent_back(request, round, form)
    try:
        is_kept = count(
            round=round, taps=form.cleaned_data["taps"], bags=form.cleaned_data["bags"], by=request.user
        )
    except ValidationError as error:
        form.add_error(None, error)
        return refused(form) if is_step(request) else _sent_back(request, round, form)
    if not is_kept and not is_step(request):
        messages.error(request, _("The round was closed meanwhile: this was not counted."))
    return kept(request, reverse("round_at", args=[pk]), **_sums(round, is_kept))


def _sent_back(request, round: Round, form):
    if not round.is_open:
        raise Http404
    return _counting(request, round, form)


def _sums(round: Round, is_open: bool) -> dict:
    if not is_open:
        return {"is_closed": True}
    told = counted_on(round)
    return {
        "sums": dict(told.sums),
        "bags": {code: [bag.out, bag.back] for code, bag in told.bags.items()},
    }


# ── how it ended ──────────────────────────────────────────────────────────────────────────────────


def _closed(request, round: Round) -> dict:
    told = counted_on(round)
    return {
        "heading": round.area.name,
        "sentence": day_of(round),
        "round": round,
        "facts": _numbers(round, told) if round.status in (RoundStatus.HELD, RoundStatus.SUSPENDED) else [],
        "follow_ups": round.follow_ups.count(),
        "may_restore": round.status == RoundStatus.CANCELLED and may(request.user, "round.change"),
        "with_whom": ", ".join(each.name for each in round.partners.all()),
        **ways(request.user),
    }


def _numbers(round: Round, told: Counted) -> list[tuple]:
    """What was counted, in words and numbers; contacts always, the rest where there was any."""
    rows = [(_("Contacts"), told.reached if round.people_reached is not None else None)]
    rows += [(_("Of those, first contacts"), told.first)] if told.has_first else []
    handed = told.handouts()
    found = Material.objects.filter(code__in=handed) if handed else []
    rows += [(each.label, handed[each.code].quantity) for each in found]
    rows += [(ObservedKind(code).label, number) for code, number in told.of(TapKind.OBSERVATION).items()]
    return rows
