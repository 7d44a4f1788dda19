"""Cards that stand for an envelope: made, printed on plain paper, handed over, and replaced where one was lost."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.discretion.headers import may_use_camera
from utsopi.team.access import fresh, needs
from utsopi.ui.chips import Chip, Chips
from utsopi.ui.forms import posted
from utsopi.ui.qr import qr_picture
from utsopi.ui.steps import is_step, kept, refused
from utsopi.ui.tables import Column, Table
from utsopi.ui.tables import shown as in_figures

from ..actions.day import card_of, hand_once
from ..actions.programmes import warnings
from ..actions.second import propose_to_replace
from ..actions.vouchers import make_cards
from ..cards import shown
from ..choices import TokenState
from ..forms.cards import HandForm, LostForm, MakeForm
from ..models import ProgrammePartner, Token, VoucherProgramme
from .day import done, is_open, running
from .rounds import ways

A_SHEET, SHEETS = 10, 5  # cards on a sheet, sheets on a page
GONE = (TokenState.HANDED, TokenState.USED)


# ── of one programme ──────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("voucher.write")
def voucher_cards(request, pk):
    """How many cards there are and where, and what can be done about them."""
    return _cards(request, get_object_or_404(VoucherProgramme, pk=pk), MakeForm())


@require_POST
@needs("voucher.write")
def voucher_cards_make(request, pk):
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    form = MakeForm(request.POST)
    if (made := done(form, make_cards, programme=programme, by=request.user)) is None:
        return _cards(request, programme, form)
    words = ngettext("%(count)s card is made. Print it.", "%(count)s cards are made. Print them.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect("voucher_cards", pk=pk)


def _cards(request, programme: VoucherProgramme, form):
    context = {
        "heading": _("Cards"),
        "sentence": programme.title,
        "programme": programme,
        "is_open": is_open(programme),
        "form": form,
        "states": programme.tokens.aggregate(
            **{state: Count("id", filter=Q(state=state)) for state in TokenState.values}
        ),
        "table": _by_organisation(programme),
        "in_place": [(card, shown(card.serial)) for card in _in_place_of_lost(programme)],
        "warnings": warnings(programme) if is_open(programme) else [],
    }
    return render(request, "outreach/cards.html", context, status=form.status)


def _in_place_of_lost(programme: VoucherProgramme):
    replacing = programme.tokens.filter(replaces__isnull=False)
    return replacing.filter(state__in=(TokenState.MADE, TokenState.HANDED)).order_by("serial")[:50]


def _by_organisation(programme: VoucherProgramme) -> Table:
    """Where the cards went: each partner with its quota, then those that went to nobody's people."""
    quotas = dict(programme.partner_links.values_list("organisation__name", "quota"))
    gone = programme.tokens.filter(state__in=GONE).order_by().values_list("organisation__name")
    counts = {
        name: (handed, used)
        for name, handed, used in gone.annotate(
            handed=Count("id"), used=Count("id", filter=Q(state=TokenState.USED))
        )
    }
    names = [*sorted(quotas.keys() | counts.keys() - {None}), None]
    rows = [
        {
            "name": name or _("Met on a round"),
            "handed": counts.get(name, (0, 0))[0],
            "quota": quotas.get(name),
            "used": counts.get(name, (0, 0))[1],
        }
        for name in names
    ]
    columns = [
        Column("name", _("Through whom")),
        Column("handed", _("Handed over"), numeric=True),
        Column("quota", _("At most"), numeric=True),
        Column("used", _("Used"), numeric=True),
    ]
    return Table(columns, rows, caption=_("Cards by organisation"))


# ── on paper ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("voucher.write")
@fresh
def voucher_cards_sheet(request, pk):
    """Sheets of plain cards, ten each, of those that nobody has yet. Nothing on them says what they are for."""
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    cards = programme.tokens.filter(state=TokenState.MADE).order_by("serial")
    page = Paginator(cards, A_SHEET * SHEETS).get_page(request.GET.get("page"))
    return _sheets(request, programme, page.object_list, page)


@require_safe
@needs("voucher.write")
@fresh
def voucher_card_new(request, pk):
    """The one card that stands for a lost one, to print."""
    replacing = Token.objects.filter(replaces__isnull=False, state__in=(TokenState.MADE, TokenState.HANDED))
    card = get_object_or_404(replacing.select_related("programme"), pk=pk)
    return _sheets(request, card.programme, [card])


