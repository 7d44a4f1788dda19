"""What goes by itself: who was declined and who left, thirty days later; who asked and got no answer, after 180.
Twice a night does the same as once."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.privacy import traces
from utsopi.team.actions import erase_account_of_member

from .. import parting
from ..choices import ANSWERED_WITHIN, KEPT, OPEN, JoiningState
from ..models import Joining, Member, MemberIdentity, Membership

_KNOWN = Q(identity__isnull=False) | Q(account__isnull=False)


def forget(today: date | None = None) -> None:
    """Of a request that was declined stays that somebody asked; of a member who left, number and days; of a request
    that nobody decided, nothing."""
    today = today or timezone.localdate()
    with transaction.atomic():
        _begin_the_days_of_orphans(today)
        last = today - KEPT
        gone = {
            "unanswered": _unanswered(today - ANSWERED_WITHIN, last),
            "declined": _declined(last),
            "left": _left(last),
            "codes": _codes(today),
            "like": _like(last),
        }
        if any(gone.values()):
            record(Action.ERASE, MemberIdentity._meta.label, by=None, counts=gone)
    traces.wipe()


def erased_on(member: Member, newest: Membership | None) -> date | None:
    """The day on which who she is goes by itself; None while she is a member, or asks to be one. `newest` is her last
    interval."""
    ends = [day for day in (newest and newest.ended_on, member.undone_on) if day]
    if (newest and newest.ended_on is None) or not ends:
        return None
    return None if member.joinings.filter(state__in=OPEN).exists() else max(ends) + KEPT


def unanswered_until(joining: Joining) -> date | None:
    """The day on which a request that nobody decided goes by itself; None once it is decided."""
    if joining.state not in OPEN:
        return None
    undone = joining.member and joining.member.undone_on
    day = joining.asked_on + ANSWERED_WITHIN
    return max(day, undone + KEPT) if undone else day


def _waiting():
    return Joining.objects.filter(state__in=OPEN).exclude(member=None).values("member")


def _begin_the_days_of_orphans(today: date) -> None:
    """Somebody is known of whom there is neither an interval nor a request: her thirty days begin today."""
    nowhere = Q(memberships=None, undone_on=None) & ~Q(joinings__state__in=[*OPEN, JoiningState.DECLINED])
    orphans = Member.objects.filter(_KNOWN, nowhere).values_list("pk", flat=True)
    Member.objects.filter(pk__in=list(orphans)).update(undone_on=today)


def _unanswered(asked: date, undone: date) -> int:
    """Who asked by then, and of whom nothing was decided. Of a request that waits again, because its membership was a
    mistake, not before that is thirty days ago."""
    waits = Joining.objects.filter(state__in=OPEN, asked_on__lte=asked)
    over = waits.exclude(member__undone_on__gt=undone)
    keys = list(over.values_list("pk", flat=True))
    never = Member.objects.filter(joinings__in=keys, memberships=None, undone_on=None)
    _delete(never)
    Joining.objects.filter(pk__in=keys).delete()
    return len(keys)


def _declined(last: date) -> int:
    """Who was declined by then and never was a member, nor has asked again."""
    over = Joining.objects.filter(state=JoiningState.DECLINED, decided_on__lte=last)
    ours = Member.objects.filter(joinings__in=over, memberships=None, undone_on=None)
    return _delete(ours.exclude(pk__in=_waiting()).exclude(pk__in=_declined_since(last)))


def _declined_since(last: date):
    later = Joining.objects.filter(state=JoiningState.DECLINED, decided_on__gt=last)
    return later.exclude(member=None).values("member")


def _delete(members) -> int:
    keys = list(members.values_list("pk", flat=True).distinct())
    _untie_all(keys)
    Member.objects.filter(pk__in=keys).delete()
    return len(keys)


def _left(last: date) -> int:
    """Whoever is no member any more since that day: her identity goes, the account that was only for that, and
    her places at what is to come, which she could not look at any more."""
    known = _gone(last).filter(_KNOWN)
    keys = set(known.values_list("pk", flat=True))
    for member in Member.objects.filter(pk__in=keys):
        parting.give_back(member)
    MemberIdentity.objects.filter(member__in=keys).delete()
    _untie_all(keys)
    return len(keys)


def _gone(last: date):
    """Who was a member, by mistake or not, is none since that day, and does not ask to be one again."""
    still = Membership.objects.filter(Q(ended_on=None) | Q(ended_on__gt=last)).values("member")
    was = Q(pk__in=Membership.objects.values("member")) | Q(undone_on__isnull=False)
    gone = Member.objects.filter(was).exclude(undone_on__gt=last).exclude(pk__in=still)
    return gone.exclude(pk__in=_waiting()).exclude(pk__in=_declined_since(last))


def _untie_all(keys) -> None:
    for member in Member.objects.filter(pk__in=keys).exclude(account=None).select_related("account"):
        _untie(member)


def _untie(member: Member) -> None:
    account, member.account = member.account, None
    member.save(update_fields=["account"])
    if not account.is_staff_on(timezone.localdate()):
        erase_account_of_member(account=account, by=None)


def _codes(today: date) -> int:
    """Codes that have told what they had to: of a decision thirty days ago, unless she still comes for her card; and
    those of whoever has left, to whom nothing leads any more."""
    over = Joining.objects.exclude(code_print=None).exclude(state__in=OPEN)
    has_her_card = Q(member__account__last_login__isnull=False) | ~Q(state=JoiningState.WELCOMED)
    old = over.filter(has_her_card, decided_on__lte=today - KEPT)
    ancient = over.filter(Q(member=None) | Q(decided_on__lte=today - 12 * KEPT))
    left = over.filter(member__in=_gone(today - KEPT))
    return Joining.objects.filter(pk__in=(old | ancient | left).values("pk")).update(code_print=None)


def _like(last: date) -> int:
    """Who had the address or number that somebody gave: for the decision, and while both are known."""
    noted = Joining.objects.exclude(same_as=None)
    over = noted.exclude(state__in=OPEN).filter(decided_on__lte=last)
    return (over | noted.filter(same_as__identity=None)).update(same_as=None)
