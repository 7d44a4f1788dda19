"""Where the money came from and where it went."""

from django.utils.translation import gettext_lazy as _

from reports.figure import Figure, Total, Twice, Unit
from reports.rows.registers import COSTS, GRANTS

TITLE = _("Funding")


def _euros(name: str, label, definition, rows, **how) -> Figure:
    return Figure(
        f"funding.{name}",
        label,
        definition,
        unit=Unit.EURO,
        twice=Twice.NOT_PEOPLE,
        rows=rows,
        measure=Total("amount"),
        **how,
    )


FIGURES = (
    _euros(
        "grants_total",
        _("Grants"),
        _("Grants of the calendar years that lie wholly inside the period, in euros."),
        GRANTS,
    ),
    _euros(
        "grants_by_funder",
        _("Grants by funder"),
        _("Grants of the calendar years that lie wholly inside the period, by who gave them."),
        GRANTS,
        by=("funder",),
    ),
    _euros(
        "costs_by_category",
        _("Costs by category"),
        _("Costs of the calendar years that lie wholly inside the period, by what they were for."),
        COSTS,
        by=("category",),
    ),
)
