"""Two organisations that turn out to be one. It cannot be taken back: afterwards nobody knows what came from which."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Field, ForeignObjectRel, OuterRef, Q, QuerySet, UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from .finding import is_own, relations
from .models import Organisation

FACTS = ("region", "telephone", "website", "checked_on")  # kept where there are any, else taken over


@dataclass(frozen=True)
class Moves:
    """What of one kind refers to the organisation that goes: how many records, and of these how many that the
    other one has already. A link that both have becomes one; two records of their own stop the merge."""

    relation: ForeignObjectRel
    count: int
    doubled: int

    @property
    def label(self) -> str:
        return capfirst(str(self.relation.related_model._meta.verbose_name_plural))

    @property
    def is_stopped(self) -> bool:
        return self.doubled > 0 and not _is_link(self.relation)


def what_moves(kept: Organisation, gone: Organisation) -> list[Moves]:
    """What would move from `gone` to `kept`, kind by kind; nothing of what does not. A fixed number of queries."""
    told = [
        Moves(relation, _rows(relation, gone).count(), _doubled(relation, kept, gone).count())
        for relation in relations()
        if not is_own(relation)
    ]
    return [moves for moves in told if moves.count]


def merge_organisations(*, kept: Organisation, gone: Organisation, by) -> dict[str, int]:
    """Everything that refers to `gone` refers to `kept`, its names become aliases, and it is no more.

    Returns how many records moved, altogether as "moved" and by "app.Model.field"; "doubled" is how many links
    became one. Raises ValidationError where it is one and the same, one of them is gone, both have a record of
    their own that there can be only one of, or somebody wrote to either at the same moment; nothing is changed then.
    """
    try:
        with transaction.atomic():
            kept, gone = _both_locked(kept, gone)
            counts = {"moved": 0, "doubled": 0}
            for relation in relations():
                doubled, moved = _move(relation, kept, gone)
                if not is_own(relation):
                    counts["doubled"] += doubled
                    counts["moved"] += moved
                    counts[str(relation.field)] = moved
            _take_over(kept, gone)
            gone.delete()
            record(Action.CHANGE, kept._meta.label, by=by, object_id=kept.pk, fields=["names"], counts=counts)
    except IntegrityError as error:
        raise ValidationError(_("Somebody changed one of them just now. Look once more.")) from error
    return counts


def _both_locked(kept: Organisation, gone: Organisation) -> tuple[Organisation, Organisation]:
    if kept.pk == gone.pk:
        raise ValidationError(_("This is one and the same organisation."))
    # in the order of their keys, so that two merges at once never wait for each other
    locked = Organisation.objects.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
    if len(locked) < 2:
        raise ValidationError(_("One of them is gone: somebody merged it with another one."))
    return locked[kept.pk], locked[gone.pk]


def _move(relation: ForeignObjectRel, kept: Organisation, gone: Organisation) -> tuple[int, int]:
    """How many links of `gone` went because `kept` has them too, and how many rows are its own now. Raises
    ValidationError where those that went would be more than links."""
    doubled = list(_doubled(relation, kept, gone).values_list("pk", flat=True))
    if doubled and not _is_link(relation):
        raise ValidationError(
            _(
                "Both have a record of the same kind where there can be one only: %(kind)s. Put that right first."
            )
            % {"kind": relation.related_model._meta.verbose_name_plural}
        )
    relation.related_model._base_manager.filter(pk__in=doubled).delete()
    return len(doubled), _rows(relation, gone).update(**{relation.field.name: kept})


def _take_over(kept: Organisation, gone: Organisation) -> None:
    for name in FACTS:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.save(update_fields=FACTS)


# ── What a unique constraint would refuse ─────────────────────────────────────────────────────────


def _rows(relation: ForeignObjectRel, organisation: Organisation) -> QuerySet:
    return relation.related_model._base_manager.filter(**{relation.field.name: organisation})


def _doubled(relation: ForeignObjectRel, kept: Organisation, gone: Organisation) -> QuerySet:
    """The rows of `gone` that could not be those of `kept`, because it has one of the same kind."""
    clashes = [
        condition
        & Exists(_rows(relation, kept).filter(condition, **{name: OuterRef(name) for name in others}))
        for others, condition in _unique_beside(relation)
    ]
    rows = _rows(relation, gone)
    return rows.filter(_any(clashes)) if clashes else rows.none()


def _any(clashes: list[Q]) -> Q:
    found = clashes[0]
    for clash in clashes[1:]:
        found |= clash
    return found


def _unique_beside(relation: ForeignObjectRel) -> Iterator[tuple[list[str], Q]]:
    """For each unique constraint that the foreign key is part of: its other fields, and where it holds."""
    model, name = relation.related_model, relation.field.name
    if relation.field.unique:
        yield [], Q()
    for names in model._meta.unique_together:
        if name in names:
            yield [each for each in names if each != name], Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and name in constraint.fields:
            yield [each for each in constraint.fields if each != name], constraint.condition or Q()


def _is_link(relation: ForeignObjectRel) -> bool:
    """Whether a row says no more than that the two belong together, and in which role: nothing is lost with one of
    two but a role, and the one that `kept` has stays. What has an amount or words of its own is no link."""
    own = {field.name for field in relation.related_model._meta.concrete_fields if _says_more(field)}
    own.discard(relation.field.name)
    return any(own <= set(others) for others, _condition in _unique_beside(relation))


def _says_more(field: Field) -> bool:
    return not field.primary_key and not field.choices
