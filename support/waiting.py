"""What is to be finished, in numbers, each with the page where it is done."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import Waits, counted, registered, waits

from .choices import SORT_LATER, Outcome
from .models import CallBack, Question
from .planning import afternoons_between
from .searching import Left

LOOKED_BACK = timedelta(weeks=8)  # for afternoons that nobody logged


def waiting(account) -> list[Waits]:
    """What waits and may be seen by this account, at the desk and then in other wings; nothing where all is done. At
    most six statements, and one for each thing that another wing registered."""
    told = [_call_backs(account), _afternoons(account), _to_be_sorted(account), _open(account)]
    told += registered(account)
    return [each for each in told if each]


def _call_backs(account) -> Waits | None:
    if not may(account, "call_back"):
        return None
    due = counted(CallBack.objects.filter(done_on=None, due_on__lte=timezone.localdate()))
    words = ngettext("%(count)s call-back due", "%(count)s call-backs due", due)
    return waits("clock", words, due, address_of("call_backs", account), is_late=True)


def _afternoons(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    today = timezone.localdate()
    past = afternoons_between(today - LOOKED_BACK, today - timedelta(days=1))
    count = sum(each.is_never_logged for each in past)
    words = ngettext("%(count)s afternoon not logged", "%(count)s afternoons not logged", count)
    return waits("door-open", words, count, address_of("afternoons", account), is_late=True)


def _to_be_sorted(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    count = counted(Question.objects.filter(topic__code=SORT_LATER))
    words = ngettext("%(count)s question to sort", "%(count)s questions to sort", count)
    return waits("inbox", words, count, _log(account, Left.SORT))


def _open(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    count = counted(Question.objects.filter(outcome=Outcome.OPEN))
    words = ngettext("%(count)s question still open", "%(count)s questions still open", count)
    return waits("circle-help", words, count, _log(account, Left.OPEN))


def _log(account, left: str) -> str:
    address = address_of("log", account)
    return f"{address}?left={left}" if address else ""
