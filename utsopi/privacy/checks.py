"""Holds the declarations against the models: as system checks with a hint, and hard at the start."""

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from .declare import problems_of
from .third_party import THIRD_PARTY


def declaration_of(model):
    """The model's own declaration, else the one in third_party; a through table Django makes has none of its own."""
    own = vars(model).get("privacy")
    return own or THIRD_PARTY.get(model._meta.label)


def declared_models():
    """All models with a table, without the through tables that Django makes of itself."""
    return [model for model in apps.get_models() if model._meta.managed]


@register("privacy")
def every_field_is_declared(app_configs=None, **kwargs):
    return [
        Error(
            f"{model._meta.label} {problem}",
            hint="Name every field once in its `privacy = Declares(…)`, or in utsopi/privacy/third_party.py.",
            obj=model,
            id=f"privacy.{number}",
        )
        for model in declared_models()
        for number, problem in problems_of(model, declaration_of(model))
    ]


def refuse_undeclared() -> None:
    """Stops the start: a web server runs no system checks, and an undeclared field must not go unseen."""
    if problems := every_field_is_declared():
        raise ImproperlyConfigured("; ".join(problem.msg for problem in problems))
