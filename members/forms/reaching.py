"""How a member may be reached, by which way, under which name and when; all of it only if she says so."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from ..choices import SEALED
from ..models import MemberIdentity


def length_of(name: str) -> int:
    """How many characters a field of MemberIdentity takes."""
    return MemberIdentity._meta.get_field(name).max_length


def phone_field() -> forms.RegexField:
    """Her number, however she groups its digits."""
    return forms.RegexField(
        r"\d(\D*\d){5,}",
        label=_("Telephone"),
        max_length=length_of("phone"),
        required=False,
        help_text=_("From abroad with the number of the country, as in +40."),
        error_messages={"invalid": _("This is no telephone number.")},
    )


class ReachForm(BaseForm):
    """Ways to reach her: nothing stands there and nothing is ticked unless she does it."""

    REACH = (
        "email",
        "may_write",
        "write_name",
        "phone",
        "may_call",
        "call_name",
        "may_leave_message",
        "hours",
    )

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=length_of("email"),
        required=False,
        help_text=_("Best one that nobody else reads."),
    )
    may_write = forms.BooleanField(label=_("You may write to me"), required=False)
    write_name = forms.CharField(
        label=_("The name you write to"), max_length=length_of("write_name"), required=False
    )
    phone = phone_field()
    may_call = forms.BooleanField(label=_("You may call me"), required=False)
    call_name = forms.CharField(
        label=_("The name you ask for"), max_length=length_of("call_name"), required=False
    )
    may_leave_message = forms.BooleanField(label=_("You may leave a message"), required=False)
    hours = forms.CharField(
        label=_("When is a good time"),
        max_length=length_of("hours"),
        required=False,
        help_text=_("For example: Tuesday after two."),
    )

    def clean(self):
        said = super().clean()
        has_mail, has_phone = said.get("email"), said.get("phone")
        needs_phone = said.get("may_call") or said.get("may_leave_message")
        if said.get("may_write") and not (has_mail or has_phone) and not self.errors.get("email"):
            self.add_error("email", gettext("To write we need an address or a number."))
        if needs_phone and not has_phone and not self.errors.get("phone"):
            self.add_error("phone", gettext("To call or leave a message we need a number."))
        return said

    def reach(self) -> dict[str, object]:
        """The fields of MemberIdentity; what is empty is nothing."""
        return {name: self.cleaned_data[name] or (None if name in SEALED else False) for name in self.REACH}
