"""The printed card of a member, drawn by staff and handed over face to face."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from utsopi.privacy.locked import unlocked
from utsopi.team.access import fresh, needs
from utsopi.team.limits import count_today, too_many_today
from utsopi.team.models import Card
from utsopi.ui.forms import posted
from utsopi.ui.qr import qr_picture

from ..actions import cards
from ..actions import joining as acts
from ..forms.joinings import CodeForm
from ..models import Member, Membership


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@needs("member.propose")
@unlocked
@fresh
def joining_card(request):
    """For whoever brings the code of her request and was welcomed."""
    form = CodeForm(posted(request))
    if form.is_bound and form.is_valid():
        drawn = _drawn(request, form)
        if drawn:
            return _printed(request, *drawn)
    context = {
        "heading": _("Hand over a card"),
        "sentence": _("She shows the code of her request. With the card she signs in, without e-mail."),
        "form": form,
    }
    return render(request, "members/joining_card.html", context, status=form.status)


def _drawn(request, form: CodeForm):
    # counted for whoever is signed in: strangers on the network of the office close no desk, nor she theirs
    if too_many_today(request, "code", account=request.user):
        form.add_error(
            None, _("You typed too many codes today that were none. The coordinator can draw the card.")
        )
        return None
    found = acts.find(form.cleaned_data["code"])
    if found is None:
        count_today(request, "code", account=request.user)
        form.add_error("code", _("Nothing is kept under this code. Look whether every letter is right."))
        return None
    try:
        return cards.hand_card_for(joining=found, by=request.user)
    except ValidationError as why:
        form.add_error(None, why.message)
        return None


@require_POST
@needs("member.decide")
@fresh
def member_card(request, pk):
    """The first card of a member, or another after she forgot her passphrase."""
    member = get_object_or_404(Member, pk=pk)
    try:
        return _printed(request, *cards.hand_card(member=member, by=request.user))
    except ValidationError as why:
        messages.error(request, why.message)
        return redirect("member", pk=pk)


def _printed(request, card: Card, code: str):
    member = Member.objects.get(account=card.account)
    newest = Membership.objects.filter(member=member).order_by("-started_on").first()
    address = request.build_absolute_uri(reverse("welcome"))
    context = {
        "heading": _("A card to hand over"),
        "sentence": _("It stands here once. Print it or copy it by hand, and give it to her yourself."),
        "card": card,
        "code": code,
        "qr": qr_picture(address),
        "address": address.partition("://")[2],
        "member": member,
        "language": newest.language if newest else get_language(),
    }
    return render(request, "members/card.html", context)
