"""What stands in the directory and fits what somebody looks for."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.db.models.functions import Lower

from .choices import Reach
from .finding import called
from .models import Listed, Organisation, Professional


def organisations(asked: Mapping) -> QuerySet[Organisation]:
    """Those that fit all of `asked`: text, need, language, region, hidden. Names, needs and languages come along."""
    found = _fitting(Organisation, asked).order_by(Lower("name"), "pk")
    found = found.prefetch_related("names", "needs", "languages")
    return found.filter(called(asked["text"])) if asked.get("text") else found


def professionals(asked: Mapping) -> QuerySet[Professional]:
    """Those that fit need, language, region, profession, hidden; never by words, because their names are sealed."""
    found = _fitting(Professional, asked).prefetch_related("needs", "languages")
    return found.filter(profession=asked["profession"]) if asked.get("profession") else found


def _fitting(model: type[Listed], asked: Mapping) -> QuerySet:
    found = (
        model._default_manager.all()
        if asked.get("hidden")
        else model._default_manager.filter(is_hidden=False)
    )
    if asked.get("need"):
        found = found.filter(needs__need=asked["need"])
    if asked.get("language"):
        found = found.filter(languages__language=asked["language"])
    if asked.get("region"):
        found = found.filter(region__in=_there(asked["region"]))
    return found


def _there(region: str) -> tuple[str, ...]:
    """Who works in the whole country works in each of its regions."""
    return (region,) if region in (Reach.COUNTRY, Reach.ABROAD) else (region, Reach.COUNTRY)