def _sheets(request, programme: VoucherProgramme, cards, page=None):
    drawn = [(qr_picture(shown(card.serial)), shown(card.serial).split("-")) for card in cards]
    if drawn:
        record(Action.EXPORT, "outreach.Token", by=request.user, counts={"cards": len(drawn)})
    context = {
        "heading": _("Sheet"),
        "sentence": _(
            "Print on one side of white card, without scaling, and cut along the marks. Nothing else belongs on it."
        ),
        "programme": programme,
        "sheets": [drawn[start : start + A_SHEET] for start in range(0, len(drawn), A_SHEET)],
        "newer": f"?page={page.previous_page_number()}" if page and page.has_previous() else "",
        "older": f"?page={page.next_page_number()}" if page and page.has_next() else "",
    }
    return render(request, "outreach/card_sheet.html", context)


# ── handed over ───────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("voucher.hand")
@may_use_camera
def voucher_card_hand(request):
    """A card goes to somebody: on a round, or through a partner, whose quota it counts for."""
    if request.method != "POST":
        return _hand(request)
    form = HandForm(request.POST)
    if (card := done(form, hand_once, by=request.user)) is None:
        return refused(form) if is_step(request) else _hand(request, form=form)
    facts = {"number": shown(card.serial), "envelope": str(card.pk), "words": _of_quota(card)}
    back = f"{reverse('voucher_card_hand')}?done={card.organisation_id or ''}"
    return kept(request, back, total=in_figures(_handed_today()), **facts)


def _of_quota(card: Token) -> str:
    """How many went through the partner of this card, of how many; empty where we ourselves handed it over."""
    if card.organisation is None:
        return ""
    link = ProgrammePartner.objects.filter(
        programme_id=card.programme_id, organisation_id=card.organisation_id
    ).first()
    facts = {
        "name": card.organisation.name,
        "count": Token.objects.filter(
            programme_id=card.programme_id, organisation_id=card.organisation_id, state__in=GONE
        ).count(),
        "quota": link.quota if link else None,
    }
    if facts["quota"] is None:
        return _("%(name)s: %(count)s") % facts
    return _("%(name)s: %(count)s of %(quota)s") % facts


def _handed_today() -> int:
    return Token.objects.filter(handed_on=timezone.localdate(), state__in=GONE).count()


def _hand(request, *, form=None):
    words = [each for errors in form.errors.values() for each in errors] if form else []
    chosen = (form["organisation"].value() if form else request.GET.get("done")) or ""
    context = {
        "heading": _("Cards to hand over"),
        "sentence": _("One for each person you meet. Nothing is written down about her."),
        "through": _through(str(chosen)),
        "is_done": "done" in request.GET and not words,
        "reason": words[0] if words else "",
        "total": in_figures(_handed_today()),
        **ways(request.user),
    }
    return render(request, "outreach/card_hand.html", context, status=form.status if form else 200)


def _through(chosen: str) -> Chips:
    """Through whom: we ourselves, or a partner of a programme that runs today."""
    partners = ProgrammePartner.objects.filter(programme__in=running(timezone.localdate()))
    names = dict(partners.order_by("organisation__name").values_list("organisation_id", "organisation__name"))
    chips = [Chip("", _("We ourselves")), *(Chip(str(pk), name) for pk, name in names.items())]
    known = chosen if chosen in {chip.value for chip in chips} else ""
    return Chips("organisation", _("Through whom"), tuple(chips), known)


# ── lost ──────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("voucher.void")
def voucher_card_lost(request, pk):
    """A lost card is to be void and replaced, which waits for a second person."""
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    form = LostForm(posted(request))

    def propose(*, card, by):
        return propose_to_replace(token=card_of(card, programme), by=by)

    if request.method == "POST" and done(form, propose, by=request.user):
        messages.success(request, _("It waits for a second person. Until then the old card is good."))
        return redirect("voucher_cards", pk=pk)
    context = {
        "heading": _("A lost card"),
        "sentence": _("It will be void, and a new one stands in its place. Two people do that."),
        "form": form,
        "confirm_label": _("Ask for a new one"),
        "back_url": reverse("voucher_cards", args=[pk]),
    }
    return render(request, "ui/confirm.html", context, status=form.status)
