"""What the press writes on sex work."""

from django.utils.translation import gettext_lazy as _

from reports.figure import Different, Figure, Twice, Unit
from reports.rows.registers import ARTICLES

TITLE = _("Press")

ABROAD = {"is_belgian": (0,)}


def _articles(name: str, label, definition, **how) -> Figure:
    return Figure(
        f"press.{name}",
        label,
        definition,
        **{"unit": Unit.ARTICLE, "twice": Twice.NOT_PEOPLE, "rows": ARTICLES, **how},
    )


def _belgian(language: str, by_tone, mentions) -> tuple[Figure, Figure]:
    only = {"is_belgian": (1,), "language": (language,)}
    return (
        _articles(
            f"belgian_articles_{language}_by_tone",
            by_tone,
            _("Articles on sex work in Belgian media, with one tone each, as the reader judged it."),
            only=only,
            by=("tone",),
        ),
        _articles(
            f"belgian_mentions_{language}",
            mentions,
            _("Articles among these that name the union."),
            only={**only, "mentions_union": (True,)},
        ),
    )


FIGURES = (
    *_belgian(
        "nl", _("Belgian articles in Dutch, by tone"), _("Belgian articles in Dutch that name the union")
    ),
    *_belgian(
        "fr", _("Belgian articles in French, by tone"), _("Belgian articles in French that name the union")
    ),
    _articles(
        "international_articles_by_occasion",
        _("Articles abroad by occasion"),
        _("Articles on sex work in Belgium in media of other countries, by what they were about."),
        only=ABROAD,
        by=("occasion",),
    ),
    _articles(
        "international_countries_by_occasion",
        _("Countries of these articles, by occasion"),
        _("Different countries in which these articles appeared. A country may count for several occasions."),
        only=ABROAD,
        by=("occasion",),
        unit=Unit.COUNTRY,
        measure=Different("country"),
    ),
)
