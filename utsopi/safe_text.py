"""Text that leaves the house in a table: no cell of a CSV may be taken for a formula by a spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
GUARD = "'"
_SUSPECT = frozenset((*FORMULA_STARTS, GUARD))


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    # nearly every text is done with after its first letter: files have millions of them
    return GUARD + text if text[:1] in _SUSPECT and _starts_a_formula(text) else text


def undefused(text: str) -> str:
    """What defused() was given."""
    return text[1:] if text.startswith(GUARD) and _starts_a_formula(text) else text


def _starts_a_formula(text: str) -> bool:
    # behind any number of guards, so that a text which begins with one of its own comes back whole
    return text.lstrip(GUARD).startswith(FORMULA_STARTS)
