"""What the support log does by itself, each night."""

from utsopi.jobs.registry import nightly

from .actions.drafts import sweep_drafts

# ── drafts ──
nightly(sweep_drafts)
