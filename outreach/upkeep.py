"""The vouchers' ledgers are verified every night; that one is not as it was written stands on the first page."""

import logging

from django.core.cache import cache

from utsopi.privacy.keyring import Locked

from .verifying import verify

log = logging.getLogger("utsopi.ledger")
_LAST = "ledgers-last-check"


def verify_ledgers() -> None:
    """Verifies all of them and remembers how many problems there were. Where the keys are locked nothing is known."""
    try:
        problems = len(verify().problems)
    except Locked:
        log.warning("the ledgers of vouchers were not verified: the keys are locked")
        return
    if problems:
        log.error("a ledger of vouchers is not as it was written: %s problems", problems)
    cache.set(_LAST, problems, timeout=None)


def problems_last_night() -> int:
    """How many there were when the ledgers were last verified; none where they never were."""
    return cache.get(_LAST) or 0
