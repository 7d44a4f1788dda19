"""A question as a page asks it: one draft may stand in two tabs, and both may be added."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Question, Topic
from .log import log_question


def ask(*, topic: Topic, by, **facts) -> Question:
    """What log.log_question does, with the facts it takes. Where the key stands for a question on another topic, one
    tab added it before the other: ValidationError (code "key"), so that neither is taken for saved when it is not."""
    question = log_question(topic=topic, by=by, **facts)
    if question.topic_id != topic.pk:
        told = _(
            "This was added on another page meanwhile, as: %(topic)s. If this is one more, add it again."
        )
        raise ValidationError(told % {"topic": question.topic.short}, code="key")
    return question
