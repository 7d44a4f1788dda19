"""Themes as chips: those of an evening, and those that are used most."""

from collections.abc import Iterable

from django.db.models import Count

from .models import Activity, Theme

OFFERED = 12


def offered(activity: Activity, chosen: Iterable[str] | None = None) -> list[tuple[str, str, bool]]:
    """Key, name, and whether it is `chosen`; where nobody chose anything, whether it stands there already. In the
    order of names. Two queries."""
    there = {str(pk) for pk in activity.theme_links.values_list("theme", flat=True)}
    used = Theme.objects.annotate(uses=Count("activity_links")).order_by("-uses", "name")
    ticked = there if chosen is None else set(chosen)
    themes = [(str(pk), name) for pk, name in used.values_list("pk", "name")]
    shown = [each for place, each in enumerate(themes) if place < OFFERED or each[0] in there | ticked]
    return [(pk, name, pk in ticked) for pk, name in sorted(shown, key=lambda each: each[1].casefold())]
