"""Something is on another day, at another hour or elsewhere than was told: the calendar carries a higher revision, by
which other programs know it, and whoever asked to be told is told once more."""

from collections.abc import Iterable

from django.utils import timezone

from .. import hours
from ..choices import ActivityStatus, State
from ..models import Activity, Evening, Registration
from ..telling import tell_soon

SHOWN = ("starts_on", "ends_on", "opens_at", "closes_at", "city", "languages")
TOLD = frozenset({"starts_on", "opens_at", "city"})
WANTED = (State.COMING, State.WAITING, State.ASKED)


def as_shown(activity: Activity) -> dict:
    """What strangers read of it."""
    return {name: getattr(activity, name) for name in SHOWN}


def differs(activity: Activity, before: dict) -> set[str]:
    """The names of what is not as it was; then its revision is one higher."""
    changed = {name for name, value in as_shown(activity).items() if value != before[name]}
    activity.revision += bool(changed)
    return changed


def place_was_told(evening: Evening) -> bool:
    """Whether somebody who is still to come may have read by now where it is."""
    is_over = evening.activity.ends_on < timezone.localdate()
    return (
        evening.place is not None
        and not is_over
        and hours.place_told_from(evening.activity) <= timezone.now()
    )


def tell_of_it(activity: Activity, changed: Iterable[str], *, place_moved: bool = False, by) -> None:
    """Those who want to come and left a way, where it concerns them; of the new day they are reminded anew. Belongs
    in the transaction of the verb that moves it."""
    if activity.status != ActivityStatus.PLANNED or not (place_moved or TOLD & set(changed)):
        return
    wanted = Registration.objects.filter(evening__activity=activity, state__in=WANTED, tell__isnull=False)
    if wanted.update(is_news=True, has_moved=True, told_on=None):
        tell_soon(by=by)
