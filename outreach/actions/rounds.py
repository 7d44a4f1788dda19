"""A round from its plan to its numbers: planned, begun, counted by taps, closed or broken off, cancelled, entered
afterwards, put right. Each verb may be repeated: twice is as good as once.

What must not be raises ValidationError with words; its code names the field, where there is one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Organisation

from ..choices import FollowUpChannel, Mode, RoundStatus, SuspendedBecause, TapKind
from ..counting import Bag, Counted, counted_on, kind_and_code
from ..models import Area, Handout, Material, Observation, Round, RoundPartner, RoundTap
from .follow_ups import open_follow_up

NAME = Round._meta.label
FORGOTTEN = timedelta(days=7)
# how somebody met there is found again, where nobody said more
FOUND_BY = {Mode.STREET: FollowUpChannel.IN_PERSON, Mode.VIRTUAL: FollowUpChannel.MESSAGING}


@dataclass(frozen=True)
class Tap:
    """One tap on a phone, under the key that the phone made; less than zero takes back."""

    key: UUID
    name: str
    amount: int


# ── before and at its beginning ───────────────────────────────────────────────────────────────────


def plan_round(*, held_on: date, area: Area, mode: str, partners: Iterable[Organisation] = (), by) -> Round:
    """A round to come; it stands on the team's calendar."""
    if held_on < timezone.localdate():
        raise ValidationError(_("This day is over."), code="held_on")
    planned = Round(held_on=held_on, area=area, city=area.municipality, mode=mode, status=RoundStatus.PLANNED)
    with transaction.atomic():
        _make(planned, partners, by)
    return planned


def start_round(
    *,
    key: UUID,
    area: Area,
    mode: str,
    partners: Iterable[Organisation] = (),
    planned: Round | None = None,
    by,
) -> Round:
    """The round, open for counting and dated today; a `planned` one that begins keeps its own key. One that was
    begun under this key before is that one."""
    if planned is not None:
        return _begin_planned(planned, partners, by)
    begun = Round(pk=key, area=area, city=area.municipality, mode=mode, **_begins(by))
    try:
        with transaction.atomic():
            _make(begun, partners, by)
    except IntegrityError:
        return _own(key, by)
    return begun


def _begins(by) -> dict:
    today = timezone.localdate()
    return {
        "held_on": today,
        "logged_on": today,
        "logged_by": by,
        "status": RoundStatus.HELD,
        "is_open": True,
    }


def _begin_planned(planned: Round, partners, by) -> Round:
    with transaction.atomic():
        held = _locked(planned)
        if held.is_open and held.logged_by_id == by.pk:
            return held
        if held.status != RoundStatus.PLANNED:
            raise ValidationError(_("This round was begun or cancelled meanwhile."))
        _change(held, by, **_begins(by))
        _walk_along(held, partners)
    return held


def _make(made: Round, partners, by) -> None:
    made.save(force_insert=True)
    _walk_along(made, partners)
    record(Action.CREATE, NAME, by=by, object_id=made.pk)


def _own(key: UUID, by) -> Round:
    """What another press of the same button made; one of somebody else is no answer."""
    there = Round.objects.filter(pk=key, logged_by=by).first()
    if there is None:
        raise ValidationError(_("This key is not a random one. Load the page again."))
    return there


def cancel_round(*, round: Round, because: str, by) -> None:
    """A planned round does not take place."""
    with transaction.atomic():
        held = _locked(round)
        if held.status == RoundStatus.CANCELLED:
            return
        if held.status != RoundStatus.PLANNED:
            raise ValidationError(_("This round has begun: close it, or break it off."))
        _change(held, by, status=RoundStatus.CANCELLED, cancelled_because=because)


def restore_round(*, round: Round, by) -> None:
    """It takes place after all."""
    with transaction.atomic():
        held = _locked(round)
        if held.status == RoundStatus.CANCELLED:
            _change(held, by, status=RoundStatus.PLANNED, cancelled_because="")


