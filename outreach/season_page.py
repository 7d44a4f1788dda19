"""A season's picture as tables and charts; it is given a Picture and cannot query."""

from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from utsopi.ui.charts import SCREEN, Bar, Series, bars, months
from utsopi.ui.tables import Column, Table

from .choices import ObservedKind, RoundStatus, SuspendedBecause
from .models import Area
from .season import Picture, Season, contacts_of, count_of

WIDE, HALF = 760, 520  # px, the widths that charts are drawn for
HELD, SUSPENDED = RoundStatus.HELD, RoundStatus.SUSPENDED
CANCELLED, PLANNED = RoundStatus.CANCELLED, RoundStatus.PLANNED


def whole(value: float) -> str:
    """Without a place behind the point, in groups of three."""
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True)


def tenths(value: float | None) -> str:
    """With one place behind the point; a dash where it is not known."""
    return "–" if value is None else number_format(round(value, 1), decimal_pos=1, use_l10n=True)


def stats_of(picture: Picture) -> list[tuple[str, str, str]]:
    """Label, value and note of each figure on top."""
    off, contacts = picture.rounds(SUSPENDED), picture.contacts(HELD)
    apart = picture.contacts(SUSPENDED)
    note_off = ngettext(
        "%(count)s contact on them, counted apart", "%(count)s contacts on them, counted apart", apart
    )
    each = tenths(picture.per_round(contacts))
    return [
        (_("Rounds planned"), whole(picture.rounds()), _("whatever became of them")),
        (_("Rounds held"), whole(picture.held), _not_walked(picture)),
        (_("Contacts"), whole(contacts), _("%(each)s on each held round") % {"each": each}),
        (_("Broken off"), whole(off), note_off % {"count": whole(apart)} if off else ""),
    ]


def _not_walked(picture: Picture) -> str:
    cancelled, planned = picture.rounds(CANCELLED), picture.rounds(PLANNED)
    told = []
    if cancelled:
        words = ngettext("%(count)s cancelled", "%(count)s cancelled", cancelled)
        told.append(words % {"count": whole(cancelled)})
    if planned:
        words = ngettext("%(count)s not walked, or not yet", "%(count)s not walked, or not yet", planned)
        told.append(words % {"count": whole(planned)})
    return "; ".join(told)


def month_labels(picture: Picture) -> list[str]:
    """A short name for each month of the period."""
    return [str(MONTHS_3[int(month[5:])]).capitalize() for month in picture.period.months()]


def rounds_by_month(picture: Picture) -> dict:
    """What {% chart %} takes: heading, svg, base, table."""
    parts = [(status.label, picture.by_month(count_of, status)) for status in (HELD, SUSPENDED, CANCELLED)]
    base = ngettext("Base: %(count)s round", "Base: %(count)s rounds", picture.rounds())
    return _months(picture, _("Rounds by month"), parts, base % {"count": whole(picture.rounds())})


def contacts_by_month(picture: Picture) -> dict:
    """What {% chart %} takes, of contacts on held rounds."""
    parts = [(_("Contacts"), picture.by_month(contacts_of, HELD))]
    base = ngettext("Base: %(count)s held round", "Base: %(count)s held rounds", picture.held)
    return _months(picture, _("Contacts by month"), parts, base % {"count": whole(picture.held)})


def broken_off_by_month(picture: Picture) -> dict:
    """One column a month; the table tells the reasons apart."""
    drawn = [(_("Broken off"), picture.by_month(count_of, SUSPENDED))]
    labels = {
        "": _("No reason written down"),
        **{code: str(label) for code, label in SuspendedBecause.choices},
    }
    by_reason = [(labels[reason], values) for reason, values in picture.broken_off().items()]
    off = picture.rounds(SUSPENDED)
    base = ngettext("Base: %(count)s round broken off", "Base: %(count)s rounds broken off", off)
    return _months(picture, _("Broken off by month"), drawn, base % {"count": whole(off)}, by_reason)


