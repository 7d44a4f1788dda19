"""Coming in: by login name and passphrase, by a card the first time, and for a round."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import cards, limits
from ..actions import NotAllowed
from ..adapter import WANTS_ONLY
from ..forms import CardForm, PassphraseForm
from ..models import Card
from ..roles import Role
from ..words import a_passphrase

_CARD = "card"  # in the session: the card that was shown, until a passphrase is chosen
PROPOSALS = 3


class SignIn(LoginView):
    """The usual way in."""

    only_role = ""

    def dispatch(self, request, *args, **kwargs):
        if self.only_role:
            request.session[WANTS_ONLY] = self.only_role
        else:
            request.session.pop(WANTS_ONLY, None)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"only_role": self.only_role}


class SignInForARound(SignIn):
    """The way in on a phone in the street: the session has the role of an outreach worker and no other."""

    only_role = Role.OUTREACH.value


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def welcome(request):
    """First the card, then a passphrase of one's own, or on to a passkey."""
    if request.user.is_authenticated:
        return redirect("overview")
    card = _shown_card(request)
    return _choose(request, card) if card else _show_card(request)


def _shown_card(request) -> Card | None:
    key = request.session.get(_CARD)
    return Card.objects.select_related("account").filter(pk=key, used_at=None).first() if key else None


def _show_card(request):
    form = CardForm(request.POST or None)
    if form.is_valid():
        login = form.cleaned_data["login"]
        allowed = limits.may_try(request, "welcome", key=login.lower())
        card = cards.find(login, form.cleaned_data["code"]) if allowed else None
        if card:
            request.session.cycle_key()
            request.session[_CARD] = str(card.pk)
            return redirect("welcome")
        form.add_error(None, _refusal(allowed))
    return render(request, "team/welcome.html", {"form": form}, status=form.status)


def _refusal(allowed: bool) -> str:
    if not allowed:
        return _("Too many tries. Wait five minutes.")
    return _("This card does not open anything. Cards are good for two days and one use; ask for a new one.")


def _choose(request, card: Card):
    chosen = PassphraseForm(request.POST or None, account=card.account)
    wants_passkey = request.method == "POST" and "passkey" in request.POST
    if wants_passkey or chosen.is_valid():
        return _use(request, card, None if wants_passkey else chosen.cleaned_data["passphrase"])
    proposals = [a_passphrase() for _each in range(PROPOSALS)]
    context = {"form": chosen, "account": card.account, "proposals": proposals}
    return render(request, "team/choose.html", context, status=chosen.status)


def _use(request, card: Card, passphrase: str | None):
    """Spends the card and signs in; where there is a second factor, it is asked for as always."""
    del request.session[_CARD]
    try:
        account = cards.use(card=card, passphrase=passphrase)
    except NotAllowed:
        messages.error(request, _refusal(allowed=True))
        return redirect("welcome")
    request.session.pop(WANTS_ONLY, None)
    record_authentication(request, account, method="card", reauthenticated=True)
    return perform_login(request, Login(user=account))
