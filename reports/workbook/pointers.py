"""Columns that point to another record: how its key is found for many rows at once, and what is made when new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from events.models import Theme
from members.models import Member
from outreach.models import Area, Material
from utsopi.directory.models import Organisation, OrganisationName, name_key

from .kinds import LIST_SEPARATOR, ONE_ORGANISATION, Kind, Name, Text, Wrong, text_of

REFERENCE_LENGTH = Member._meta.get_field("reference").max_length


class Pointer(Kind):
    """A column whose text names a record; `model` is that record's."""

    model: type[models.Model]
    empty = None

    def find(self, wanted: Mapping[Any, str]) -> tuple[dict[Any, UUID], int]:
        """The keys of the records that `wanted` (identity to text as written) names, with a fixed number of
        statements, and how many of them were made on the way."""
        raise NotImplementedError

    def reason(self) -> str:
        """What is said where nothing is found."""
        return _("Nothing here or in the database has this reference.")


@dataclass(frozen=True)
class Refers(Pointer):
    """By the reference of a row of another sheet, or of a record that is there already."""

    model: type[models.Model]

    def read(self, cell):
        return Text(REFERENCE_LENGTH).read(cell)

    def find(self, wanted):
        found = self.model.objects.filter(reference__in=list(wanted)).values_list("reference", "pk")
        return dict(found.iterator()), 0

    def path(self, field):
        return f"{field}__reference"


class MemberNumber(Refers):
    """A member by number, made when new."""

    def find(self, wanted):
        found, _none = super().find(wanted)
        fresh = [Member(reference=number) for number in wanted if number not in found]
        Member.objects.bulk_create(fresh)
        return found | {member.reference: member.pk for member in fresh}, len(fresh)


class OrganisationNamed(Pointer):
    """An organisation by its name or an alias, added to the directory when new."""

    model = Organisation

    def read(self, cell):
        if LIST_SEPARATOR in text_of(cell):
            raise Wrong(ONE_ORGANISATION)
        return Name.like(OrganisationName).read(cell)

    def identity(self, value):
        return name_key(value)

    def find(self, wanted):
        known = OrganisationName.objects.filter(key__in=list(wanted)).values_list("key", "organisation_id")
        found = dict(known.iterator())
        fresh = {key: name for key, name in wanted.items() if key not in found}
        return found | (_add_organisations(fresh) if fresh else {}), len(fresh)

    def path(self, field):
        return f"{field}__name"


def _add_organisations(fresh: Mapping[str, str]) -> dict[str, UUID]:
    # one that lies there without its name among the names is taken up, not made twice
    there = {each.name: each for each in Organisation.objects.filter(name__in=fresh.values())}
    rows = {key: there.get(name) or Organisation(name=name) for key, name in fresh.items()}
    Organisation.objects.bulk_create(row for row in rows.values() if row.name not in there)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=row, name=row.name, key=key) for key, row in rows.items()
    )
    return {key: row.pk for key, row in rows.items()}


class ThemeNamed(Pointer):
    """A theme by its name, made when new."""

    model = Theme

    def read(self, cell):
        return Name.like(Theme).read(cell)

    def identity(self, value):
        return name_key(value)

    def find(self, wanted):
        found = dict(Theme.objects.filter(key__in=list(wanted)).values_list("key", "pk"))
        fresh = [Theme(name=name, key=key) for key, name in wanted.items() if key not in found]
        Theme.objects.bulk_create(fresh)
        return found | {theme.key: theme.pk for theme in fresh}, len(fresh)

    def path(self, field):
        return f"{field}__name"


class MaterialCode(Pointer):
    """A material by its code; only the coordinator adds one."""

    model = Material

    def read(self, cell):
        return Text(Material._meta.get_field("code").max_length).read(cell)

    def find(self, wanted):
        return dict(Material.objects.filter(code__in=list(wanted)).values_list("code", "pk")), 0

    def path(self, field):
        return f"{field}__code"

    def reason(self):
        return _("No such material; the coordinator adds new ones in the application.")


class Settled(Kind):
    """A column that only makes sense together with others: the sheet's own step finds the record."""

    empty = ""


@dataclass(frozen=True)
class CodeOf(Settled):
    """The code of a category or a topic."""

    model: type[models.Model]

    def read(self, cell):
        return Text(self.model._meta.get_field("code").max_length).read(cell)

    def path(self, field):
        return f"{field}__code"


class AreaNamed(Settled):
    """An area by its name."""

    def read(self, cell):
        return Name.like(Area).read(cell)

    def path(self, field):
        return f"{field}__name"
