"""allauth's forms for passkeys, which refuse whatever is no passkey: theirs meet bytes that make no sense, or a
signature that does not fit, with a fault of the server. What reads passkeys is slow to load: nothing that a web
process loads at its start imports this file."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.utils.translation import gettext_lazy as _


class _Refuses:
    """Anything that goes wrong while a credential is read counts as a credential that is not accepted."""

    def _clean_fields(self):
        self._refusing(super()._clean_fields)

    def _clean_form(self):
        self._refusing(super()._clean_form)

    def _refusing(self, read) -> None:
        try:
            read()
        except ValidationError as error:
            self.add_error("credential", error)
        except Exception:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class AddPasskey(_Refuses, forms.AddWebAuthnForm):
    pass


class NamePasskey(forms.EditWebAuthnForm):
    name = CharField(label=_("Name"), max_length=60)


class PasskeyAsSecond(_Refuses, forms.AuthenticateWebAuthnForm):
    pass


class SignInByPasskey(_Refuses, forms.LoginWebAuthnForm):
    pass


class PasskeyAsProof(_Refuses, forms.ReauthenticateWebAuthnForm):
    pass
