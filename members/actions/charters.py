"""The charter in its versions. What somebody agreed to is not changed any more: a new version is made."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Charter, CharterText


def make_charter(*, version: str, valid_from: date, texts: Mapping[str, str], by) -> Charter:
    """A version with its text in each language, by code; an empty text is none. Raises ValidationError where the
    version is there already, or no language has a text."""
    if Charter.objects.filter(version=version).exists():
        raise ValidationError(_("There is a version by this name already."), code="version")
    if not any(texts.values()):
        raise ValidationError(_("Write it in one language at least."))
    with transaction.atomic():
        made = Charter.objects.create(version=version, valid_from=valid_from)
        _write(made, texts)
        record(Action.CREATE, Charter._meta.label, by=by, object_id=made.pk, fields=["version"])
    return made


def write_charter(*, charter: Charter, valid_from: date, texts: Mapping[str, str], by) -> None:
    """Puts a version right that nobody agreed to yet; later, languages that it lacked may still be added.

    Raises ValidationError where something would change that somebody agreed to.
    """
    with transaction.atomic():
        found = Charter.objects.select_for_update().get(pk=charter.pk)
        if found.joinings.exists() and _changes(found, valid_from, texts):
            raise ValidationError(_("Somebody agreed to these words already. Make a new version instead."))
        found.valid_from = valid_from
        found.save(update_fields=["valid_from"])
        _write(found, texts)
        record(Action.CHANGE, Charter._meta.label, by=by, object_id=found.pk, fields=["texts"])


def _changes(charter: Charter, valid_from: date, texts: Mapping[str, str]) -> bool:
    kept = dict(charter.texts.values_list("language", "text"))
    return valid_from != charter.valid_from or any(texts.get(code) != text for code, text in kept.items())


def _write(charter: Charter, texts: Mapping[str, str]) -> None:
    charter.texts.exclude(language__in=[code for code, text in texts.items() if text]).delete()
    for language, text in texts.items():
        if text:
            CharterText.objects.update_or_create(charter=charter, language=language, defaults={"text": text})