# ── counting ──────────────────────────────────────────────────────────────────────────────────────


def count(*, round: Round, taps: Sequence[Tap] = (), bags: dict[Material, Bag] | None = None, by) -> bool:
    """Keeps taps, each once however often it is sent, and what went out and came back in bags. False where the round
    is closed: what comes late is not counted, because what was sent before it is added up already.

    Nothing of it goes into the trail: that would keep the taps for a year, in their order.
    """
    rows = [
        RoundTap(pk=each.key, round=round, kind=kind, code=code, amount=each.amount)
        for each in taps
        for kind, code in [kind_and_code(each.name)]
    ]
    with transaction.atomic():
        if not _locked(round).is_open:
            return False
        RoundTap.objects.bulk_create(rows, ignore_conflicts=True)
        for material, bag in (bags or {}).items():
            _weigh(round, material, bag)
    return True


def _weigh(round: Round, material: Material, bag: Bag) -> None:
    _refuse_more_back(bag)
    values = {"bag_out": bag.out, "bag_back": bag.back}
    Handout.objects.update_or_create(
        round=round, material=material, defaults=values, create_defaults={"quantity": 0, **values}
    )


def _refuse_more_back(bag: Bag) -> None:
    if bag.back is not None and (bag.out is None or bag.back > bag.out):
        raise ValidationError(_("More came back than went out."))


# ── its numbers ───────────────────────────────────────────────────────────────────────────────────


def close_round(
    *, round: Round, counted: Counted | None = None, suspended_because: SuspendedBecause | str = "", by
) -> Round:
    """Adds the taps up and deletes them; `counted` in their place where somebody put the numbers right. With a reason
    it was broken off: its numbers stand apart from those of rounds that were held. Each need opens a follow-up."""
    with transaction.atomic():
        held = _locked(round)
        if not held.is_open:
            return held
        told = counted_on(held) if counted is None else counted
        changed = _put_down(held, told) | _as_it_ended(suspended_because)
        held.taps.all().delete()
        _change(held, by, is_open=False, **changed)
        _open_needs(held, told, by)
    return held


def enter_round(
    *,
    key: UUID,
    held_on: date,
    area: Area,
    mode: str,
    counted: Counted,
    partners: Iterable[Organisation] = (),
    suspended_because: str = "",
    planned: Round | None = None,
    by,
) -> Round:
    """A whole round, afterwards, from paper or from memory; with `planned` the one that was to be walked."""
    if held_on > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="held_on")
    facts = {"held_on": held_on, "area": area, "city": area.municipality, "mode": mode}
    facts |= {"logged_by": by, "logged_on": timezone.localdate(), **_as_it_ended(suspended_because)}
    if planned is not None:
        return _enter_planned(planned, facts, partners, counted, by)
    made = Round(pk=key, **facts)
    try:
        with transaction.atomic():
            _make(made, partners, by)
            Round.objects.filter(pk=made.pk).update(**_put_down(made, counted))
            _open_needs(made, counted, by)
    except IntegrityError:
        return _own(key, by)
    made.refresh_from_db(fields=["people_reached", "first_contacts"])
    return made


def _enter_planned(planned: Round, facts: dict, partners, counted: Counted, by) -> Round:
    with transaction.atomic():
        held = _locked(planned)
        if held.status != RoundStatus.PLANNED:
            raise ValidationError(_("This round was begun or cancelled meanwhile."))
        _walk_along(held, partners)
        _change(held, by, **facts, **_put_down(held, counted))
        _open_needs(held, counted, by)
    return held


