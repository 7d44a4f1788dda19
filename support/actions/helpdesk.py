"""A request by phone or mail with the question at hand, kept together: neither is ever there without the other."""

from datetime import date
from uuid import UUID

from django.db import transaction

from ..models import Request
from .asking import ask
from .log import begin_request, say


def save_request(
    *, key: UUID, channel: str, received_on: date, facts: dict, question: dict | None, by
) -> Request:
    """The request under `key` with what is known now, and one more question where there is one.

    `facts` are those of log.say, `question` what asking.ask takes. What was sent before makes nothing twice.
    Raises NotHers, ValidationError; then nothing is kept.
    """
    with transaction.atomic():
        request = begin_request(key=key, channel=channel, received_on=received_on, by=by, **facts)
        say(request=request, by=by, **facts)
        if question:
            ask(request=request, by=by, **question)
    return request
