"""What outreach does by itself, each night."""

from utsopi.jobs.registry import nightly

from .actions.rounds import close_forgotten
from .upkeep import verify_ledgers

nightly(close_forgotten)
nightly(verify_ledgers)
