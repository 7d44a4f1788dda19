"""The page of one activity: what is known, how it was, and of an evening how many come, never who."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from utsopi.directory.choices import language_name, region_label
from utsopi.team.access import may
from utsopi.ui.chips import Chip, Chips
from utsopi.ui.tables import Column, Table

from ..actions.activities import may_uncancel
from ..actions.places import next_after
from ..actions.series import rest_of_series
from ..actions.vouching import asked
from ..agenda import hours_label, languages_label
from ..choices import ActivityStatus, Kind, Need, State
from ..expected import expected
from ..forms.after import AfterForm
from ..models import Activity, Evening, Registration
from ..themes_offered import offered

STEPPED = ("attendance", "first_timers", "sex_workers", "non_members")


def activity_or_404(pk, *, evening: bool = False) -> Activity:
    """The activity; with `evening` only where it is one."""
    found = get_object_or_404(Activity.objects.select_related("evening"), pk=pk)
    if evening and found.kind != Kind.LISTEN_TO_YOU:
        raise Http404
    return found


def rights(user) -> dict:
    """What of evenings she may see: whoever may not tell how one was reads no title, no count, no theme of it."""
    return {
        "may_write": may(user, "activities.write"),
        "may_tell": may(user, "evening.after"),
        "may_count": may(user, "evening.count"),
        "may_invite": may(user, "evening.invite"),
        "may_pay": may(user, "allowances"),
    }


def activity_page(request, found: Activity, after: AfterForm | None = None, *, status: int = 200):
    """One of them; `after` is what was said of how it was, where something in it is wrong."""
    may_do, today = rights(request.user), timezone.localdate()
    may_tell = may_do["may_write"] or (may_do["may_tell"] and found.kind == Kind.LISTEN_TO_YOU)
    is_due = found.starts_on <= today and found.status != ActivityStatus.CANCELLED
    after = after or (AfterForm(activity=found) if may_tell and is_due else None)
    is_evening = found.kind == Kind.LISTEN_TO_YOU
    context = {
        "heading": heading_of(found, may_do["may_tell"]),
        "sentence": capfirst(date_format(found.starts_on, "l j F Y")),
        "activity": found,
        "facts": _facts(found, sees_counts=not after and (may_do["may_tell"] or not is_evening)),
        "partners": found.partner_links.select_related("organisation").order_by("organisation__name"),
        "parts": _parts(found),
        "after": after,
        "after_rows": after_rows(found, after) if after else None,
        "told": _told(found) if may_do["may_tell"] and is_evening else None,
        "is_over": found.ends_on < today,
        "may_cancel": may_do["may_write"] and found.status == ActivityStatus.PLANNED,
        "may_restore": may_do["may_write"] and may_uncancel(found),
        "rest": rest_of_series(found).count() if found.series else 0,
        "may_see_place": is_evening and may(request.user, "evening.place"),
        **(_of_evening(request, found) if hasattr(found, "evening") else {}),
        **may_do,
    }
    return render(request, "events/activity.html", context, status=status)


def heading_of(found: Activity, sees_title: bool = True) -> str:
    """The title; of an evening only its kind, for whoever reads totals only."""
    return found.title if sees_title or found.kind != Kind.LISTEN_TO_YOU else str(found.get_kind_display())


def _facts(found: Activity, *, sees_counts: bool) -> list[tuple]:
    days = (_("Last day"), found.ends_on) if found.ends_on != found.starts_on else None
    counts = (
        [
            (_("People present"), _present(found)),
            (_("of those, there for the first time"), found.first_timers),
            (_("of those, sex workers"), found.sex_workers),
            (_("of those, not members"), found.non_members),
        ]
        if sees_counts and found.status == ActivityStatus.HELD
        else []
    )
    pairs = [
        (_("Kind"), found.get_kind_display()),
        (_("How it stands"), _stands(found)),
        days,
        (_("Hours"), hours_label(found.opens_at, found.closes_at)),
        (_("City"), found.city),
        (_("Region"), region_label(found.region)),
        (_("Languages spoken"), languages_label(found.languages)),
        (_("For whom"), found.get_audience_display()),
        (_("Organised by"), found.get_organised_by_display()),
        (_("Level"), found.get_level_display()),
        *counts,
    ]
    return [pair for pair in pairs if pair and pair[1] not in ("", None)]


def _stands(found: Activity) -> str:
    because = found.get_cancelled_because_display()
    return f"{found.get_status_display()}: {because}" if because else found.get_status_display()


def _present(found: Activity) -> str | int | None:
    if found.is_not_counted:
        return _("Nobody counted")
    if found.attendance is None or not found.is_estimated:
        return found.attendance
    words = _("about %(count)s (%(how)s)") if found.estimate_reason else _("about %(count)s")
    return words % {"count": found.attendance, "how": found.estimate_reason}


def _parts(found: Activity) -> Table | None:
    rows = [
        {
            "title": part.title,
            "unit": part.get_unit_display(),
            "count": _("nobody counted") if part.is_not_counted else part.count,
            "how": part.estimate_reason or (_("estimated") if part.is_estimated else ""),
        }
        for part in found.parts.all()
    ]
    columns = [
        Column("title", _("Part")),
        Column("unit", _("Counted in")),
        Column("count", _("Count"), numeric=True),
        Column("how", _("How it was estimated")),
    ]
    return Table(columns, rows, caption=_("Parts, each in its own unit")) if rows else None


def _told(found: Activity) -> dict:
    return {
        "themes": found.themes.order_by("name"),
        "wishes": found.wishes.select_related("owner").order_by("text"),
    }


# ── who comes to an evening: counts, never who ────────────────────────────────────────────────────


def _of_evening(request, found: Activity) -> dict:
    evening = found.evening
    evening.activity = found
    is_off = found.status == ActivityStatus.CANCELLED
    may_count = may(request.user, "evening.count")
    return {
        "evening": evening,
        "registered": _registered(evening) if may_count and not is_off else None,
        "asked": _asked(evening) if may(request.user, "evening.welcome") and not is_off else None,
        "next": next_after(evening) if is_off else None,
    }


def _registered(evening: Evening) -> list[tuple] | None:
    """How many, and what they need, added up; once they are forgotten, how many had a place; nothing of what
    is over and had none."""
    if evening.registered is not None:
        return [(_("Had a place"), evening.registered)]
    seen = expected(evening)
    asked_first = Registration.objects.filter(evening=evening, state=State.ASKED).count()
    if evening.activity.ends_on < timezone.localdate() and not (seen.coming or seen.waiting or asked_first):
        return None
    return [*seen.facts, (_("Want a word first"), asked_first), *seen.needs]


def _asked(evening: Evening) -> list[tuple]:
    """Those who want a word first: needs and language, no more."""
    return [
        (
            one,
            language_name(one.language),
            ", ".join(str(Need(code).label) for code in one.needs.split()),
        )
        for one in asked(evening)
    ]


# ── how it was ────────────────────────────────────────────────────────────────────────────────────


def after_rows(activity: Activity, form: AfterForm) -> dict:
    """How the form is drawn: counts as steppers, themes as chips, the rest as fields."""
    return {
        "steps": [form[name] for name in STEPPED if name in form.fields],
        "checks": [form["is_not_counted"], form["is_estimated"]],
        "themes": _chips(activity, form) if "themes" in form.fields else None,
    }


def _chips(activity: Activity, form: AfterForm) -> Chips:
    themes = offered(activity, form.data.getlist("themes") if form.is_bound else None)
    chips = tuple(Chip(pk, name) for pk, name, _is_on in themes)
    return Chips(
        "themes", _("What it was about"), chips, frozenset(pk for pk, _name, is_on in themes if is_on)
    )
