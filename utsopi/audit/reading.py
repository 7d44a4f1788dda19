"""The trail as it is read: filtered, page by page, and for one record: who opened it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from utsopi.team.models import User
from utsopi.ui.tables import Column, Table

from . import names
from .choices import Series
from .models import RECORDS, AuditEntry, about

A_PAGE = 50
NEWEST_FIRST = ("-on", "-series", "-number")
HOUSE = "house"


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the trail for; empty is all. `account` is a key, or HOUSE for the house itself."""

    action: str = ""
    model: str = ""
    account: str = ""
    record: UUID | None = None
    start: date | None = None
    end: date | None = None

    def as_fields(self) -> list[tuple[str, str]]:
        """Name and value of what is asked for, as a form or an address carries it."""
        return [(name, str(value)) for name, value in vars(self).items() if value]

    def entries(self) -> QuerySet[AuditEntry]:
        asked = {
            "action": self.action,
            "model": self.model,
            "on__gte": self.start,
            "on__lte": self.end,
        }
        found = AuditEntry.objects.filter(**{name: value for name, value in asked.items() if value})
        found = found.filter(about(self.record)) if self.record else found
        if self.account == HOUSE:
            return found.filter(by=None)
        return found.filter(by=self.account) if self.account else found


# ── One page ──────────────────────────────────────────────────────────────────────────────────────


def page_of(entries: QuerySet[AuditEntry], after: str = "") -> tuple[list[AuditEntry], str]:
    """The entries behind the place `after`, newest first, and the place behind them where there are more.

    Of a day those with a moment come first: the others must not stand between two of them. Raises ValueError
    where `after` is no place.
    """
    if after:
        entries = entries.filter(_behind(after))
    found = list(entries.order_by(*NEWEST_FIRST)[: A_PAGE + 1])
    last = found[A_PAGE - 1] if len(found) > A_PAGE else None
    return found[:A_PAGE], f"{last.on:%Y-%m-%d}.{last.series}.{last.number}" if last else ""


def _behind(place: str) -> Q:
    day, series, number = place.split(".")
    on, series, number = date.fromisoformat(day), Series(int(series)), int(number)
    if abs(number) >= 2**63:
        raise ValueError(place)
    return Q(on__lt=on) | Q(on=on, series__lt=series) | Q(on=on, series=series, number__lt=number)


def table_of(entries: Iterable[AuditEntry], accounts: dict[UUID, str], link: str) -> Table:
    """Entries in words; `link` is the address of the trail, to which a record's key is added."""
    columns = [
        Column("when", _("When")),
        Column("who", _("Who")),
        Column("role", _("Role")),
        Column("act", _("Did")),
        Column("thing", _("What")),
        Column("record", _("Record"), link="link"),
        Column("details", _("Fields and counts")),
        Column("reason", _("Why")),
        Column("number", _("Number"), numeric=True),
    ]
    rows = [_row(entry, accounts, link) for entry in entries]
    return Table(columns, rows, _("Entries"), empty=_("Nothing of the kind was written down."))


def _row(entry: AuditEntry, accounts: dict[UUID, str], link: str) -> dict:
    return {
        "when": entry.at or entry.on,
        "who": names.account(entry.by_id, accounts),
        "role": names.role(entry.role),
        "act": names.action(entry.action),
        "thing": names.thing(entry.model),
        "record": str(entry.object_id)[:8] if entry.object_id else "",
        "link": f"{link}?record={entry.object_id}" if entry.object_id else "",
        "details": "; ".join([*entry.fields, *_counted(entry.counts)]),
        "reason": names.reason(entry.reason),
        "number": entry.number,
    }


def _counted(counts: dict) -> Iterator[str]:
    """Numbers with their names; a long list of numbers as how many they are. Of records the number stands there."""
    for name, value in counts.items():
        if value is not None and name != RECORDS:
            yield f"{name} {len(value) if isinstance(value, list) else value}"


# ── What can be chosen ────────────────────────────────────────────────────────────────────────────


def models_in_trail() -> list[str]:
    return list(AuditEntry.objects.order_by("model").values_list("model", flat=True).distinct())


def accounts_in_trail() -> dict[UUID, str]:
    """The accounts that ever did something and still are: key and alias, in the order of their names."""
    acted = AuditEntry.objects.filter(by__isnull=False).values("by")
    found = {account.pk: str(account) for account in User.objects.filter(pk__in=acted)}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


# ── Who opened one record ─────────────────────────────────────────────────────────────────────────
