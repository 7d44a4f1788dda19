"""What the members' wing does by itself each night."""

from utsopi.jobs.registry import nightly

from .actions.forgetting import forget

nightly(forget)
