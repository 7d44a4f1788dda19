"""E-mail addresses, also as they are spoken; web addresses; names of accounts."""

import re
from collections.abc import Iterator

ENDINGS = (
    "com|net|org|be|brussels|vlaanderen|gent|eu|fr|nl|lu|uk|ch|at|ro|bg|pl|hu|ru|br|cz|gr|ie|info|biz|app|dev|io|co|"
    "tv|online|site|xyz|club|live|link|page|shop|cam|sex|xxx|porn|adult|escort|gay|vip"
)
# words too: a full stop without a space after it would make an address of two sentences
ENDINGS_AND_WORDS = "de|es|it|me|pt|al|is|in|to|so|us|ca|no|se|tk|gg|cc|ly|fi"
MAIL_HOUSES = (
    "gmail|googlemail|hotmail|outlook|yahoo|live|icloud|skynet|telenet|proximus|proton|protonmail|gmx"
)
PLACES = "instagram|insta|ig|telegram|snap|snapchat|tiktok|facebook|messenger|onlyfans|signal|skype|twitter|threads"

LABEL = r"[^\W_][\w-]{0,62}"
OPEN, SHUT = r"[ \t]{0,2}[\[({]?[ \t]?", r"[ \t]?[\])}]?[ \t]{0,2}"
AT = r"(?:@|\bat\b|\barobas?e?\b|\bapenstaart(?:je)?\b)"
DOT = r"(?:\.|\bdot\b|\bpoint\b|\bpunt\b)"

MAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}(?:@|[ \t]@[ \t]){LABEL}(?:\.{LABEL}){{1,4}}")
# "noor at example dot be", "noor (at) example.be", "noor arobase example point be"
SPOKEN_MAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]{{2,64}}{OPEN}(?P<at>{AT}){SHUT}(?P<house>{LABEL})"
    rf"{OPEN}(?P<dot>{DOT}){SHUT}(?:{ENDINGS}|{ENDINGS_AND_WORDS})\b",
    re.IGNORECASE,
)
WEB = re.compile(
    r"""(?:https?://|www\.)[^\s<>"\0[…]{2,400}"""
    rf"""|(?<![\w.@-])(?:{LABEL}\.){{1,4}}(?:(?:{ENDINGS})\b(?![\w-])(?:/[^\s<>"\0[…]{{0,400}})?"""
    rf"""|(?:{ENDINGS_AND_WORDS})/[^\s<>"\0[…]{{1,400}})""",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@.])(?:@[^\W_](?:[\w.]{0,29}\w)?)+")
NAMED_PLACE = re.compile(rf"\b(?:{PLACES})\b[ \t]?[:=]?[ \t]?(?P<name>[^\W\d][\w.]{{1,29}}\w)", re.IGNORECASE)


def mails_in(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in MAIL.finditer(text))
    rest = MAIL.sub(lambda match: "\0" * len(match[0]), text)
    yield from (match.span() for match in SPOKEN_MAIL.finditer(rest) if _is_spoken(match))


def _is_spoken(match: re.Match) -> bool:
    """“At some point be careful” is none: a bare “at” with a “point” wants a house that is known for mail."""
    if (match["at"].lower(), match["dot"].lower()) != ("at", "point"):
        return True
    is_bracketed = match.string[match.start("at") - 1] in "[({"
    return is_bracketed or re.fullmatch(MAIL_HOUSES, match["house"], re.IGNORECASE) is not None


def webs_in(text: str) -> Iterator[tuple[int, int]]:
    for match in WEB.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip(".,;:!?)]}»”'"))
    rest = WEB.sub(lambda match: "\0" * len(match[0]), text)
    yield from (match.span() for match in HANDLE.finditer(rest))
    rest = HANDLE.sub(lambda match: "\0" * len(match[0]), rest)
    for match in NAMED_PLACE.finditer(rest):
        # “instagram piraté” tells what happened; the name of an account has a digit, a stroke or a stop in it
        if re.search(r"[\d_]|\.\w", match["name"]):
            yield match.span("name")
