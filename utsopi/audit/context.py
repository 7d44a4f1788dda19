"""Who acts just now, in which role and why: set once for a request or a job, read by every audit entry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass
class Acting:
    """One request, job or command. `by` is an account, None for the house itself; `role` and `reason` are codes.

    `seen` holds what was looked at already and is written down; `lists` what is shown as a list just now, with
    how many rows may still be opened under its one entry.
    """

    by: Any = None
    role: str | Callable[[], str] = ""
    reason: str = ""
    request_id: str = ""
    seen: set = field(default_factory=set)
    lists: dict = field(default_factory=dict)

    @property
    def role_code(self) -> str:
        """The role; where it takes a look at the account's grants, that look is taken only now."""
        return self.role() if callable(self.role) else self.role


_now: ContextVar[Acting | None] = ContextVar("utsopi_acting", default=None)


def current() -> Acting:
    """What was set last; outside of everything the house itself acts."""
    return _now.get() or Acting()


@contextmanager
def acting(
    by, role: str | Callable[[], str] = "", reason: str = "", request_id: str = ""
) -> Iterator[Acting]:
    """Everything inside is done by the account `by` (None: the house itself).

    Within a request of the same account, role and request are those of the request unless told otherwise.
    """
    around, inside = current(), Acting(by, role, reason, request_id)
    # the outermost `by` may be an account that nobody has asked the database for yet
    if around.by is not None and key_of(by) is not None and key_of(by) == key_of(around.by):
        inside.role, inside.reason = role or around.role, reason or around.reason
        inside.request_id = request_id or around.request_id
        inside.seen, inside.lists = around.seen, around.lists
    token = _now.set(inside)
    try:
        yield inside
    finally:
        _now.reset(token)


def key_of(account) -> UUID | None:
    """The key of an account; None for the house itself and for somebody who is not signed in."""
    return getattr(account, "pk", None)
