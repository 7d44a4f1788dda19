"""Who opened a record, for whoever the record is about."""

from uuid import UUID

from django.utils.translation import gettext as _

from utsopi.ui.tables import Column, Table

from . import names
from .choices import Action
from .models import AuditEntry

OPENINGS_SHOWN = 200


def who_opened(model: str, object_id: UUID, *, but=None) -> Table:
    """For whoever the record is about: on which days somebody opened it, in which role and why; not who, and no
    hour. `but` is her own account, whose looks are left out. One query; show it with audit/openings.html."""
    opened = AuditEntry.objects.filter(action=Action.REVEAL, model=model, object_id=object_id)
    if but is not None:
        opened = opened.exclude(by=but.pk)
    days = opened.order_by("-on", "role", "reason").values("on", "role", "reason").distinct()[:OPENINGS_SHOWN]
    rows = [
        {
            "on": row["on"],
            "role": names.role(row["role"]) or _("not known"),
            "reason": names.reason(row["reason"]) or _("not asked"),
        }
        for row in days
    ]
    columns = [Column("on", _("Day")), Column("role", _("Role")), Column("reason", _("Why"))]
    return Table(
        columns, rows, _("Who opened this record"), empty=_("Nobody opened it in the last twelve months.")
    )
