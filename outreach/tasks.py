"""What rounds do by themselves, each night."""

from utsopi.jobs.registry import nightly

from .actions.rounds import close_forgotten

nightly(close_forgotten)