def _months(picture: Picture, heading: str, drawn: list, base: str, told: list | None = None) -> dict:
    labels, told = month_labels(picture), drawn if told is None else told
    if not any(sum(values) for _label, values in drawn):
        return {"heading": heading, "svg": "", "base": base}
    desc = "; ".join(
        f"{label}: " + ", ".join(f"{month} {value}" for month, value in zip(labels, values, strict=True))
        for label, values in drawn
    )
    series = [Series(str(label), values) for label, values in drawn]
    svg = months(labels, series, theme=SCREEN, width=WIDE, title=heading, desc=desc, fmt=whole)
    return {"heading": heading, "svg": svg, "base": base, "table": _months_table(heading, labels, told)}


def _months_table(heading: str, labels: list[str], told: list) -> Table:
    keys = [f"c{number}" for number in range(len(told))]
    rows = [
        {"month": label, **{key: values[place] for key, (_l, values) in zip(keys, told, strict=True)}}
        for place, label in enumerate(labels)
    ]
    columns = [Column(key, str(label), numeric=True) for key, (label, _v) in zip(keys, told, strict=True)]
    total = {key: sum(values) for key, (_l, values) in zip(keys, told, strict=True)}
    total["month"] = pgettext("the row of a total", "All")
    return Table([Column("month", _("Month")), *columns], rows, heading, total=total)


def seen_per_round(picture: Picture) -> dict:
    """How often something was seen on each held round, all kinds; what was never seen has no bar but its number."""
    rows = [(kind.label, picture.seen[kind], picture.per_round(picture.seen[kind])) for kind in ObservedKind]
    rows.sort(key=lambda row: -row[1])
    heading = _("Seen on each held round")
    base = ngettext("Base: %(count)s held round", "Base: %(count)s held rounds", picture.held)
    base %= {"count": whole(picture.held)}
    if not (picture.held and sum(picture.seen.values())):
        return {"heading": heading, "svg": "", "base": base}
    drawn = [Bar(str(label), each, tenths(each)) for label, _times, each in rows]
    desc = "; ".join(f"{label} {tenths(each)}" for label, _times, each in rows)
    columns = [
        Column("label", _("What the team saw")),
        Column("times", _("Times"), numeric=True),
        Column("each", _("On each round"), numeric=True),
    ]
    lines = [{"label": label, "times": times, "each": tenths(each)} for label, times, each in rows]
    svg = bars(drawn, theme=SCREEN, width=HALF, title=heading, desc=desc, fmt=tenths)
    return {"heading": heading, "svg": svg, "base": base, "table": Table(columns, lines, heading)}


def areas_table(season: Season, areas: list[Area], query: str) -> Table:
    """A line for each area in which a round was planned, and all together."""
    there = {cell.area for cell in season.cells}
    rows = [
        {
            "area": each.name,
            "href": reverse("rounds_season_of", args=[each.pk]) + query,
            **_figures(season.of(each.pk)),
        }
        for each in areas
        if each.pk in there
    ]
    columns = [
        Column("area", _("Area"), link="href"),
        Column("planned", _("Planned"), numeric=True),
        Column("held", _("Held"), numeric=True),
        Column("off", _("Broken off"), numeric=True),
        Column("cancelled", _("Cancelled"), numeric=True),
        Column("contacts", _("Contacts"), numeric=True),
        Column("each", _("Contacts on each held round"), numeric=True),
        Column("seen", _("Seen on each held round"), numeric=True),
    ]
    total = {"area": pgettext("the row of a total", "All"), **_figures(season.together())}
    empty = _("No round was planned or walked in this period.")
    return Table(columns, rows, _("Area by area"), total=total if rows else None, empty=empty)


def _figures(picture: Picture) -> dict:
    contacts = picture.contacts(HELD)
    return {
        "planned": picture.rounds(),
        "held": picture.held,
        "off": picture.rounds(SUSPENDED),
        "cancelled": picture.rounds(CANCELLED),
        "contacts": contacts,
        "each": tenths(picture.per_round(contacts)),
        "seen": tenths(picture.per_round(sum(picture.seen.values()))),
    }
