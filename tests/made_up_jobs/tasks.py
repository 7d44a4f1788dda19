"""Kinds of work for the tests; an app of the test settings, so that child processes know them too."""

import os
import time

from django.conf import settings
from django.utils.translation import gettext_noop as _

from utsopi.jobs.registry import job


@job("quick", label="A quick job")
def quick(run, *, number: int = 1) -> None:
    run.step(_("Counting"), 1, 2)
    with (settings.VAR / "order").open("a") as file:
        file.write(f"{number} starts\n")
    time.sleep(0.2)
    with (settings.VAR / "order").open("a") as file:
        file.write(f"{number} ends\n")
    path = run.file(".txt")
    path.unlink()  # as libraries do that write beside and then rename
    path.write_text(f"number {number}")


@job("stuck_at_first", label="A job that hangs in its first attempt")
def stuck_at_first(run) -> None:
    if run.job.attempt == 1:
        (settings.VAR / "pid").write_text(str(os.getpid()))
        run.step(_("Counting"), 1, 3)
        time.sleep(60)
    run.file("second.txt").write_text("made at the second attempt")


@job("breaks", label="A job that breaks")
def breaks(run) -> None:
    raise RuntimeError("about somebody in the records")
