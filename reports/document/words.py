"""Titles and sentences that say what the numbers say, whatever the numbers are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.reading import Reading, Row
from utsopi.directory.choices import Region

from . import numbers
from .facts import Facts, known, total_of
from .units import amount


@dataclass(frozen=True)
class Finding:
    """What a breakdown says, as a title, and which line it speaks of (its code, or nothing)."""

    title: str
    code: str = ""


def finding(reading: Reading, *, most: str = "", first: str = "", **said: str) -> Finding:
    """The title of a breakdown. `most` (one line holds more than half) and `first` (one line leads) may say it
    in words of their own, with %(label)s and whatever is in `said`; all other cases are said alike everywhere."""
    if not reading.collected:
        return Finding(_("Nothing of the kind was recorded"))
    rows = known(reading.rows)
    if not rows:
        is_unknown = any(row.value for row in reading.rows)
        return Finding(_("It is not known for any of them") if is_unknown else _("There were none"))
    if len(rows) == 1 and len([row for row in reading.rows if row.value]) == 1:
        return Finding(_("All of them: %(label)s") % {"label": rows[0].label}, rows[0].code)
    return _level(rows) or _leading(reading, rows[0], most, first, said)


def _level(rows: Sequence[Row]) -> Finding | None:
    """The title where several lines stand level at the top."""
    level = [row.label for row in rows if row.value == rows[0].value]
    if len(level) < 2:
        return None
    if len(level) == 2:
        return Finding(
            _("Two stand level at the top: %(one)s and %(other)s")
            % dict(zip(("one", "other"), level, strict=True))
        )
    return Finding(_("None stands out: %(count)s are level at the top") % {"count": len(level)})


def _leading(reading: Reading, top: Row, most: str, first: str, said: dict) -> Finding:
    base = total_of(reading)
    if base is not None and top.value * 2 > base:
        text = most or _("More than half: %(label)s")
    else:
        text = first or _("In first place: %(label)s")
    return Finding(capfirst(text % {"label": top.label, **said}), top.code)


def where(code: str, label: str) -> str:
    """A region as an answer to “where?”."""
    places = {
        Region.BRUSSELS: pgettext("where", "in Brussels"),
        Region.FLANDERS: pgettext("where", "in Flanders"),
        Region.WALLONIA: pgettext("where", "in Wallonia"),
        Region.ABROAD: pgettext("where", "abroad"),
    }
    return places.get(code, label)


def region_finding(reading: Reading, *, most: str, first: str) -> Finding:
    """As finding(), with the leading region put as an answer to “where?” into %(where)s."""
    rows = known(reading.rows)
    place = where(rows[0].code, rows[0].label) if rows else ""
    return finding(reading, most=most, first=first, where=place)


def base_line(facts: Facts, reading: Reading, what: str) -> str:
    """The line under a title: what is counted, when, and what the shares are of."""
    base = total_of(reading)
    if base is None:
        return _("%(what)s, %(when)s.") % {"what": what, "when": facts.when}
    of = {"what": what, "when": facts.when, "base": amount(reading.figure.unit, base)}
    if any(row.share is not None for row in reading.rows):
        return _("%(what)s, %(when)s. Base: %(base)s; shares to one decimal.") % of
    return _("%(what)s, %(when)s. Base: %(base)s.") % of


def listed(words: Sequence[str]) -> str:
    """“a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def told(rows: Sequence[Row], is_money: bool = False) -> str:
    """Lines of a breakdown inside a sentence: “e-mail 63 and telephone 42”."""
    return listed([f"{row.label} {numbers.plain(row.value, is_money=is_money)}" for row in rows])


def best_month(facts: Facts, values: Sequence) -> str:
    """The title of a monthly chart: which month had most."""
    if not values or not any(values):
        return _("Nothing in any month")
    best = [key for key, value in zip(facts.period.months(), values, strict=True) if value == max(values)]
    if len(best) > 1:
        return _("Several months stand level at the top")
    return _("The busiest month was %(month)s") % {"month": MONTHS[int(best[0][5:])]}
