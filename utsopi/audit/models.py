"""Who did what to which record: identifiers and names of fields, never values.

The database itself refuses to change or delete an entry (migration 0002), on SQLite and on PostgreSQL.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record


class Action(models.TextChoices):
    CREATE = "create", _("made")
    CHANGE = "change", _("changed")
    DELETE = "delete", _("deleted")
    IMPORT = "import", _("imported")
    EXPORT = "export", _("exported")
    REPORT = "report", _("made a report of")
    REVERT = "revert", _("took back")


class AuditEntry(Record):
    """One act. `on` is the day; `at` is left empty for records that must not tell at what hour somebody came."""

    on = models.DateField()
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="audit_entries"
    )
    action = models.CharField(max_length=12, choices=Action)
    model = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    privacy = Declares(
        "Who did what, to find mistakes and misuse.",
        Kept.TWELVE_MONTHS,
        coded="on at action model fields counts",
        plumbing="id by object_id",
    )

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["on"], name="audit_on"),
            models.Index(fields=["model", "object_id"], name="audit_object"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(action__in=Action.values), name="audit_action_known"),
        ]
