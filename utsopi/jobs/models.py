"""A piece of work that takes longer than a page may: its row is the only truth about how far it is."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.privacy.declare import Declares, Kept
from utsopi.records import Record

from .choices import Failure, State

STALE_AFTER = timedelta(seconds=30)  # whoever works writes a sign of life every five seconds
ATTEMPTS = 3


class Jobs(models.QuerySet):
    def stale(self):
        """Running, by what the row says, but nobody has given a sign of life for a while."""
        return self.filter(state=State.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)

    def claimable(self):
        """What a worker may take on: waiting, or left behind by a worker that died."""
        waiting = self.filter(state=State.QUEUED)
        return (waiting | self.stale()).filter(attempt__lt=ATTEMPTS)


class Job(Record):
    """One order. `args` are ids and codes, `step` an untranslated message, `result` a file below VAR/files."""

    kind = models.CharField(max_length=40)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    step = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="jobs"
    )
    error = models.CharField(max_length=20, choices=Failure, blank=True)
    result = models.CharField(max_length=160, null=True)  # noqa: DJ001  null says that there is no file

    objects = Jobs.as_manager()
    privacy = Declares(
        "How far a report or an import is, and who may fetch its file.",
        Kept.DAYS,
        plumbing="id kind args state step done total attempt queued_at sent_at heartbeat_at finished_at by "
        "error result",
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["state", "queued_at"], name="job_turn"),
            models.Index(fields=["finished_at"], name="job_finished"),
            models.Index(fields=["by", "kind", "-queued_at"], name="job_of_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(condition=Q(attempt__lte=ATTEMPTS), name="job_attempts"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DONE, State.FAILED], finished_at__isnull=False)
                | Q(state__in=[State.QUEUED, State.RUNNING], finished_at__isnull=True),
                name="job_finished_when_over",
            ),
            models.CheckConstraint(
                condition=Q(error="") | Q(state=State.FAILED, error__in=Failure.values),
                name="job_error_when_failed",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(heartbeat_at__isnull=False, attempt__gte=1),
                name="job_running_has_heartbeat",
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)
