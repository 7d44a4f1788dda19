"""Text that leaves the house in a table: no cell of a CSV may be taken for a formula by a spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
GUARD = "'"


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would compute it."""
    return GUARD + text if text.startswith(FORMULA_STARTS) else text


def undefused(text: str) -> str:
    """What defused() was given."""
    guarded = text.startswith(GUARD) and text[1:].startswith(FORMULA_STARTS)
    return text[1:] if guarded else text
