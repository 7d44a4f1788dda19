"""What happens to the trail every night: sealed, verified, and pruned only where all is as it was written."""

import logging

from django.core.cache import cache
from django.utils import timezone

from utsopi.privacy.keyring import Locked

from .sealing import prune, seal
from .verifying import Verification, verify

log = logging.getLogger("utsopi.audit")
_LAST = "audit-last-check"


def keep_trail() -> bool:
    """Seals, verifies, prunes. False where something is wrong, or where the keys are locked and nothing was done."""
    try:
        seal()
        found = check()
    except Locked:
        log.warning("the audit trail was not verified: the keys are locked")
        return False
    if found.problems:
        log.error("the audit trail is not as it was written: %s", found.problems[0])
        return False
    prune()
    return True


def check(newest: str = "") -> Verification:
    """Verifies, and remembers for the page of the trail how it went. Raises Locked."""
    found = verify(newest)
    told = {"at": timezone.now(), "entries": found.entries, "problems": len(found.problems)}
    cache.set(_LAST, told, timeout=None)
    return found


def last_check() -> dict | None:
    """When the trail was last verified (at), over how many entries, and how many problems there were."""
    return cache.get(_LAST)
