"""Names, where a text says that somebody is called something: in French, Dutch and English.

Not every capital is a name; so only what follows such words is looked at, and whoever wrote it may say that it is
none.
"""

import re
from collections.abc import Iterator

# what follows these is a name unless it is one of NO_NAME
SURELY = re.compile(
    r"\b(?:(?:"
    # French
    r"s['’ ]?appell(?:e|ent|ait|aient)|je m['’ ]?appelle|se nomm(?:e|ent|ait)|(?:sur|pré)nommée?s?"
    r"|(?:son|mon|leur|le|de) (?:vrai |faux )?(?:nom|prénom|surnom)(?: de famille| de travail)? (?:est|c['’]est)"
    # Dutch
    r"|(?:ik|jij|je|zij|ze|hij|die|wie) (?:heet|heette)|genaamd|genoemd|noemt (?:zich|haar|hem)"
    r"|(?:mijn|haar|zijn|hun|de|echte) (?:voor|achter|roep|werk|bij)?naam (?:is|luidt)"
    # English
    r"|(?:my|her|his|their|whose|the|real|first|last|work|working|stage) name(?: is|['’]s)|(?:is|was|are|be) called"
    r"|nicknamed|named|goes by the name(?: of)?"
    r")[ \t]+|(?:(?:pré|sur)?nom(?: de famille| de travail)?|(?:voor|achter|roep|werk|bij)?naam|name)[ \t]?[:=][ \t]*)",
    re.IGNORECASE,
)
# what follows these is one if it has a capital: “het is heet”, “she called back”, “il m'appelle demain”
WITH_A_CAPITAL = re.compile(
    r"\b(?:appelée?s?|m['’ ]?appelle|nommée?s?|heet|heten|heette|called|known as|goes by|alias|aka)[ \t]+",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,3}")
BEFORE = re.compile(r"[\"'“”„«‹‘’(\[ \t]{0,3}")
MOST_WORDS = 4
PARTICLES = "al bin da de del della den der di dos du el la le ould ten ter van vande vanden von"
# articles, pronouns and small words that follow where no name was told
NO_NAMES = (
    "a an the un une des du le la les l de d een het die dat this that these my her his their your our "
    "not no pas geen niet never jamais nooit unknown inconnu inconnue onbekend anonymous anonyme anoniem "
    "ainsi comme comment désormais toujours encore aussi si seulement ça cela autrement différemment en à au aux "
    "zo ook nu nog als hoe wat in na naar op om te voor bij met tot door daar er anders eigenlijk toch "
    "after as by on at to for from with back again up out off into away so now also often always later "
    "already today tomorrow yesterday when if because and or et ou of maar but mais important belangrijk "
    "known connu bekend secret geheim private privé privacy protected protégé beschermd different same here"
)
PARTS, NO_NAME = frozenset(PARTICLES.split()), frozenset(NO_NAMES.split())


def names_in(text: str) -> Iterator[tuple[int, int]]:
    ends = {match.end(): False for match in WITH_A_CAPITAL.finditer(text)}
    ends |= {match.end(): True for match in SURELY.finditer(text)}
    last = 0
    for at, is_sure in sorted(ends.items()):
        span = _name_at(text, at, is_sure)
        if span and span[0] >= last:
            yield span
            last = span[1]


def _name_at(text: str, at: int, is_sure: bool) -> tuple[int, int] | None:
    """The name that begins there; one word where it has no capital, all its parts where they have."""
    first = WORD.match(text, BEFORE.match(text, at).end())
    if not first or first[0].lower() in NO_NAME:
        return None
    if not _is_capital(first[0]) and not is_sure:
        return None
    return first.start(), _end_of_name(text, first)


def _end_of_name(text: str, first: re.Match) -> int:
    end = at = first.end()
    for _more in range(MOST_WORDS):
        word = WORD.match(text, at + 1) if text[at : at + 1] in (" ", "-") else None
        if not word or not (_is_capital(word[0]) or word[0].lower() in PARTS):
            break
        at = word.end()
        if _is_capital(word[0]):
            end = at
    return end


def _is_capital(word: str) -> bool:
    """Also where a writing knows none: Arabic, Thai, Chinese."""
    return not word[0].islower()
