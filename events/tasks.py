"""What the events do by themselves, each night."""

from utsopi.jobs.registry import nightly

from .actions.forgetting import sweep

# ── coming without a name ──
nightly(sweep)
