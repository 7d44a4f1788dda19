"""Forms of accounts: signing in for the first time, one's own page, and the team."""

from datetime import timedelta

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm, Day

from .actions import A_YEAR
from .roles import IN_WORDS, Role

LONGEST_PASSPHRASE = 200


def _last_day():
    return timezone.localdate() + A_YEAR + timedelta(days=1)


class CardForm(BaseForm):
    """The card: login name and code."""

    login = forms.CharField(label=_("Login name"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="username", autocapitalize="none", spellcheck="false"
        )
        self.fields["code"].widget.attrs.update(
            autocomplete="off", autocapitalize="characters", spellcheck="false"
        )


class PassphraseForm(BaseForm):
    """A new passphrase, typed twice: nobody can send it again by mail."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        help_text=_("At least 15 characters; four words by chance are good."),
        max_length=LONGEST_PASSPHRASE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=LONGEST_PASSPHRASE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_passphrase(self):
        passphrase = self.cleaned_data["passphrase"]
        validate_password(passphrase, self.account)
        return passphrase

    def clean(self):
        typed = self.cleaned_data
        if "passphrase" in typed and "again" in typed and typed["passphrase"] != typed["again"]:
            self.add_error("again", gettext("The two are not the same."))
        return typed


class AliasForm(BaseForm):
    alias = forms.CharField(
        label=_("Alias"), help_text=_("How colleagues see you. It need not be your name."), max_length=60
    )


class UntilForm(BaseForm):
    """A last day, from today to a year ahead."""

    ends_on = forms.DateField(
        label=_("Until"), widget=Day, help_text=_("At most a year; then it is asked for again.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["ends_on"].validators += [MinValueValidator(today), MaxValueValidator(_last_day())]
        self.fields["ends_on"].initial = today + A_YEAR


class NewAccountForm(UntilForm):
    alias = forms.CharField(
        label=_("Alias"),
        help_text=_("How the team will see her. No civil name."),
        max_length=60,
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, role.label) for role in Role],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("alias", "roles", "ends_on")


class RoleForm(UntilForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    field_order = ("role", "ends_on")


def roles_in_words() -> list[tuple[str, str]]:
    return [(role.label, IN_WORDS[role]) for role in Role]
