"""What is done to the directory; each is one transaction and one entry in the trail."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from .models import Listed, Organisation, OrganisationName, Professional, name_key

MOST = 9999  # recommendations that one professional can have

# ── Organisations ─────────────────────────────────────────────────────────────────────────────────


def add_organisation(
    *, name: str, needs: Iterable[str] = (), languages: Iterable[str] = (), by, **facts
) -> Organisation:
    """A new organisation; `facts` of region, telephone, website, checked_on.

    Raises ValidationError where another one goes by that name, or it is none."""
    name = plain_name(name)
    with transaction.atomic(), _belongs_to_one(name):
        organisation = Organisation.objects.create(name=name, **facts)
        OrganisationName.objects.create(organisation=organisation, name=name)
        _list(organisation, needs, languages)
        fields = ["name", "needs", "languages", *facts]
        record(Action.CREATE, organisation._meta.label, by=by, object_id=organisation.pk, fields=fields)
    return organisation


def describe(
    *, entry: Listed, needs: Iterable[str] | None = None, languages: Iterable[str] | None = None, by, **facts
) -> None:
    """Writes the given facts of an organisation or a professional and no others; None leaves a list as it is.

    Where nothing is given nothing is noted. Raises ValidationError where the entry is gone."""
    if not facts and needs is None and languages is None:
        return
    with transaction.atomic():
        entry = _locked(entry)
        for name, value in facts.items():
            setattr(entry, name, value)
        entry.save(update_fields=list(facts))
        _list(entry, needs, languages)
        lists = {"needs": needs, "languages": languages}
        fields = [*facts, *(name for name, codes in lists.items() if codes is not None)]
        record(Action.CHANGE, entry._meta.label, by=by, object_id=entry.pk, fields=sorted(fields))


def rename(*, organisation: Organisation, name: str, by) -> None:
    """Gives it another canonical name; the old one stays an alias. Raises ValidationError as add_organisation."""
    name = plain_name(name)
    with transaction.atomic(), _belongs_to_one(name):
        organisation = _locked(organisation)
        for each in (organisation.name, name):
            OrganisationName.objects.update_or_create(
                organisation=organisation, key=name_key(each), defaults={"name": each}
            )
        organisation.name = name
        organisation.save(update_fields=["name"])
        record(
            Action.CHANGE,
            organisation._meta.label,
            by=by,
            object_id=organisation.pk,
            fields=["name", "names"],
        )


def add_alias(*, organisation: Organisation, name: str, by) -> OrganisationName:
    """Another name that it goes by. Raises ValidationError where it is somebody's already, its own included."""
    name = plain_name(name)
    with transaction.atomic(), _belongs_to_one(name):
        alias = OrganisationName.objects.create(organisation=_locked(organisation), name=name)
        record(Action.CHANGE, Organisation._meta.label, by=by, object_id=organisation.pk, fields=["names"])
    return alias


def drop_alias(*, alias: OrganisationName, by) -> None:
    """Nobody finds it by this name any more. Raises ValidationError for the name it is listed under."""
    with transaction.atomic():
        organisation = _locked(alias.organisation)
        if alias.key == name_key(organisation.name):
            raise ValidationError(_("It is listed under this name. Give it another one first."))
        alias.delete()
        record(Action.CHANGE, Organisation._meta.label, by=by, object_id=organisation.pk, fields=["names"])


def plain_name(text: str) -> str:
    """A name with single spaces. Raises ValidationError where it is empty or too long."""
    name = " ".join(text.split())
    key = OrganisationName._meta.get_field("key")
    # capitals of some scripts are written out as two or three
    if not name or len(name) > Organisation._meta.get_field("name").max_length:
        raise ValidationError(_("A name has 1 to 120 characters."))
    if len(name_key(name)) > key.max_length:
        raise ValidationError(_("This name is too long to be found by."))
    return name


@contextmanager
def _belongs_to_one(name: str) -> Iterator[None]:
    """ValidationError with the owner's name where the database refuses a name because it is somebody's."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        owner = Organisation.objects.filter(names__key=name_key(name)).first() or name
        told = {"name": name, "owner": owner}
        raise ValidationError(_("%(name)s is a name of %(owner)s already.") % told) from error


# ── Professionals ─────────────────────────────────────────────────────────────────────────────────


def add_professional(
    *, key: UUID, needs: Iterable[str] = (), languages: Iterable[str] = (), by, **facts
) -> Professional:
    """A new professional; `facts` of profession, name, reach, region, recommended_by, checked_on. Sent again with
    the same key it is the one that was made, as it is by now."""
    with transaction.atomic():
        found = Professional.objects.filter(pk=key).first()
        if found:
            return found
        professional = Professional(pk=key, **facts)
        professional.save(force_insert=True)
        _list(professional, needs, languages)
        fields = sorted([*facts, "needs", "languages"])
        record(Action.CREATE, professional._meta.label, by=by, object_id=key, fields=fields)
    return professional


def recommend(*, professional: Professional, more: int = 1, by) -> None:
    """One more person recommends this professional, or (-1) one was counted by mistake. It ends at 0 and at MOST."""
    with transaction.atomic():
        found = _locked(professional)
        describe(entry=found, recommended_by=min(max(found.recommended_by + more, 0), MOST), by=by)


def warn(*, professional: Professional, text: str, by) -> None:
    """Seals a warning in the place of the one that was there; an empty text takes it away."""
    describe(entry=professional, warning=text.strip() or None, by=by)


# ── Both ──────────────────────────────────────────────────────────────────────────────────────────


def set_hidden(*, entry: Listed, is_hidden: bool, by) -> None:
    """Hides an entry from everybody who looks for help, or shows it again."""
    describe(entry=entry, is_hidden=is_hidden, by=by)


def check(*, entry: Listed, on: date, by) -> None:
    """Somebody made sure on this day that it is still so."""
    describe(entry=entry, checked_on=on, by=by)


def _locked(entry):
    """The row as it is now, and nobody else's until the transaction ends. ValidationError where it is gone."""
    found = type(entry).objects.select_for_update().filter(pk=entry.pk).first()
    if found is None:
        raise ValidationError(_("This entry is gone: somebody merged it with another one."))
    return found


def _list(entry: Listed, needs: Iterable[str] | None, languages: Iterable[str] | None) -> None:
    """Makes the rows of both lists the given codes; None leaves one as it is."""
    for rows, name, codes in ((entry.needs, "need", needs), (entry.languages, "language", languages)):
        if codes is not None:
            _make(rows, name, set(codes))


def _make(rows, name: str, codes: set[str]) -> None:
    there = set(rows.values_list(name, flat=True))
    rows.filter(**{f"{name}__in": there - codes}).delete()
    owner = {rows.field.name: rows.instance}
    rows.bulk_create([rows.model(**owner, **{name: code}) for code in sorted(codes - there)])
