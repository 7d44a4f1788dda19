"""Who opened a record, for whoever the record is about."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.ui.tables import Column, Table

from . import names
from .choices import Action, Reason
from .models import AuditEntry, about

OPENINGS_SHOWN = 200
# reasons in words for whoever the record is about; the others are the same for everybody
YOURS = {
    Reason.GO_ON: gettext_lazy("to go on with a question of yours"),
    Reason.SHE_ASKED: gettext_lazy("because you asked for it"),
    Reason.REACH: gettext_lazy("to reach you in the way you agreed to"),
}


def who_opened(model: str, object_id: UUID, *, but=None) -> Table:
    """On which days somebody opened it, alone or among the names of a list, in which role and why; not who, and no
    hour. `but` is the account of whoever it is about, where she reads it: her own looks are left out, and she is
    spoken to. One query; show it with audit/openings.html."""
    opened = AuditEntry.objects.filter(about(object_id), model=model, action__in=[Action.REVEAL, Action.LIST])
    if but is not None:
        opened = opened.exclude(by=but.pk)
    told = ("on", "role", "action", "reason")
    days = opened.order_by("-on", *told[1:]).values(*told).distinct()[:OPENINGS_SHOWN]
    rows = [
        {
            "on": row["on"],
            "role": names.role(row["role"]) or _("not known"),
            "reason": _why(row["action"], row["reason"], is_hers=but is not None),
        }
        for row in days
    ]
    columns = [Column("on", _("Day")), Column("role", _("Role")), Column("reason", _("Why"))]
    return Table(
        columns, rows, _("Who opened this record"), empty=_("Nobody opened it in the last twelve months.")
    )


def _why(action: str, reason: str, *, is_hers: bool) -> str:
    if action == Action.LIST:
        hers = _("your name was on a list that was looked at")
        return hers if is_hers else _("the name was on a list that was looked at")
    words = YOURS.get(reason) if is_hers else None
    return str(words or names.reason(reason) or _("not asked"))
