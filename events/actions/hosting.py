"""Links for hosts: one opens one evening, for a member who hosts it and has no account, and nothing else.

What is told or made through a link is written down as told by nobody, on the day and without the hour.
"""

from collections.abc import Iterable
from hashlib import sha256
from hmac import new as hmac
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.log import record
from utsopi.privacy import traces
from utsopi.privacy.keyring import INDEX, derive, keyring
from utsopi.privacy.proofs import prove

from .. import hours, phrases
from ..choices import ActivityStatus, GivenBy, Kind, WishState
from ..models import Activity, Evening, HostLink, Theme, Vouch, Wish
from ..models.after import GOOD_AFTER
from ..models.coming import PHRASES_OF_HOSTS, PRINT_BYTES
from . import places
from .activities import evening_of, held, hold
from .themes import set_themes
from .vouching import make_vouch
from .wishes import wish

RANDOM_BYTES = 18  # 24 characters of an address
WISHES_SHOWN = 3


class TooEarly(ValidationError):
    """The evening has not begun, or was cancelled: there is nothing to tell yet."""


def make_host_link(*, activity: Activity, language: str, by) -> str:
    """The secret of a link in that language, good until a week after the evening. It is told now and never again.
    Raises ValidationError for what is no evening, and for one that was more than a week ago; Locked, WrongKey."""
    ends_on = activity.ends_on + GOOD_AFTER
    if activity.kind != Kind.LISTEN_TO_YOU or language not in dict(settings.LANGUAGES):
        raise ValidationError(_("A link is for an evening, in a language of its pages."), code="kind")
    if ends_on < timezone.localdate():
        raise ValidationError(_("This evening was more than a week ago."), code="over")
    secret = token_urlsafe(RANDOM_BYTES)
    with transaction.atomic():
        prove(INDEX, keyring().index_key)  # here only: looking a link up writes nothing
        link = HostLink.objects.create(
            activity=activity,
            fingerprint=_fingerprint(secret),
            language=language,
            made_on=timezone.localdate(),
            ends_on=ends_on,
        )
        record(Action.CREATE, link._meta.label, by=by, object_id=link.pk)
    return secret


def revoke_host_link(*, link: HostLink, by) -> None:
    """It opens nothing any more. A second time changes nothing."""
    with transaction.atomic():
        if HostLink.objects.filter(pk=link.pk, is_revoked=False).update(is_revoked=True):
            record(Action.CHANGE, link._meta.label, by=by, object_id=link.pk, fields=["is_revoked"])


def link_of(secret: str) -> HostLink | None:
    """The link with its evening, while it is good; one statement, whatever the secret is."""
    good = HostLink.objects.filter(is_revoked=False, ends_on__gte=timezone.localdate())
    return good.filter(fingerprint=_fingerprint(secret)).select_related("activity__evening").first()


def duty_phone(activity: Activity) -> str:
    """The number to call until the evening is over; empty where there is none. The look is nobody's, and tells
    the day."""
    evening = evening_of(activity)
    is_over = hours.ends_at(activity) <= timezone.now()
    if evening is None or evening.duty_phone is None or is_over:
        return ""
    with acting(None):
        return evening.duty_phone.open()


def has_begun(activity: Activity) -> bool:
    """Whether there is something to tell of it."""
    return activity.status != ActivityStatus.CANCELLED and hours.begins_at(activity) <= timezone.now()


def tell_how_it_was(
    *,
    link: HostLink,
    attendance: int | None,
    first_timers: int | None,
    themes: Iterable[Theme] = (),
    names: Iterable[str] = (),
    wished: str = "",
    taken_back: Iterable[Wish] = (),
) -> None:
    """What a host tells: how many came and for how many it was the first time, themes of the register and in her own
    words, a wish, and wishes that nobody took up yet and that are none any more. Told twice it stands there once;
    None is not known. Raises TooEarly, ValidationError."""
    with transaction.atomic():
        activity = held(link.activity)
        if not has_begun(activity):
            raise TooEarly(_("This can be told once the evening has begun."), code="early")
        _count(activity, attendance, first_timers)
        set_themes(activity=activity, themes=themes, names=names, by=None)
        _take_back(activity, taken_back)
        if wished.strip():
            wish(activity=activity, text=wished, by=None)


def phrases_left(activity: Activity, evening: Evening | None) -> int:
    """How many invitation phrases the hosts of an evening may still make; none for one that has no place to tell, is
    over or cancelled."""
    is_to_come = activity.status != ActivityStatus.CANCELLED and hours.ends_at(activity) > timezone.now()
    return PHRASES_OF_HOSTS - evening.host_phrases if evening and is_to_come else 0


def invite(*, link: HostLink, phrase: str = "") -> str:
    """An invitation phrase for somebody whom a host would bring along, good once, until the evening. It is told now
    and never again; the one that her page offered is made once, however often it is sent. Raises ValidationError
    where the hosts of this evening have made enough, and for one that is over or cancelled."""
    phrase = phrase or phrases.new_phrase(link.language)
    with transaction.atomic():
        evening = evening_of(link.activity)
        evening = evening and places.hold(evening)
        if Vouch.objects.filter(fingerprint=phrases.fingerprint(phrase)).exists():
            return phrase
        if not evening or not phrases_left(evening.activity, evening):
            raise ValidationError(_("No more phrases can be made for this evening."), code="enough")
        evening.host_phrases += 1
        evening.save(update_fields=["host_phrases"])
        ends_on = evening.activity.ends_on
        return make_vouch(
            given_by=GivenBy.HOST, ends_on=ends_on, language=link.language, phrase=phrase, by=None
        )


def settled_wishes(activity: Activity) -> list[Wish]:
    """What became of wishes of earlier evenings in this city, the latest first."""
    settled = Wish.objects.filter(settled_on__isnull=False, activity__kind=Kind.LISTEN_TO_YOU)
    there = settled.filter(activity__city=activity.city).exclude(activity=activity)
    return list(there.order_by("-settled_on", "text")[:WISHES_SHOWN])


def forget_links() -> int:
    """Links that open nothing any more are erased; returns how many."""
    over = HostLink.objects.filter(Q(is_revoked=True) | Q(ends_on__lt=timezone.localdate()))
    gone = over.delete()[0]
    traces.wipe()
    return gone


def _count(activity: Activity, attendance: int | None, first_timers: int | None) -> None:
    """A number that a host counted is no estimate, and somebody counted; what stands there already stays as it is."""
    told = {"attendance": attendance, "first_timers": first_timers}
    is_held = activity.status == ActivityStatus.HELD
    if is_held and all(getattr(activity, name) == value for name, value in told.items()):
        return
    if attendance != activity.attendance:
        told |= {"is_estimated": False, "estimate_reason": ""}
    if told["attendance"] is not None or told["first_timers"] is not None:
        told["is_not_counted"] = False
    hold(activity=activity, by=None, **told)


def _take_back(activity: Activity, wishes: Iterable[Wish]) -> None:
    gone = Wish.objects.filter(activity=activity, state=WishState.OPEN, pk__in=[each.pk for each in wishes])
    for each in gone:
        record(Action.DELETE, each._meta.label, by=None, object_id=each.pk)
    gone.delete()


def _fingerprint(secret: str) -> bytes:
    """What is stored of a secret. Raises Locked without keys; by those of another house nothing is found."""
    purpose = derive(keyring().index_key, "host link/v1")
    return hmac(purpose, secret.encode(errors="replace"), sha256).digest()[:PRINT_BYTES]
