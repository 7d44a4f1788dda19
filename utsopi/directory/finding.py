"""Organisations by any of their names, for pages on which one is chosen."""

from collections.abc import Iterator
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, ForeignObjectRel, QuerySet

from .models import Organisation, OrganisationName, name_key

AN_HOUR = 3600  # seconds
MOST_USED = "directory.most_used"


def find_or_none(name: str) -> Organisation | None:
    """The organisation that goes by exactly this name (capitals and spaces do not count), hidden or not."""
    return Organisation.objects.filter(names__key=name_key(name)).first()


def find(text: str, limit: int = 20) -> list[Organisation]:
    """The organisation of exactly that name alone, else those with a name that has the text in it, at most `limit`;
    of a hidden one only by its whole name. Empty for an empty text."""
    exact = find_or_none(text)
    return (
        [exact]
        if exact
        else list(_named(names__key__contains=name_key(text))[:limit])
        if text.strip()
        else []
    )


def starting_with(text: str, limit: int = 20) -> list[Organisation]:
    """Those with a name that begins so, by canonical name; none is hidden. Empty for an empty text."""
    return list(_named(names__key__startswith=name_key(text))[:limit]) if text.strip() else []


def all_names() -> list[str]:
    """Every name of every organisation that is not hidden, in order: what a datalist offers."""
    names = OrganisationName.objects.filter(organisation__is_hidden=False)
    return list(names.order_by("key").values_list("name", flat=True))


def most_used(limit: int = 8) -> list[Organisation]:
    """Those that most records refer to, most first; none is hidden. Counted once an hour."""
    keys = cache.get(MOST_USED)
    if keys is None:
        cache.set(MOST_USED, keys := _by_use(), AN_HOUR)
    found = Organisation.objects.filter(is_hidden=False).in_bulk(keys)
    return [found[key] for key in keys if key in found][:limit]


def relations() -> Iterator[ForeignObjectRel]:
    """Every foreign key in the house that points to an organisation, except those of its own names and facts."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        is_key = relation.auto_created and not relation.concrete and not relation.many_to_many
        if is_key and relation.related_model._meta.app_label != Organisation._meta.app_label:
            yield relation


def _named(**condition) -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_hidden=False, **condition).distinct()


def _by_use() -> list[UUID]:
    """The keys of all that anything refers to, the most used first: one grouped query for each relation."""
    used: dict[UUID, int] = {}
    for relation in relations():
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__isnull": False})
        for key, count in rows.values_list(name).annotate(Count("pk")).order_by():
            used[key] = used.get(key, 0) + count
    return sorted(used, key=lambda key: (-used[key], key))
