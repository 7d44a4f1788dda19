"""Asking to join, and what the team decides. A member she is only once she was welcomed.

What she does by herself is written down as done by nobody, with the day and without the hour.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from .. import codes
from ..choices import ALLOWED, OPEN, JoiningState
from ..models import Charter, Joining, Member, MemberIdentity, Membership
from . import memberships
from .identity import FOLLOWERS, set_identity

# what she said this time, whatever an earlier record of hers says
SAID_ANEW = (*ALLOWED, "name_on_lists", "agreed_text")


def ask(
    *,
    code: str,
    identity: Mapping[str, object],
    region: str = "",
    language: str,
    joined_through: str,
    is_sex_worker: bool = True,
    charter: Charter | None,
    by,
) -> Joining:
    """She asks to join; `identity` holds fields of MemberIdentity, the chosen name at least. The same code asks once.

    An address or number that somebody else has is not kept a second time, and she is not told: `same_as` tells
    whoever decides.
    """
    asked = Joining(
        region=region,
        language=language,
        joined_through=joined_through,
        is_sex_worker=is_sex_worker,
        charter=charter,
        code_print=codes.fingerprint(code),
    )
    return find(code) or _once_more(partial(_keep, asked, identity, by), code)


def find(code: str) -> Joining | None:
    """The request that this code stands for; one statement, whatever was typed."""
    return Joining.objects.select_related("member").filter(code_print=codes.fingerprint(code)).first()


def withdraw(*, joining: Joining) -> None:
    """She takes her request back: nothing of it stays. Raises ValidationError where the team has decided, and
    where she was made a member without it: an interval that is counted is not hers to delete."""
    with transaction.atomic():
        found = _locked(joining, OPEN)
        _refuse_a_member(found.member)
        _note(Action.ERASE, found, "member", by=None)
        found.member.delete()
        found.delete()


# ── the team decides ──────────────────────────────────────────────────────────────────────────────


def welcome(*, joining: Joining, on: date, before: Member | None = None, by, **facts) -> Membership:
    """She is a member from that day on; `before` is who she was, where she comes back, and `facts` are those of
    memberships.begin().

    Raises ValidationError where she is a member already, or it was decided otherwise meanwhile.
    """
    with transaction.atomic():
        found = _locked(joining, (*OPEN, JoiningState.DECLINED))
        if before is not None and before != found.member:
            _come_home(found, before, by=by)
        _decide(found, JoiningState.WELCOMED, by=by)
        return memberships.begin(member=found.member, on=on, by=by, **facts)


def talk_first(*, joining: Joining, by) -> None:
    """The team wants a word with her before it decides."""
    with transaction.atomic():
        found = _locked(joining, (*OPEN, JoiningState.DECLINED))
        _refuse_a_second(found, found.member)
        _decide(found, JoiningState.TO_TALK, by=by)


def decline(*, joining: Joining, by) -> None:
    """Not now. Who she is goes after thirty days; until then it can be decided anew."""
    with transaction.atomic():
        _decide(_locked(joining, OPEN), JoiningState.DECLINED, by=by)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _keep(asked: Joining, identity: Mapping[str, object], by) -> Joining:
    with transaction.atomic():
        values, asked.same_as = _own(identity)
        asked.member, asked.asked_on = Member.objects.create(), timezone.localdate()
        asked.save(force_insert=True)
        set_identity(member=asked.member, values=values, by=by)
        _note(Action.CREATE, asked, "state", by=by)
    return asked


def _once_more(go: Callable[[], Joining], code: str) -> Joining:
    """Two who send the same code or the same address at the same moment: the second finds what the first wrote."""
    try:
        return go()
    except IntegrityError:
        return find(code) or go()


def _own(identity: Mapping[str, object]) -> tuple[dict, Member | None]:
    """The values without an address or number that somebody else has, and who that is."""
    values, same_as = dict(identity), None
    for name, index in FOLLOWERS.items():
        others = MemberIdentity.objects.select_related("member").filter(**{index: values.get(name) or ""})
        other = others.first() if values.get(name) else None
        if other:
            values[name], same_as = None, other.member
    return values, same_as


def _locked(joining: Joining, states) -> Joining:
    found = Joining.objects.select_for_update().filter(pk=joining.pk).first()
    if found is None or found.state not in states or found.member_id is None:
        raise ValidationError(_("This was decided meanwhile. Look at the page again."), code="state")
    return found


def _refuse_a_second(joining: Joining, member: Member) -> None:
    others = Joining.objects.filter(member=member, state__in=OPEN).exclude(pk=joining.pk)
    if others.exists():
        raise ValidationError(_("Another request of hers waits. Decide that one first."), code="state")


def _refuse_a_member(member: Member) -> None:
    """Whoever goes with a request, as no membership may. Her row is held, so that none begins meanwhile."""
    held = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if held.memberships.exists():
        raise ValidationError(_("This was decided meanwhile. Look at the page again."), code="state")


def _decide(joining: Joining, state: JoiningState, *, by) -> None:
    joining.state, joining.decided_by = state, by
    joining.decided_on = None if state in OPEN else timezone.localdate()
    joining.save()
    _note(Action.CHANGE, joining, "state", by=by)


def _come_home(joining: Joining, before: Member, *, by) -> None:
    """The request is that of an earlier member. Who she said she is now goes with her where nothing is kept of
    before; where something is, that stays, but for what she allowed and agreed to now. Ways that she allowed for
    another address or number are not allowed for the old one, which somebody else may answer by now."""
    _refuse_a_second(joining, before)
    _refuse_a_member(joining.member)
    newcomer, new = joining.member, MemberIdentity.objects.filter(member=joining.member).first()
    joining.member = before
    joining.save(update_fields=["member"])
    if new and not MemberIdentity.objects.filter(member=before).exists():
        new.member = before
        new.save(update_fields=["member"])
    elif new:
        said = {name: getattr(new, name) for name in SAID_ANEW}
        is_as_before = joining.same_as_id == before.pk and new.email is None and new.phone is None
        said |= {} if is_as_before else dict.fromkeys(ALLOWED, False)
        set_identity(member=before, values=said, by=by)
    newcomer.delete()


def _note(action: Action, joining: Joining, *fields: str, by) -> None:
    record(action, Joining._meta.label, by=by, object_id=joining.pk, fields=fields)
