"""Where rounds go, and what is handed out there. An area is a quarter, never a door: no number, no coordinate.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

import re
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.choices import Region
from utsopi.directory.models import name_key

from ..choices import Province
from ..models import Area, Material, Round

LANGUAGES = ("en", "fr", "nl")
IN_WALLONIA = (
    Province.HAINAUT,
    Province.LIEGE,
    Province.LUXEMBOURG,
    Province.NAMUR,
    Province.WALLOON_BRABANT,
)
REGION_OF = {each: Region.WALLONIA if each in IN_WALLONIA else Region.FLANDERS for each in Province}

# 50.8503, 50° 51', a code for a square on the globe, an address of a map
COORDINATE = re.compile(
    r"\d{1,3}[.,]\d{3}|\d\s*°|\d\s*['’′]\s*\d|[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2}|://|///|\bgeo:",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"^\s*(?:B-)?[1-9]\d{3}(?=\s+[^\W\d])", re.IGNORECASE)
# a number by itself, with a letter at most: 12, 12b, 12 bis, 12/3; the E19 and a 1er quartier are none
NUMBER = re.compile(
    r"(?<!\w)\d+(?:\s?[a-z]|\s?bis|\s?ter)?(?!\w)|(?:\bnr|\bno|n°|nummer|num[eé]ro|number|bus|box|bte|bo[iî]te)\W*\d",
    re.IGNORECASE,
)


def refuse_doors(text: str, field: str) -> None:
    """Raises ValidationError where the text tells more than a quarter: a coordinate, or what looks like the number of
    a house, a window or a bus. A postcode may stand in front."""
    plain = unicodedata.normalize("NFKC", text)
    if COORDINATE.search(plain):
        raise ValidationError(
            _("This looks like a place on a map. An area is a quarter; a point would be somebody’s door."),
            code=field,
        )
    if NUMBER.search(POSTCODE.sub("", plain)):
        raise ValidationError(
            _("Leave the number out: with it an area becomes somebody’s door or window."), code=field
        )


def add_area(*, name: str, municipality: str = "", province: str = "", region: str = "", by) -> Area:
    """A new area. Where a province is given the region follows from it."""
    made = Area(name=name, municipality=municipality, province=province, region=_region(province, region))
    _judge(made)
    with transaction.atomic():
        made.save(force_insert=True)
        record(Action.CREATE, Area._meta.label, by=by, object_id=made.pk)
    return made


def change_area(
    *, area: Area, name: str, municipality: str = "", province: str = "", region: str = "", by
) -> None:
    """Puts an area right. Another name is for the same place: tables of all years have it, with the numbers they had.
    A region that rounds of past years are counted in stays."""
    facts = {
        "name": name,
        "municipality": municipality,
        "province": province,
        "region": _region(province, region),
    }
    if area.region and facts["region"] != area.region and _has_past(area):
        raise ValidationError(
            _("Past years count its rounds in this region. Make a new area, and hide this one."),
            code="region",
        )
    _judge(Area(pk=area.pk, **facts))
    _change(area, by, **facts)


def hide_area(*, area: Area, is_hidden: bool, by) -> None:
    """It is offered for new rounds no longer, or again; its past stays."""
    _change(area, by, is_hidden=is_hidden)


def may_merge(gone: Area) -> bool:
    """Whether it can become another: nothing of a year that is over is counted there."""
    return not _has_past(gone)


def merge_areas(*, gone: Area, kept: Area, by) -> None:
    """They are one place: the rounds of `gone`, all of this year, are those of `kept`, and `gone` is deleted."""
    if gone == kept:
        raise ValidationError(_("This is the same area already."), code="kept")
    if gone.region != kept.region:
        raise ValidationError(_("They lie in two regions: they stay two."), code="kept")
    if not may_merge(gone):
        raise ValidationError(
            _("Tables of past years count its rounds apart. Hide it in place of merging it.")
        )
    with transaction.atomic():
        moved = gone.rounds.update(area=kept)
        key = gone.pk
        gone.delete()
        record(Action.DELETE, Area._meta.label, by=by, object_id=key, counts={"rounds": moved})
        record(Action.CHANGE, Area._meta.label, by=by, object_id=kept.pk, fields=["rounds"])


def _has_past(area: Area) -> bool:
    return Round.objects.filter(area=area, held_on__year__lt=timezone.localdate().year).exists()


def _region(province: str, region: str) -> str:
    due = REGION_OF.get(province, region)
    if region and due != region:
        raise ValidationError(_("This province lies in another region."), code="region")
    return due


def _judge(area: Area) -> None:
    refuse_doors(area.name, "name")
    refuse_doors(area.municipality, "municipality")
    if Area.objects.filter(key=name_key(area.name)).exclude(pk=area.pk).exists():
        raise ValidationError(_("There is an area by this name."), code="name")
    area.clean_fields(exclude=["key"])


def _change(found: Area | Material, by, **values) -> None:
    """Keeps what is different, with one entry; nothing where all is as it was."""
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(found, name, values[name])
        found.save(update_fields=changed if isinstance(found, Material) else [*changed, "key"])
        record(Action.CHANGE, found._meta.label, by=by, object_id=found.pk, fields=changed)


# ── what is handed out ────────────────────────────────────────────────────────────────────────────


def add_material(*, labels: Mapping[str, str], by) -> Material:
    """Something new that is handed out, in the languages of the office (`labels` by language)."""
    _refuse_twice(labels)
    made = Material(code=_new_code(labels["en"]), **_worded(labels))
    with transaction.atomic():
        made.save(force_insert=True)
        record(Action.CREATE, Material._meta.label, by=by, object_id=made.pk)
    return made


def reword_material(*, material: Material, labels: Mapping[str, str], by) -> None:
    """Better words for the same thing; all tables have them."""
    _refuse_twice(labels, material)
    _change(material, by, **_worded(labels))


def hide_material(*, material: Material, is_hidden: bool, by) -> None:
    """It is offered for counting no longer, or again; where it was handed out it stays."""
    _change(material, by, is_hidden=is_hidden)


def _worded(labels: Mapping[str, str]) -> dict[str, str]:
    return {f"label_{language}": labels[language] for language in LANGUAGES}


def _refuse_twice(labels: Mapping[str, str], but: Material | None = None) -> None:
    others = Material.objects.exclude(pk=but.pk if but else None)
    for name, words in _worded(labels).items():
        if others.filter(**{f"{name}__iexact": words}).exists():
            raise ValidationError(_("This is on the list already."), code=name)


def _new_code(label: str) -> str:
    """A code that is free, from the English words."""
    stem = slugify(label).replace("-", "_")[:50] or "material"
    taken = set(Material.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
