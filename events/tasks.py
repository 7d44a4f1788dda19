"""What the events do by themselves, each night, each morning and through the day."""

from django.utils.translation import gettext_lazy as _

from utsopi.jobs.registry import each_morning, half_hourly, job, nightly

from .actions.forgetting import sweep
from .actions.hosting import forget_links
from .telling import tell

# ── coming without a name ──
nightly(sweep)

# ── links for hosts ──
nightly(forget_links)

# ── telling who asked for it ──
each_morning(tell)
half_hourly(tell)  # whoever moves up in the afternoon has no next morning


@job("tell_visitors", label=_("Telling those who asked for it"))
def tell_visitors(run) -> None:
    """At once, where an evening is cancelled."""
    tell()
