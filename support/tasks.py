"""What the support log does by itself, each night and each morning, and what takes longer than a page may."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from utsopi.jobs.registry import each_morning, job, nightly

from .actions.call_backs import sweep_call_backs
from .actions.drafts import sweep_drafts
from .reminders import remind
from .searching import Wanted

# ── drafts ──
nightly(sweep_drafts)

# ── call-backs ──
nightly(sweep_call_backs)
each_morning(remind)


# ── the log as a file ──
@job("log_out", label=_("The log as a workbook"))
def log_out(run, *, language: str, **codes) -> None:
    """Writes what the list was narrowed to, in the words of whoever ordered it."""
    from . import handing_out

    run.step(gettext_noop("Writing the workbook"))
    with translation.override(language):
        count = handing_out.as_xlsx(Wanted.of_codes(codes), run.file(handing_out.file_name("xlsx")))
    handing_out.note_down("xlsx", count, by=run.by)
