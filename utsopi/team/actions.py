"""What is done with accounts, their roles and their sessions; each is one transaction and stands in the trail.

A role is given by two people: one asks, another who may approve agrees; nobody approves what she asked for or what
is for herself. One exception, for the first days of a house: as long as nobody but herself has ever held a role
that approves, the first administrator may give such a role to somebody else, alone and at once. So she can make
the second person, and nothing else. Whoever runs the server can always give a role by the command `grant`.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from utsopi.audit import log
from utsopi.audit.choices import Action

from .models import Grant, User
from .roles import MAY, Role
from .words import a_login_name

A_YEAR = timedelta(days=365)
A_DAY = timedelta(days=1)


class NotAllowed(Exception):
    """The act needs somebody else, or would leave nobody who can do it."""


@transaction.atomic
def make_account(*, alias: str, roles: Iterable[str], ends_on: date, by: User | None) -> User:
    """An account with a login name of our own making and no passphrase; its roles are asked for, not given."""
    account = _new_account(alias, by)
    for role in roles:
        ask_for_role(account=account, role=role, ends_on=ends_on, by=by)
    return account


def _new_account(alias: str, by: User | None) -> User:
    for _attempt in range(20):
        name = a_login_name()
        if not User.objects.filter(username=name).exists():
            break
    else:
        raise IntegrityError("no free login name in twenty tries")
    account = User.objects.create_user(name, alias=alias)
    log.record(Action.INVITE, "team.User", by=by, object_id=account.pk)
    return account


@transaction.atomic
def make_account_of_member(*, by: User) -> User:
    """An account for a member, with her role in force for a year: it opens her own page and nothing else, so that
    one person is enough."""
    account, today = _new_account("", by), timezone.localdate()
    grant = Grant(account=account, role=Role.MEMBER, starts_on=today, ends_on=today + A_YEAR, granted_by=by)
    _put_in_force(grant, by=None, told_by=by)
    return account


@transaction.atomic
def ask_for_role(*, account: User, role: str, ends_on: date, by: User | None) -> Grant:
    """The role waits for a second person; from the server's command line and for the second approver it does not."""
    today = timezone.localdate()
    grant = Grant.objects.create(account=account, role=role, starts_on=today, ends_on=ends_on, granted_by=by)
    if by is None or _may_begin_alone(account, role, by):
        _put_in_force(grant, by=None, told_by=by)
    return grant


def grant_by_command(*, account: User, role: str, ends_on: date | None = None) -> Grant:
    """A role given by whoever runs the server, in force from today; without `ends_on`, for a year."""
    ends_on = ends_on or timezone.localdate() + A_YEAR
    return ask_for_role(account=account, role=role, ends_on=ends_on, by=None)


def _may_begin_alone(account: User, role: str, by: User) -> bool:
    approvers = MAY["team.approve"]
    ever = Grant.objects.filter(role__in=approvers).exclude(approved_on=None)
    return role in approvers and account != by and not ever.exclude(account=by).exists()


def may_decide(grant: Grant, by: User) -> bool:
    """Whether she is the second person: not who asked, and not whom it is for."""
    return by.pk not in (grant.granted_by_id, grant.account_id)


@transaction.atomic
def approve(*, grant: Grant, by: User) -> None:
    """Raises NotAllowed for whoever asked or is meant, and where it was decided already."""
    grant = _waiting(grant)
    if not may_decide(grant, by):
        raise NotAllowed
    _put_in_force(grant, by=by, told_by=by)


@transaction.atomic
def refuse(*, grant: Grant, by: User) -> None:
    """Anybody who may approve can say no, whoever asked too."""
    grant = _waiting(grant)
    grant.refused_on = timezone.localdate()
    grant.save()
    log.record(Action.REVOKE, "team.User", by=by, object_id=grant.account_id, fields=[grant.role])


