"""Planning a programme of vouchers, and changing what was planned."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Organisation

from ..balance import in_euros
from ..choices import EnvelopeStatus, TokenState
from ..models import ProgrammePartner, VoucherProgramme
from .books import PROGRAMME, hold


@transaction.atomic
def plan_programme(
    *,
    title: str,
    funder: Organisation,
    budget: Decimal,
    amount_per_person: Decimal,
    starts_on: date | None,
    ends_on: date | None,
    partners: Iterable[tuple[Organisation, int | None]],
    by,
) -> VoucherProgramme:
    """`partners` are organisations with how many envelopes are for their people, None for no limit."""
    programme = VoucherProgramme(
        title=title,
        funder=funder,
        budget=budget,
        amount_per_person=amount_per_person,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _save(programme, partners)
    record(Action.CREATE, PROGRAMME, by=by, object_id=programme.pk)
    return programme


@transaction.atomic
def change_programme(*, programme: VoucherProgramme, partners, by, **facts) -> VoucherProgramme:
    """`facts` are those of plan_programme(). The amount per person stays once there are envelopes."""
    programme = hold(programme, by=by)
    amount = facts.get("amount_per_person", programme.amount_per_person)
    if amount != programme.amount_per_person and programme.envelopes.exists():
        raise ValidationError(_("There are envelopes with the amount per person as it is."))
    for name, value in facts.items():
        setattr(programme, name, value)
    _save(programme, partners)
    record(Action.CHANGE, PROGRAMME, by=by, object_id=programme.pk, fields=sorted([*facts, "partners"]))
    return programme


def _save(programme: VoucherProgramme, partners) -> None:
    programme.full_clean(exclude=["closing_by"])
    if programme.amount_per_person <= 0:
        raise ValidationError({"amount_per_person": _("An amount above zero.")})
    programme.save()
    programme.partner_links.all().delete()
    ProgrammePartner.objects.bulk_create(
        ProgrammePartner(programme=programme, organisation=organisation, quota=quota)
        for organisation, quota in dict(partners).items()
    )


def warnings(programme: VoucherProgramme) -> list[str]:
    """What goes beyond the budget, in words: cards that may bring an envelope, and envelopes."""
    cards = programme.tokens.exclude(state=TokenState.VOID).count()
    counts = {
        _("Cards: %(count)s × %(each)s = %(sum)s, more than the budget of %(budget)s."): cards,
        _("Envelopes: %(count)s × %(each)s = %(sum)s, more than the budget of %(budget)s."): (
            programme.envelopes.exclude(status=EnvelopeStatus.VOID).count()
        ),
    }
    each, budget = programme.amount_per_person, programme.budget
    return [
        words
        % {
            "count": count,
            "each": in_euros(each),
            "sum": in_euros(count * each),
            "budget": in_euros(budget),
        }
        for words, count in counts.items()
        if count * each > budget
    ]
