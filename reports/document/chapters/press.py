"""Chapter: how the press writes on sex work."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import drawing, numbers, tables, words
from ..facts import Facts, add
from ..parts import BigNumber, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount

NL, FR = "press.belgian_articles_nl_by_tone", "press.belgian_articles_fr_by_tone"
MENTIONS = ("press.belgian_mentions_nl", "press.belgian_mentions_fr")
ABROAD, COUNTRIES = "press.international_articles_by_occasion", "press.international_countries_by_occasion"


def chapter(facts: Facts) -> Chapter | None:
    if NL not in facts:
        return None
    return Chapter(_("Press"), _lead(facts), (_belgian(facts), _abroad(facts)), not facts.collected(NL))


def _lead(facts: Facts) -> str:
    articles = add(facts.value(NL), facts.value(FR))
    if not articles:
        return _("No article in the Belgian press was recorded for this period.")
    return _(
        "Belgian media printed %(articles)s on sex work in Dutch and in French. We read them all for their tone."
    ) % {"articles": amount(Unit.ARTICLE, articles)}


def _belgian(facts: Facts) -> Section:
    articles = add(facts.value(NL), facts.value(FR))
    big = BigNumber(numbers.count(articles), _("articles"), _("in Belgian media")) if articles else None
    note = MarginNote(_("Tone."), _("One for each article, as the reader judged it."))
    blocks = (big, Paragraph(_belgian_said(facts)), note, _tones(facts))
    return Section(_("The Belgian press"), "", tuple(filter(None, blocks)))


def _belgian_said(facts: Facts) -> str:
    said = []
    for id_, mention, sentence in (
        (NL, MENTIONS[0], _("In Dutch there were %(articles)s, of which %(mentions)s named the union.")),
        (FR, MENTIONS[1], _("In French there were %(articles)s, of which %(mentions)s named the union.")),
    ):
        if articles := facts.value(id_):
            named = numbers.count(facts.value(mention))
            said.append(sentence % {"articles": amount(Unit.ARTICLE, articles), "mentions": named})
    return " ".join(said) or _("Nothing of the kind was recorded.")


def _tones(facts: Facts) -> Exhibit:
    found = words.finding(
        facts.this[NL],
        most=_("More than half of the articles in Dutch had one tone: %(label)s"),
        first=_("The tone met most in Dutch: %(label)s"),
    )
    bars = [
        drawing.share_bar(
            facts.rows(id_),
            str(facts.this[id_].figure.label),
            width=drawing.CAPTIONED,
            caption=caption,
            base=amount(Unit.ARTICLE, facts.value(id_)),
        )
        for id_, caption in ((NL, _("In Dutch")), (FR, _("In French")))
    ]
    columns = ((_("In Dutch"), NL), (_("In French"), FR))
    table = tables.side_by_side(facts, _("Tone"), columns, below=(_("Naming the union"), MENTIONS))
    note = _("Bars have one width: compare shares, not lengths.")
    line = _(
        "Belgian articles by tone, %(when)s. Base: %(nl)s in Dutch, %(fr)s in French; shares to one decimal."
    ) % {
        "when": facts.when,
        "nl": amount(Unit.ARTICLE, facts.value(NL)),
        "fr": amount(Unit.ARTICLE, facts.value(FR)),
    }
    return Exhibit(found.title, line, tuple(filter(None, bars)), table, (note,))


def _abroad(facts: Facts) -> Section:
    blocks = (Paragraph(_abroad_said(facts)), _occasions(facts))
    return Section(_("The press abroad"), "", tuple(filter(None, blocks)), on_new_page=False)


def _occasions(facts: Facts) -> Exhibit:
    """Articles by occasion as bars, and the countries they appeared in beside them in the table."""
    found = words.finding(
        facts.this[ABROAD],
        most=_("More than half had one occasion: %(label)s"),
        first=_("The occasion written about most: %(label)s"),
    )
    heads = (_("Articles"), _("Countries"))
    bars = [
        drawing.bars(facts, id_, f"{found.title}. {head}", accent=found.code, caption=head)
        for id_, head in zip((ABROAD, COUNTRIES), heads, strict=True)
    ]
    line = words.base_line(facts, facts.this[ABROAD], _("Articles in other countries by occasion"))
    table = tables.side_by_side(facts, _("Occasion"), list(zip(heads, (ABROAD, COUNTRIES), strict=True)))
    return Exhibit(found.title, line, tuple(filter(None, bars)), table, is_pair=True)


def _abroad_said(facts: Facts) -> str:
    articles = facts.value(ABROAD)
    if not articles:
        return _("No article in other countries was recorded for this period.")
    return _(
        "Abroad, Belgium was the subject of %(articles)s. A country may count under several occasions."
    ) % {"articles": amount(Unit.ARTICLE, articles)}
