"""Mail that leaves the house: plain text under a neutral name, and nobody is written to twice."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from utsopi.privacy.keyring import Locked, WrongKey

log = logging.getLogger(__name__)


def is_on() -> bool:
    """Whether this house sends mail at all."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def send(address: str, subject: str, text: str, *, key: str = "") -> None:
    """One mail. The same `key` gives it the same Message-ID, so that a mail that was handed over just before the
    process died, and goes out once more, is one to the programs that read it. Raises OSError."""
    headers = {"Auto-Submitted": "auto-generated"}
    if key:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        headers["Message-ID"] = f"<{key}@{domain}>"
    EmailMessage(subject, text, to=[address], headers=headers).send()


def once(mark_and_send: Callable[[], bool]) -> bool:
    """Marks a row and sends its mail in one transaction, and says whether a mail went out. What could not be sent is
    not marked, and keeps nobody else waiting."""
    try:
        with transaction.atomic():
            return mark_and_send()
    except (OSError, Locked, WrongKey) as problem:  # the mail server's own errors are OSErrors
        log.error("a reminder was not sent: %s", type(problem).__name__)
        return False