def _waiting(grant: Grant) -> Grant:
    found = Grant.objects.select_for_update().waiting().filter(pk=grant.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _put_in_force(grant: Grant, *, by: User | None, told_by: User | None) -> None:
    grant.approved_by, grant.approved_on = by, timezone.localdate()
    grant.starts_on = max(grant.starts_on, grant.approved_on)
    grant.save()
    log.record(Action.GRANT, "team.User", by=told_by, object_id=grant.account_id, fields=[grant.role])
    _roles_changed(grant.account, by=told_by)


@transaction.atomic
def revoke(*, grant: Grant, by: User | None) -> None:
    """Ends a role today; the last administrator stays one."""
    today = timezone.localdate()
    admins = (
        Grant.objects.select_for_update().in_force_on(today).filter(role=Role.ADMIN, account__is_active=True)
    )
    if grant.role == Role.ADMIN and by and not admins.exclude(account=grant.account).exists():
        raise NotAllowed
    Grant.objects.filter(pk=grant.pk).update(ends_on=today - A_DAY)
    log.record(Action.REVOKE, "team.User", by=by, object_id=grant.account_id, fields=[grant.role])
    _roles_changed(grant.account, by=by)


def _roles_changed(account: User, *, by: User | None) -> None:
    account.forget_roles()
    end_sessions(account=account, by=by)


@transaction.atomic
def end_sessions(*, account: User, by: User | None, but=None, only=None) -> int:
    """Ends the account's sessions: all, all `but` the one a request is in, or `only` the one with this key.

    Returns how many.
    """
    rows = account.sessions.filter(pk=only) if only else account.sessions.all()
    if but is not None and but.row is not None:
        rows = rows.exclude(pk=but.row.pk)
    count, _of_each = rows.delete()
    if count:
        log.record(Action.END_SESSION, "team.User", by=by, object_id=account.pk, counts={"sessions": count})
    return count


@transaction.atomic
def close_account(*, account: User, by: User | None) -> None:
    """On the day somebody leaves: no sign-in, no session, no role, no card. NotAllowed for the last administrator."""
    for grant in list(account.grants.in_force_on(timezone.localdate())):
        revoke(grant=grant, by=by)
    account.grants.waiting().update(refused_on=timezone.localdate())
    account.cards.filter(used_at=None).delete()
    User.objects.filter(pk=account.pk).update(is_active=False)
    end_sessions(account=account, by=by)
    log.record(
        Action.CHANGE, "team.User", by=by, object_id=account.pk, fields=["is_active"], with_moment=True
    )


@transaction.atomic
def erase_account_of_member(*, account: User, by: User | None) -> None:
    """Takes the account of a former member away, with its passphrase, factors, cards and sessions; the trail keeps
    its bare key. One that was ever meant for the team is closed, and kept as those are."""
    close_account(account=account, by=by)
    if account.grants.exclude(role=Role.MEMBER).exists():
        return
    log.record(Action.ERASE, "team.User", by=by, object_id=account.pk)
    account.grants.all().delete()
    account.delete()


@transaction.atomic
def open_account(*, account: User, by: User) -> None:
    """She may sign in again; her roles must be asked for anew."""
    User.objects.filter(pk=account.pk).update(is_active=True)
    log.record(
        Action.CHANGE, "team.User", by=by, object_id=account.pk, fields=["is_active"], with_moment=True
    )


@transaction.atomic
def set_passphrase(*, account: User, passphrase: str | None, by: User, session=None) -> None:
    """A new passphrase (None: none at all); every other session of hers ends."""
    account.set_password(passphrase)
    account.save(update_fields=["password"])
    log.record(Action.FACTOR, "team.User", by=by, object_id=account.pk, fields=["password"])
    end_sessions(account=account, by=by, but=session)


@transaction.atomic
def set_alias(*, account: User, alias: str, by: User) -> None:
    account.alias = alias
    account.save(update_fields=["alias"])
    log.record(Action.CHANGE, "team.User", by=by, object_id=account.pk, fields=["alias"])
