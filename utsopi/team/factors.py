"""Second factors: whether somebody has one, who must, and how allauth keeps theirs.

What an authenticator app shares with us is sealed under a key that comes from SECRET_KEY, not from the keyring:
the keyring may be locked after a restart, and then the team must still be able to sign in, to the calendar and to
the counts. SECRET_KEY lies outside the database and its backups, so a stolen copy of the database gives no code.
SECRET_KEY_FALLBACKS are tried too, so that the key can be changed.
"""

import secrets
from base64 import b64decode, b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.privacy.keyring import WrongKey, derive

NEUTRAL_NAME = "Agenda"  # in a phone's list of passkeys and codes, where others may look
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_PURPOSE, _NONCE = "utsopi/factors/v1", 12
_HAS_ONE = "has_factor"


class Factors(DefaultMFAAdapter):
    """Neutral names, sealed secrets, and nobody who must have a factor gives up her last one."""

    def get_totp_issuer(self) -> str:
        return NEUTRAL_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": NEUTRAL_NAME}

    def get_public_key_credential_user_entity(self, user) -> dict:
        """The login name only: an alias would show on every device of the same account."""
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.username}

    def _get_site_name(self) -> str:
        return NEUTRAL_NAME

    def generate_authenticator_name(self, user, type) -> str:
        return _("Passkey of %(day)s") % {"day": timezone.localdate().isoformat()}

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), _PURPOSE.encode())
        return b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        raw = b64decode(encrypted_text)
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE.encode()).decode()
            except InvalidTag:
                continue
        raise WrongKey("SECRET_KEY is not the one under which this second factor was set up.")

    def can_delete_authenticator(self, authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not is_forced_on(authenticator.user)


def _cipher(key: str) -> AESGCM:
    return AESGCM(derive(key.encode(), _PURPOSE))


def is_forced_on(user) -> bool:
    """Whether the account must have a second factor: it holds a role beyond a member's."""
    return settings.SECOND_FACTOR_FORCED and user.is_staff_on(timezone.localdate())


def has_factor(user) -> bool:
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def is_missing(request) -> bool:
    """Whether she must set up a way to sign in before anything else: a second factor where one is forced, and
    any way at all where she came by a card and chose no passphrase. Asked once for a session."""
    if request.session.get(_HAS_ONE):
        return False
    if not is_forced_on(request.user) and request.user.has_usable_password():
        return False
    if not has_factor(request.user):
        return True
    request.session[_HAS_ONE] = True
    return False


def forget(request) -> None:
    """After a factor was added or taken away: ask again."""
    request.session.pop(_HAS_ONE, None)
