"""How wide a text will be. Rough, and rather too wide than too narrow, so that nothing is ever clipped."""

import unicodedata

# Thousandths of the size, measured on the semibold cut of Source Sans 3 and rounded up.
_BY_WIDTH = {
    200: " \u202f\u00a0",
    270: "ijl|'’‘,.:;I·",
    330: '"!()-[]f{}',
    350: "t",
    370: "/\\",
    400: "r",
    450: "*?sz",
    470: "c",
    500: '"x–“”',
    515: "JLY_evy",
    535: "#$+0123456789<=>F^agk~€−",
    555: "ESTVXZ`oß",
    580: "Abdhnpqu",
    595: "CP",
    615: "BKR",
    635: "DG",
    660: "&",
    680: "HNU",
    700: "OQ",
    755: "Mw",
    800: "æ",
    820: "W",
    850: "%mœ",
    970: "@…Œ",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_UNKNOWN = 1000


def _width(character: str) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    if unicodedata.combining(base):
        return 0
    return _WIDTHS.get(base) or _UNKNOWN


def text_width(text: str, size: float, stretch: float = 1.0) -> float:
    """The width of `text` in the unit of `size`."""
    return sum(map(_width, str(text))) * size * stretch / 1000


def _pieces(word: str, room: float, size: float, stretch: float) -> list[str]:
    """A word cut where it fills the room: only for a word that is wider than the whole column."""
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, stretch) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _fill_lines(words: list[str], room: float, size: float, stretch: float) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and text_width(longer, size, stretch) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def wrap(text: str, room: float, size: float, stretch: float = 1.0) -> list[str]:
    """The text in as few lines as fit the room, of nearly one length: no lone word on the last line."""
    words = [w for word in str(text).split(" ") if word for w in _pieces(word, room, size, stretch)]
    best = _fill_lines(words, room, size, stretch)
    narrower = room
    while len(best) > 1 and narrower > room * 0.5:
        narrower -= size / 2
        tried = _fill_lines(words, narrower, size, stretch)
        if len(tried) > len(best) or any(text_width(line, size, stretch) > room for line in tried):
            break
        best = tried
    return best
