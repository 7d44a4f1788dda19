"""Cards: a login name and a code on paper, handed over face to face. With them somebody sets her passphrase,
the first time and whenever she forgot it; there is no other way back, and no mail.

The code is shown once, to whoever draws the card; we keep a slow hash. It is good for 48 hours and one use, and a
new card ends the one before. A card does not take second factors away, unless it was asked for that: for the team
such a card takes two people, one who asks and another who draws it.
"""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from utsopi.audit import log
from utsopi.audit.choices import Action
from utsopi.records import PLAIN_ALPHABET

from .actions import NotAllowed, set_passphrase
from .factors import has_factor
from .models import Card, User

GOOD_FOR = timedelta(hours=48)
CODE_LENGTH = 10  # of 29 characters: 48 bits, five tries in five minutes


def takes_two(account: User) -> bool:
    """Whether a card that clears second factors needs a second person: somebody of the team lost them."""
    return account.is_staff_on(timezone.localdate()) and has_factor(account)


@transaction.atomic
def ask_for_card(*, account: User, by: User | None, clears_factors: bool = False) -> tuple[Card, str]:
    """A new card and its code; the code is empty where somebody else must draw it (`draw`)."""
    account.cards.filter(used_at=None).delete()
    clears = clears_factors and has_factor(account)
    card = Card(account=account, clears_factors=clears, asked_by=by, expires_at=timezone.now() + GOOD_FOR)
    code = "" if clears and takes_two(account) else _write_code(card)
    card.save()
    log.record(Action.INVITE, "team.User", by=by, object_id=account.pk, fields=_fields(card))
    return card, code


def waiting():
    """Cards that another person must draw."""
    return Card.objects.filter(code_hash="", used_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def draw(*, card: Card, by: User) -> str:
    """The code, for a second person: NotAllowed for whoever asked, for its owner, and for a card already drawn."""
    found = waiting().select_for_update().filter(pk=card.pk).first()
    if found is None or by.pk in (found.asked_by_id, found.account_id):
        raise NotAllowed
    code = _write_code(found)
    found.drawn_by, found.expires_at = by, timezone.now() + GOOD_FOR
    found.save()
    log.record(Action.INVITE, "team.User", by=by, object_id=found.account_id, fields=_fields(found))
    return code


def find(login: str, code: str) -> Card | None:
    """The card that these two open. Costs one slow hash, whether there is such an account or not."""
    cards = Card.objects.select_related("account").filter(
        account__username=login.strip().lower(),
        account__is_active=True,
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    card = cards.exclude(code_hash="").first()
    good = check_password(_plain(code), card.code_hash if card else _no_hash())
    return card if good and card else None


@transaction.atomic
def use(*, card: Card, passphrase: str | None) -> User:
    """Spends the card: the passphrase is set (None: she goes on to a passkey), lost factors go, sessions end.

    NotAllowed where it was spent or ran out meanwhile.
    """
    now = timezone.now()
    if not Card.objects.filter(pk=card.pk, used_at=None, expires_at__gt=now).update(
        used_at=now, code_hash=""
    ):
        raise NotAllowed
    account = card.account
    if card.clears_factors:
        Authenticator.objects.filter(user=account).delete()
        log.record(Action.FACTOR, "team.User", by=account, object_id=account.pk, fields=["authenticators"])
    set_passphrase(account=account, passphrase=passphrase, by=account)
    return account


def _write_code(card: Card) -> str:
    code = "".join(secrets.choice(PLAIN_ALPHABET) for _ in range(CODE_LENGTH))
    card.code_hash = make_password(code)
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def _fields(card: Card) -> list[str]:
    return ["password", "authenticators"] if card.clears_factors else ["password"]


_dummy: dict[str, str] = {}


def _no_hash() -> str:
    """A hash of nothing, made once, of the same cost as a real one."""
    from django.conf import settings

    hasher = settings.PASSWORD_HASHERS[0]
    if hasher not in _dummy:
        _dummy[hasher] = make_password(secrets.token_hex(8))
    return _dummy[hasher]
