"""States of a job, and the reasons for which one can fail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("waiting its turn")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Failure(models.TextChoices):
    """Why a job failed: kept as a code; the sentence is what people read."""

    BROKE = (
        "broke",
        _("Something went wrong inside the program. Please try again, or tell whoever looks after it."),
    )
    GIVEN_UP = "given_up", _("The work was stopped three times before its end, so it was given up.")
    UNKNOWN = "unknown", _("The program that is running does not know this kind of work.")
