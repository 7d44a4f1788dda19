"""allauth's form for coming in, in our words."""

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import PlainForm


class SignInForm(PlainForm, LoginForm):
    """Login name and passphrase."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = _("Login name"), _("Passphrase")
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
