"""Organisations by any of their names, for pages on which one is chosen, and what in the house refers to one."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, ForeignObjectRel, Q, QuerySet

from .models import Organisation, OrganisationName, name_key

AN_HOUR = 3600  # seconds
MOST_USED = "directory.most_used"


def find_or_none(name: str) -> Organisation | None:
    """The organisation that goes by exactly this name (capitals and spaces do not count), hidden or not."""
    return Organisation.objects.filter(names__key=name_key(name)).first()


def find(text: str, limit: int = 20) -> list[Organisation]:
    """The organisation of exactly that name alone, else those one of whose names has a word that begins so.

    A hidden one is found by its whole name only. Empty for an empty text."""
    exact = find_or_none(text)
    if exact or not text.strip():
        return [exact] if exact else []
    return list(not_hidden().filter(called(text))[:limit])


def all_names() -> list[str]:
    """Every name of every organisation that is not hidden, in order: what a datalist offers."""
    names = OrganisationName.objects.filter(organisation__is_hidden=False)
    return list(names.order_by("key").values_list("name", flat=True))


def most_used(limit: int = 8) -> list[Organisation]:
    """Those that most records refer to, most first; none is hidden. Counted once an hour."""
    keys = cache.get(MOST_USED)
    if not keys:  # in a new house the first records count at once
        cache.set(MOST_USED, keys := _by_use(), AN_HOUR)
    found = not_hidden().in_bulk(keys)
    return [found[key] for key in keys if key in found][:limit]


def called(text: str) -> Q:
    """What is true of an organisation one of whose names, or a word in it, begins with the text."""
    key = name_key(text)
    named = OrganisationName.objects.filter(Q(key__startswith=key) | Q(key__contains=f" {key}"))
    return Q(pk__in=named.values("organisation"))


def not_hidden() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_hidden=False)


def relations() -> Iterator[ForeignObjectRel]:
    """Every foreign key of the house that points to an organisation, whichever wing it is in."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            yield relation


def is_own(relation: ForeignObjectRel) -> bool:
    """Whether it is a name or a fact of the organisation itself, and no record that refers to it."""
    return relation.related_model._meta.app_label == Organisation._meta.app_label


def _by_use() -> list[UUID]:
    """The keys of all that anything refers to, the most used first: one grouped query for each relation."""
    used: Counter[UUID] = Counter()
    for relation in relations():
        if not is_own(relation):
            name = relation.field.attname
            rows = relation.related_model._base_manager.filter(**{f"{name}__isnull": False})
            used.update(dict(rows.order_by().values_list(name).annotate(Count("pk"))))
    return sorted(used, key=lambda key: (-used[key], key))
