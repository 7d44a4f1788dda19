"""What the team should do, as it was said at an evening: a task with an owner, and an answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import WishState
from ..models import Activity, Wish

SETTLED = (WishState.DONE, WishState.NOT_NOW)


def wish(*, activity: Activity, text: str, by) -> Wish:
    """Something that was wished for there; the same words twice are one wish. Raises ValidationError."""
    text = " ".join(text.split())
    with transaction.atomic():
        if there := Wish.objects.filter(activity=activity, text=text).first():
            return there
        made = Wish(activity=activity, text=text)
        made.full_clean()
        made.save(force_insert=True)
        record(Action.CREATE, made._meta.label, by=by, object_id=made.pk)
    return made


def take_wish(*, wish: Wish, owner, by) -> Wish:
    """Somebody owns it: it is hers to do."""
    return _put(wish, by, state=WishState.TAKEN, owner=owner, answer="", settled_on=None)


def settle_wish(*, wish: Wish, state: WishState, answer: str, by) -> Wish:
    """Done, or not now, and what is told to those who asked. Raises ValidationError without an answer."""
    if state not in SETTLED:
        raise ValidationError(_("Say whether it is done, or not now."), code="state")
    if not answer.strip():
        raise ValidationError(_("Say in a few words what became of it."), code="answer")
    return _put(wish, by, state=state, answer=answer.strip(), settled_on=timezone.localdate())


def reopen_wish(*, wish: Wish, by) -> Wish:
    """It waits again for somebody to take it up."""
    return _put(wish, by, state=WishState.OPEN, owner=None, answer="", settled_on=None)


def _put(wish: Wish, by, **facts) -> Wish:
    with transaction.atomic():
        wish = Wish.objects.select_for_update().get(pk=wish.pk)
        for name, value in facts.items():
            setattr(wish, name, value)
        wish.full_clean()
        wish.save(update_fields=list(facts))
        record(Action.CHANGE, wish._meta.label, by=by, object_id=wish.pk, fields=sorted(facts))
    return wish
