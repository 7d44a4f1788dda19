"""Assemblies: called, counted while people come in, and closed. Who was there is by number.

What must not be raises ValidationError with words. Once an assembly is closed nothing in it changes, until it is
opened again.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..assembling import may_come, may_vote
from ..choices import PresentAs
from ..models import Assembly, Member, Presence


def call(
    *, held_on: date, title: str, quorum_percent: int, most_proxies: int, only_effective: bool, by
) -> Assembly:
    """A new assembly on that day; the quorum is a share of those who may vote on it."""
    made = Assembly(
        held_on=held_on,
        title=title,
        quorum_percent=quorum_percent,
        most_proxies=most_proxies,
        only_effective=only_effective,
    )
    with transaction.atomic():
        made.save(force_insert=True)
        record(Action.CREATE, Assembly._meta.label, by=by, object_id=made.pk)
    return made


def change(*, assembly: Assembly, by, **values) -> None:
    """Another day, title or rule. Who was there stays, as long as nobody was: then day and rule are as they are."""
    changed = [name for name, value in values.items() if getattr(assembly, name) != value]
    if not changed:
        return
    with transaction.atomic():
        _open(assembly)
        if set(changed) - {"title", "quorum_percent"} and assembly.presences.exists():
            raise ValidationError(_("People are marked already. Take them off first."))
        for name in changed:
            setattr(assembly, name, values[name])
        assembly.save(update_fields=changed)
        record(Action.CHANGE, Assembly._meta.label, by=by, object_id=assembly.pk, fields=changed)


def mark_present(*, assembly: Assembly, member: Member, by) -> Presence:
    """She is there herself, also where somebody was to vote for her. Marked twice she is there once."""
    with transaction.atomic():
        _open(assembly)
        if not may_come(assembly).filter(member=member).exists():
            raise ValidationError(_("She is not a member on the day of the assembly."), code="member")
        return _mark(assembly, member, PresentAs.PRESENT, None, by)


def mark_by_proxy(*, assembly: Assembly, member: Member, proxy: Member, by) -> Presence:
    """`proxy`, who is there, votes for her. Raises ValidationError where one of the two may not vote, where she is
    there herself, where proxy is not there or carries as many as she may."""
    with transaction.atomic():
        _open(assembly)
        _judge_proxy(assembly, member, proxy)
        return _mark(assembly, member, PresentAs.BY_PROXY, proxy, by)


def unmark(*, assembly: Assembly, member: Member, by) -> None:
    """She is neither there nor by proxy. Raises ValidationError while she carries others' votes."""
    with transaction.atomic():
        _open(assembly)
        if assembly.presences.filter(proxy=member).exists():
            raise ValidationError(_("She carries a proxy. Take that off first."), code="member")
        for presence in assembly.presences.filter(member=member):
            key = presence.pk
            presence.delete()
            record(Action.DELETE, Presence._meta.label, by=by, object_id=key)


def close(*, assembly: Assembly, by) -> None:
    """The count is over. Closed twice is closed once."""
    _set_closed(assembly, True, by)


def reopen(*, assembly: Assembly, by) -> None:
    """Somebody was forgotten: the count goes on."""
    _set_closed(assembly, False, by)


def drop(*, assembly: Assembly, by) -> None:
    """It never was. Raises ValidationError once it is closed or somebody is marked."""
    with transaction.atomic():
        _open(assembly)
        if assembly.presences.exists():
            raise ValidationError(_("People are marked already. Take them off first."))
        key = assembly.pk
        assembly.delete()
        record(Action.DELETE, Assembly._meta.label, by=by, object_id=key)


def _open(assembly: Assembly) -> None:
    """Two who mark at once do so one after the other, and nobody marks in what is closed."""
    there = Assembly.objects.select_for_update().filter(pk=assembly.pk).first()
    if there is None or there.is_closed:
        raise ValidationError(_("This assembly is closed."))


def _judge_proxy(assembly: Assembly, member: Member, proxy: Member) -> None:
    if member.pk == proxy.pk:
        raise ValidationError(_("Nobody carries her own vote."), code="proxy")
    if may_vote(assembly).filter(member__in=[member, proxy]).count() < 2:
        raise ValidationError(_("One of the two may not vote in this assembly."), code="proxy")
    if not assembly.presences.filter(member=proxy, present_as=PresentAs.PRESENT).exists():
        raise ValidationError(_("Whoever votes for her must be there."), code="proxy")
    if assembly.presences.filter(proxy=member).exists():
        raise ValidationError(_("She carries a proxy. Take that off first."), code="member")
    if assembly.presences.filter(member=member, present_as=PresentAs.PRESENT).exists():
        raise ValidationError(_("She is there herself. Take her off first, if she goes."), code="member")
    carried = assembly.presences.filter(proxy=proxy).exclude(member=member).count()
    if carried >= assembly.most_proxies:
        raise ValidationError(_("She carries as many proxies as one may."), code="proxy")


def _mark(assembly: Assembly, member: Member, present_as: str, proxy: Member | None, by) -> Presence:
    there = assembly.presences.filter(member=member).first()
    if there and (there.present_as, there.proxy_id) == (present_as, proxy and proxy.pk):
        return there
    made = there or Presence(assembly=assembly, member=member)
    made.present_as, made.proxy = present_as, proxy
    made.save()
    action = Action.CHANGE if there else Action.CREATE
    record(action, Presence._meta.label, by=by, object_id=made.pk, fields=["present_as"])
    return made


def _set_closed(assembly: Assembly, is_closed: bool, by) -> None:
    with transaction.atomic():
        if Assembly.objects.filter(pk=assembly.pk).exclude(is_closed=is_closed).update(is_closed=is_closed):
            record(Action.CHANGE, Assembly._meta.label, by=by, object_id=assembly.pk, fields=["is_closed"])
    assembly.is_closed = is_closed
