"""What is asked about a member."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from ..choices import ALLOWED, TOLD
from ..models import MemberIdentity
from .reaching import length_of, phone_field

OPTIONAL = ("legal_name", "email", "phone")


class IdentityForm(BaseForm):
    """Who a member is. It never shows what is there: an empty field keeps it, a tick takes it away."""

    chosen_name = forms.CharField(label=_("Chosen name"), max_length=length_of("chosen_name"), required=False)
    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=length_of("legal_name"),
        required=False,
        help_text=_("Only if she wants it kept."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=length_of("email"),
        required=False,
        help_text=_("An address that nobody else reads."),
    )
    phone = phone_field()
    take_away = forms.MultipleChoiceField(
        label=_("Take away what is there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    may_write = forms.BooleanField(label=_("She may be written to"), required=False)
    may_call = forms.BooleanField(label=_("She may be called"), required=False)
    may_leave_message = forms.BooleanField(label=_("A message may be left for her"), required=False)
    agreed = forms.BooleanField(label=_("She heard what is kept and by whom it is seen, and agreed"))

    def __init__(self, data=None, *, member, identity: MemberIdentity | None):
        """`identity` is what is kept already, None for a member of whom nothing is."""
        self.member, self.identity = member, identity
        super().__init__(data, initial={name: getattr(identity, name, False) for name in ALLOWED})
        there = [name for name in OPTIONAL if getattr(identity, name, None) is not None]
        self.fields["take_away"].choices = [(name, self.fields[name].label) for name in there]
        if not there:
            del self.fields["take_away"]
        if identity is None:
            self.fields["chosen_name"].required = True
        elif identity.agreed_text == TOLD:
            del self.fields["agreed"]

    def clean_email(self) -> str:
        return self._nobody_elses("email", _("Another member has this address."))

    def clean_phone(self) -> str:
        return self._nobody_elses("phone", _("Another member has this number."))

    def _nobody_elses(self, name: str, problem) -> str:
        text = self.cleaned_data[name]
        others = MemberIdentity.objects.exclude(member=self.member)
        if text and others.filter(**{f"{name}_index": text}).exists():
            raise forms.ValidationError(problem)
        return text

    def changes(self) -> dict[str, object]:
        """The fields to write: what was typed, what is taken away, and where she may be reached."""
        cleaned = self.cleaned_data
        typed = {name: cleaned[name] for name in ("chosen_name", *OPTIONAL) if cleaned[name]}
        gone = {name: None for name in cleaned.get("take_away", ()) if name not in typed}
        return typed | gone | {name: cleaned[name] for name in ALLOWED} | self._told()

    def _told(self) -> dict[str, str]:
        return {"agreed_text": TOLD} if "agreed" in self.fields else {}


class FindForm(BaseForm):
    """A member by her own whole address or number."""

    kind = forms.ChoiceField(label=_("By"), choices=[("email", _("E-mail")), ("phone", _("Telephone"))])
    text = forms.CharField(label=_("The whole address or number"), max_length=254)


class AccountForm(BaseForm):
    """Which account is this member's; empty unties it."""

    username = forms.CharField(
        label=_("Login name of her account"),
        max_length=40,
        required=False,
        help_text=_("With it she sees her own record and who opened it. Empty: no account."),
    )
