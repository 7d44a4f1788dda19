"""Who did what to which record: identifiers and names of fields, never values.

Each entry is signed at once; a sealer links entries into two chains, one for each series of numbers. The
database itself refuses to change an entry, and to delete one before its time (rules.py).
"""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept

from .choices import Action, Reason, Series

MAC_BYTES = 32
RECORDS = "records"  # among `counts` of a list that was looked at: the keys of whom it showed


def about(key: UUID) -> Q:
    """Entries about one record: about it alone, or as one of a list."""
    return Q(object_id=key) | Q(
        action=Action.LIST, object_id=None, **{f"counts__{RECORDS}__icontains": str(key)}
    )


class AuditEntry(models.Model):
    """One act. `on` is the day; `at` is left empty for records that must not tell at what hour somebody came.

    `by` is None for the house itself; the account may be gone while its bare key stays here. `request_id` stands
    only beside a moment, because the web log has it with the time. `mac` is empty where the keys were locked. Of a list
    that was looked at `counts` may hold the bare keys of the records, so that each can be told (RECORDS).
    """

    number = models.BigIntegerField(primary_key=True)
    series = models.SmallIntegerField(choices=Series)
    on = models.DateField()
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="audit_entries",
    )
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=12, choices=Action)
    model = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    mac = models.BinaryField(max_length=MAC_BYTES, null=True)

    privacy = Declares(
        "Who did what, to find mistakes and misuse.",
        Kept.TWELVE_MONTHS,
        coded="on at role action model fields counts reason",
        plumbing="number series by object_id request_id mac",
    )

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["-on", "-series", "-number"], name="audit_newest"),
            models.Index(fields=["series", "number"], name="audit_series"),
            models.Index(fields=["model", "object_id"], name="audit_object"),
            models.Index(fields=["by", "on"], name="audit_by"),
            models.Index(fields=["at"], name="audit_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=Action.values), name="audit_action_known"),
            models.CheckConstraint(condition=Q(reason__in=["", *Reason.values]), name="audit_reason_known"),
            models.CheckConstraint(
                condition=Q(series=Series.MOMENT, at__isnull=False)
                | Q(series=Series.DAY, at__isnull=True, request_id=""),
                name="audit_hour_by_series",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ChainLink(models.Model):
    """What ties an entry to all before it. `position` is how many entries of its series came before it, those
    already pruned included; `entry_mac` is the entry's signature as it was when it was linked."""

    number = models.BigIntegerField(primary_key=True)
    series = models.SmallIntegerField(choices=Series)
    position = models.BigIntegerField()
    entry_mac = models.BinaryField(max_length=MAC_BYTES)
    mac = models.BinaryField(max_length=MAC_BYTES)

    privacy = Declares(
        "Proof that no audit entry was taken out, changed or put in.",
        Kept.TWELVE_MONTHS,
        plumbing="number series position entry_mac mac",
    )

    class Meta:
        verbose_name = _("link of the audit chain")
        verbose_name_plural = _("links of the audit chain")
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="audit_link_position"),
            models.CheckConstraint(condition=Q(position__gte=0), name="audit_link_counts_up"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Checkpoint(models.Model):
    """Where a chain begins since its older part was pruned: the last link taken away, signed.

    `position` and `number` are those of that link, `entries` how many went this time.
    """

    series = models.SmallIntegerField(choices=Series)
    position = models.BigIntegerField()
    number = models.BigIntegerField()
    link_mac = models.BinaryField(max_length=MAC_BYTES)
    entries = models.BigIntegerField()
    on = models.DateField()
    mac = models.BinaryField(max_length=MAC_BYTES)

    privacy = Declares(
        "Proof that what is no longer in the trail was pruned when its time was over.",
        Kept.WITH_THE_FIGURES,
        coded="entries on",
        plumbing="id series position number link_mac mac",
    )

    class Meta:
        verbose_name = _("checkpoint of the audit trail")
        verbose_name_plural = _("checkpoints of the audit trail")
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="audit_checkpoint_position"),
            models.CheckConstraint(
                condition=Q(entries__gte=1, entries__lte=F("position") + 1), name="audit_checkpoint_entries"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}/{self.position}"
