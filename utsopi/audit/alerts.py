"""What somebody should look at: many sealed reads, reads at night, exports, refusals at identities."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.privacy.declare import identifying_fields
from utsopi.ui.tables import Column, Table

from . import names
from .choices import Action
from .models import AuditEntry

WATCHED = timedelta(days=7)
AN_HOUR = timedelta(hours=1)
MOST_READS = 20  # sealed fields opened by one account within an hour
NIGHT = (22, 6)  # from this hour to that, in local time
READS = (Action.REVEAL, Action.LIST)


@dataclass(frozen=True)
class Alert:
    """`kind` is many, night, export or denied; `count` how often that day, or in the fullest hour for many."""

    kind: str
    by: UUID | None
    on: date
    count: int


def alerts(now: datetime | None = None) -> list[Alert]:
    """Those of the last seven days, newest first. One query."""
    now = now or timezone.now()
    watched = AuditEntry.objects.filter(
        at__gt=now - WATCHED, at__lte=now, action__in=[*READS, Action.EXPORT, Action.DENIED]
    )
    rows = list(watched.order_by("at").values_list("action", "by", "at", "model"))
    found = [*_many(rows), *_by_day(rows)]
    return sorted(found, key=lambda alert: (alert.on, alert.kind, str(alert.by)), reverse=True)


def _by_day(rows) -> Iterator[Alert]:
    identifying = {model._meta.label for model, _field in identifying_fields()}
    times: Counter = Counter()
    for action, by, at, model in rows:
        at = timezone.localtime(at)
        if action in READS and not NIGHT[1] <= at.hour < NIGHT[0]:
            times["night", by, at.date()] += 1
        elif action == Action.EXPORT:
            times["export", by, at.date()] += 1
        elif action == Action.DENIED and model in identifying:
            times["denied", by, at.date()] += 1
    for (kind, by, on), count in times.items():
        yield Alert(kind, by, on, count)


def _many(rows) -> Iterator[Alert]:
    """For each account the fullest hour, wherever it begins, if it holds too many reads."""
    moments: dict = defaultdict(list)
    for action, by, at, _model in rows:
        if action == Action.REVEAL:
            moments[by].append(at)
    for by, reads in moments.items():
        count, began = _fullest_hour(reads)
        if count > MOST_READS:
            yield Alert("many", by, timezone.localtime(began).date(), count)


def _fullest_hour(moments: list[datetime]) -> tuple[int, datetime]:
    most, began, first = 0, moments[0], 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= AN_HOUR:
            first += 1
        if last - first + 1 > most:
            most, began = last - first + 1, moments[first]
    return most, began


def alerts_table(accounts: dict[UUID, str], now: datetime | None = None) -> Table:
    """The alerts in words, one line for each kind and account, for the page of the trail and for the coordinator;
    `accounts` are names by key."""
    words = {
        "many": _("More than %(most)s sealed fields opened within an hour") % {"most": MOST_READS},
        "night": _("Sealed fields opened between %(from)s and %(to)s o’clock")
        % {"from": NIGHT[0], "to": NIGHT[1]},
        "denied": _("Refused at records that say who somebody is"),
        "export": _("Records taken out"),
    }
    together: dict = defaultdict(list)
    for alert in alerts(now):
        together[alert.kind, alert.by].append(alert)
    rows = [
        {
            "what": words[kind],
            "who": names.account(by, accounts),
            "on": max(alert.on for alert in found),
            "count": sum(alert.count for alert in found),
        }
        for (kind, by), found in sorted(together.items(), key=lambda item: list(words).index(item[0][0]))
    ]
    columns = [
        Column("what", _("What")),
        Column("who", _("Who")),
        Column("on", _("Last on")),
        Column("count", _("How often"), numeric=True),
    ]
    return Table(columns, rows, _("To look at, from the last seven days"), empty=_("Nothing to look at."))
