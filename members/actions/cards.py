"""The printed card of a member: with it she signs in, without e-mail, and sees her own page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.team.actions import make_account_of_member
from utsopi.team.cards import ask_for_card
from utsopi.team.models import Card

from ..models import Joining, Member, Membership


def hand_card(*, member: Member, by) -> tuple[Card, str]:
    """A new card for her account, which is made and tied to her where she has none; and its code, shown once.

    Raises ValidationError for whoever is no member today, and for somebody of the team, whose card is drawn on
    the page of the team.
    """
    with transaction.atomic():
        found = Member.objects.select_for_update(of=("self",)).select_related("account").get(pk=member.pk)
        if not Membership.objects.active_on(timezone.localdate()).filter(member=found).exists():
            raise ValidationError(_("She is not a member today."), code="member")
        if found.account is None:
            _tie(found, by=by)
        elif found.account.is_staff_on(timezone.localdate()):
            raise ValidationError(_("She works here: her card is drawn on the page of the team."))
        elif not found.account.is_active:
            raise ValidationError(_("Her account is closed. An administrator can open it."))
        return ask_for_card(account=found.account, by=by)


def hand_card_for(*, joining: Joining, by) -> tuple[Card, str]:
    """The same for whoever brought the code of her request. Raises ValidationError where she has signed in
    already: then only the coordinator draws another."""
    member = joining.member
    if member and member.account and member.account.last_login:
        raise ValidationError(_("She has signed in before. The coordinator draws a new card for her."))
    if member is None:
        raise ValidationError(_("She is not a member today."), code="member")
    return hand_card(member=member, by=by)


def _tie(member: Member, *, by) -> None:
    member.account = make_account_of_member(by=by)
    member.save(update_fields=["account"])
    record(Action.CHANGE, Member._meta.label, by=by, object_id=member.pk, fields=["account"])
