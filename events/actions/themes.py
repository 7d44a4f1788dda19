"""What was talked about: one register of themes, so that the same thing is counted as the same."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import name_key

from ..models import Activity, ActivityTheme, Theme

LONGEST = Theme._meta.get_field("name").max_length


def set_themes(*, activity: Activity, themes: Iterable[Theme] = (), names: Iterable[str] = (), by) -> None:
    """What was talked about there, in place of what stood there: themes of the register, and names, of which those
    that are new go onto it. Raises ValidationError."""
    with transaction.atomic():
        told = {theme.pk: theme for theme in (*themes, *map(_theme, names))}
        there = set(activity.theme_links.values_list("theme", flat=True))
        if set(told) == there:
            return
        activity.theme_links.exclude(theme__in=told).delete()
        ActivityTheme.objects.bulk_create(
            ActivityTheme(activity=activity, theme=theme) for pk, theme in told.items() if pk not in there
        )
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=["themes"])


def rename_theme(*, theme: Theme, name: str, by) -> Theme:
    """Other words for it. Raises ValidationError where another theme goes by them."""
    theme.name = _plain(name)
    try:
        with transaction.atomic():
            theme.save()
            record(Action.CHANGE, theme._meta.label, by=by, object_id=theme.pk, fields=["name"])
    except IntegrityError as error:
        raise ValidationError(_("There is such a theme already: merge the two."), code="name") from error
    return theme


def merge_themes(*, kept: Theme, gone: Theme, by) -> int:
    """Where either was talked about, `kept` was; the other is no more. Returns how many activities moved. It cannot
    be taken back. Raises ValidationError where they are one, or one of them is gone."""
    if kept.pk == gone.pk:
        raise ValidationError(_("This is one and the same theme."), code="kept")
    with transaction.atomic():
        # in the order of their keys, so that two merges at once never wait for each other
        locked = Theme.objects.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
        if len(locked) < 2:
            raise ValidationError(_("One of them is gone: somebody merged it with another one."), code="kept")
        both = ActivityTheme.objects.filter(theme=kept).values("activity")
        ActivityTheme.objects.filter(theme=gone, activity__in=both).delete()
        moved = ActivityTheme.objects.filter(theme=gone).update(theme=kept)
        gone.delete()
        counts = {"moved": moved}
        record(Action.CHANGE, kept._meta.label, by=by, object_id=kept.pk, fields=["name"], counts=counts)
    return moved


def _theme(name: str) -> Theme:
    name = _plain(name)
    return Theme.objects.get_or_create(key=name_key(name), defaults={"name": name})[0]


def _plain(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise ValidationError(_("A theme has a name of at most 200 letters."), code="name")
    return name