def correct_round(
    *,
    round: Round,
    held_on: date,
    area: Area,
    mode: str,
    counted: Counted,
    partners: Iterable[Organisation] = (),
    suspended_because: str = "",
    by,
) -> Round:
    """Puts right what was put down. Needs have pages of their own, and stay as they are. No round is dated after the
    day it was logged: else whoever walked it could keep it hers beyond noon."""
    if held_on > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="held_on")
    with transaction.atomic():
        held = _locked(round)
        if held.is_open or held.status not in (RoundStatus.HELD, RoundStatus.SUSPENDED):
            raise ValidationError(_("This round has no numbers yet."))
        if held.logged_on and held_on > max(held.held_on, held.logged_on):
            raise ValidationError(_("This day lies ahead. Write it down when it is there."), code="held_on")
        before = counted_on(held)
        changed = _put_down(held, counted) | _as_it_ended(suspended_because)
        if held.people_reached is None and not counted.has_reached:
            del changed["people_reached"], changed["first_contacts"]  # still nobody knows
        also = _kinds_changed(before, counted) + _walk_along(held, partners)
        _change(held, by, also=also, held_on=held_on, area=area, mode=mode, **changed)
    return held


def close_forgotten() -> None:
    """Rounds that nobody closed in a week, each with what was tapped: taps are not kept longer."""
    forgotten = Round.objects.filter(is_open=True, held_on__lte=timezone.localdate() - FORGOTTEN)
    for each in forgotten.order_by("held_on", "id"):
        close_round(round=each, by=None)


def _as_it_ended(suspended_because: str) -> dict:
    status = RoundStatus.SUSPENDED if suspended_because else RoundStatus.HELD
    return {"status": status, "suspended_because": suspended_because}


def _put_down(round: Round, told: Counted) -> dict:
    """Writes what hangs on the round; returns its own two numbers. With nobody met that is a zero."""
    for bag in told.bags.values():
        _refuse_more_back(bag)
    round.handouts.all().delete()
    round.observations.all().delete()
    Handout.objects.bulk_create(_handouts(round, told))
    seen = told.of(TapKind.OBSERVATION)
    Observation.objects.bulk_create([Observation(round=round, kind=kind, count=seen[kind]) for kind in seen])
    return {"people_reached": told.reached, "first_contacts": told.first}


def _handouts(round: Round, told: Counted) -> list[Handout]:
    handed = told.handouts()
    return [
        Handout(
            round=round,
            material=material,
            quantity=handed[material.code].quantity,
            bag_out=handed[material.code].bag.out,
            bag_back=handed[material.code].bag.back,
        )
        for material in Material.objects.filter(code__in=handed)
    ]


def _open_needs(round: Round, told: Counted, by) -> None:
    for need, number in told.of(TapKind.NEED).items():
        for _each in range(number):
            open_follow_up(round=round, need=need, channel=FOUND_BY[round.mode], by=by)


def _kinds_changed(before: Counted, after: Counted) -> list[str]:
    """Names of what hangs on a round that is another now."""
    seen = before.of(TapKind.OBSERVATION) != after.of(TapKind.OBSERVATION)
    return ["handouts"] * (before.handouts() != after.handouts()) + ["observations"] * seen


# ── all of them ───────────────────────────────────────────────────────────────────────────────────


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("area").get(pk=round.pk)


def _walk_along(round: Round, partners: Iterable[Organisation]) -> list[str]:
    """Who walked along, and nobody else; names what was changed."""
    wanted = {each.pk for each in partners}
    there = set(round.partner_links.values_list("organisation", flat=True))
    round.partner_links.exclude(organisation__in=wanted).delete()
    RoundPartner.objects.bulk_create(
        [RoundPartner(round=round, organisation_id=each) for each in wanted - there]
    )
    return ["partners"] if wanted != there else []


def _change(round: Round, by, also: Iterable[str] = (), **values) -> None:
    """Keeps what is different, with one entry; nothing where all is as it was."""
    changed = [name for name, value in values.items() if getattr(round, name) != value]
    if not changed and not also:
        return
    for name in changed:
        setattr(round, name, values[name])
    round.save(update_fields=changed) if changed else None
    record(Action.CHANGE, NAME, by=by, object_id=round.pk, fields=[*changed, *also])
