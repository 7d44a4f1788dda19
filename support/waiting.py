"""What is to be finished, in numbers, each with the page where it is done."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may

from .choices import SORT_LATER, Outcome
from .models import CallBack, Question
from .planning import afternoons_between
from .searching import Left

LOOKED_BACK = timedelta(weeks=8)  # for afternoons that nobody logged
MOST = 99  # what is counted; beyond it is many


@dataclass(frozen=True)
class Waits:
    """Something that waits: how much in words, where it is done, and whether it is late."""

    icon: str
    words: str
    href: str
    is_late: bool = False


def waiting(account) -> list[Waits]:
    """What waits and may be seen by this account; nothing where all is done. At most six statements."""
    told = [_call_backs(account), _afternoons(account), _to_be_sorted(account), _open(account)]
    return [each for each in told if each]


def _call_backs(account) -> Waits | None:
    if not may(account, "call_back"):
        return None
    due = _counted(CallBack.objects.filter(done_on=None, due_on__lte=timezone.localdate()))
    words = ngettext("%(count)s call-back due", "%(count)s call-backs due", due)
    return _waits("clock", words, due, address_of("call_backs", account), is_late=True)


def _afternoons(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    today = timezone.localdate()
    past = afternoons_between(today - LOOKED_BACK, today - timedelta(days=1))
    count = sum(each.is_never_logged for each in past)
    words = ngettext("%(count)s afternoon not logged", "%(count)s afternoons not logged", count)
    return _waits("door-open", words, count, address_of("afternoons", account), is_late=True)


def _to_be_sorted(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    count = _counted(Question.objects.filter(topic__code=SORT_LATER))
    words = ngettext("%(count)s question to sort", "%(count)s questions to sort", count)
    return _waits("inbox", words, count, _log(account, Left.SORT))


def _open(account) -> Waits | None:
    if not may(account, "log.read"):
        return None
    count = _counted(Question.objects.filter(outcome=Outcome.OPEN))
    words = ngettext("%(count)s question still open", "%(count)s questions still open", count)
    return _waits("circle-help", words, count, _log(account, Left.OPEN))


def _counted(rows) -> int:
    """How many, and no further than one more than is said."""
    return rows.order_by()[: MOST + 1].count()


def _log(account, left: str) -> str:
    address = address_of("log", account)
    return f"{address}?left={left}" if address else ""


def _waits(icon: str, words: str, count: int, href: str, *, is_late: bool = False) -> Waits | None:
    if not count:
        return None
    shown = _("more than %(most)s") % {"most": MOST} if count > MOST else count
    return Waits(icon, words % {"count": shown}, href, is_late)
