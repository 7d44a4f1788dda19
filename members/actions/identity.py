"""What is done to the identity of a member; each is one transaction and one entry in the trail."""

from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.db import transaction

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Member, MemberIdentity

FOLLOWERS = {"email": "email_index", "phone": "phone_index"}


def set_identity(*, member: Member, values: Mapping[str, object], by) -> MemberIdentity:
    """Writes the given fields and no other; None takes away. Nothing is read, so nothing counts as opened.

    Raises IntegrityError where another member has the same address or number."""
    with transaction.atomic():
        identity = MemberIdentity.objects.select_for_update().filter(member=member).first()
        is_new = identity is None
        identity = identity or MemberIdentity(member=member)
        for name, value in values.items():
            setattr(identity, name, value)
        identity.save(update_fields=None if is_new else _with_followers(values))
        record(
            Action.CREATE if is_new else Action.CHANGE,
            MemberIdentity._meta.label,
            by=by,
            object_id=identity.pk,
            fields=sorted(values),
        )
    return identity


def _with_followers(names) -> list[str]:
    return [*names, *(FOLLOWERS[name] for name in names if name in FOLLOWERS)]


def tie_account(*, member: Member, username: str, by) -> bool:
    """Lets the account by that login name see this member's own record; an empty name unties. False where there
    is no such account, or it is another member's."""
    account = get_user_model().objects.filter(username=username).first() if username else None
    taken = account and Member.objects.filter(account=account).exclude(pk=member.pk).exists()
    if taken or (username and account is None):
        return False
    with transaction.atomic():
        member.account = account
        member.save(update_fields=["account"])
        record(Action.CHANGE, Member._meta.label, by=by, object_id=member.pk, fields=["account"])
    return True


def find_by_own(*, kind: str, text: str, by) -> Member | None:
    """The member whose own whole address (`kind` "email") or number ("phone") this is; the search is noted."""
    found = Member.objects.filter(**{f"identity__{FOLLOWERS[kind]}": text}).first()
    record(
        Action.REVEAL,
        MemberIdentity._meta.label,
        by=by,
        object_id=found and found.identity.pk,
        fields=[FOLLOWERS[kind]],
        counts={"found": int(found is not None)},
    )
    return found
