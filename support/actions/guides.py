"""What is told about a topic: written by the coordinator, one text a language."""

from django.db import transaction
from django.utils import timezone

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Guide, Topic


def write_guide(*, topic: Topic, language: str, text: str, by) -> None:
    """Puts this text in the place of the one that was there, true as of today; an empty one takes it away."""
    with transaction.atomic():
        was = Guide.objects.select_for_update().filter(topic=topic, language=language).first()
        if not text:
            _take_away(was, by)
            return
        guide = was or Guide(topic=topic, language=language)
        guide.text, guide.checked_on = text, timezone.localdate()
        guide.save()
        action = Action.CHANGE if was else Action.CREATE
        record(action, Guide._meta.label, by=by, object_id=guide.pk, fields=["text"])


def check_guide(*, guide: Guide, by) -> None:
    """Somebody read it today, and it is still true."""
    with transaction.atomic():
        guide.checked_on = timezone.localdate()
        guide.save(update_fields=["checked_on"])
        record(Action.CHANGE, Guide._meta.label, by=by, object_id=guide.pk, fields=["checked_on"])


def _take_away(guide: Guide | None, by) -> None:
    if guide is not None:
        key, _gone = guide.pk, guide.delete()
        record(Action.DELETE, Guide._meta.label, by=by, object_id=key)
