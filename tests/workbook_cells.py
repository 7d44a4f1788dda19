"""What stands in the cells of made-up workbooks: days around the edges of periods, codes, names, amounts."""

from datetime import date, timedelta

from hypothesis import strategies as st

from utsopi.periods import Period

NAMES = {
    "Alias": ("alias asbl",),
    "Espace P": ("ESPACE  P",),
    "PAG-ASA": ("Pag-Asa vzw", "pag-asa"),
    "Payoke": (),
}
SAME = {other: name for name, others in NAMES.items() for other in others}
AREAS = {"North Quarter": "brussels", "Glazen Straatje": "flanders", "Rue Marnix": "wallonia", "Nowhere": ""}
REFERENCES = [f"X{number}" for number in range(1, 9)]
FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)

# ── days and periods ──────────────────────────────────────────────────────────────────────────────

TURNS = [date(2023, 1, 1), date(2024, 1, 1), date(2024, 3, 1), date(2024, 7, 1), date(2025, 1, 1)]
EDGES = sorted({turn + timedelta(days=days) for turn in TURNS for days in (-1, 0)})
days = st.sampled_from(EDGES) | st.dates(FIRST, LAST)
maybe_days = st.none() | days
CODES = ["2024", "2024", "2023", "2024-H1", "2024-H2", "2024-Q1", "2024-Q4", "2024-02", "2024-12", "2023-02"]
ODD = ["2023-07-01..2024-06-30", "2023-01-01..2025-12-31", "2023-12-31..2025-01-01", "2024-01-02..2024-12-31"]
ODD += [f"{day}..{day}" for day in ("2024-02-29", "2024-01-01", "2024-12-31", "2023-12-31", "2023-02-28")]
REGIONS = ["brussels", "flanders", "wallonia", "abroad", "unknown"]

periods = st.sampled_from([Period.parse(code) for code in CODES + ODD]) | st.lists(
    days, min_size=2, max_size=2
).map(lambda pair: Period(min(pair), max(pair)))
regions_asked = st.none() | st.sampled_from(REGIONS)

# ── cells ─────────────────────────────────────────────────────────────────────────────────────────

yes_no = st.sampled_from(["yes", "no"])
regions = st.sampled_from(["brussels", "flanders", "wallonia", "abroad", "", ""])
languages = st.sampled_from(["en", "fr", "nl", "ro", "other"])
origins = st.sampled_from(["BE", "FR", "RO", "GR", "HR", "GB", "NG", "belgium", "eu", "non_eu", "", "", ""])
names = st.sampled_from([*NAMES, *SAME, "Violett"])
name_lists = st.lists(names, max_size=4).map("; ".join)
some_names = st.lists(names, min_size=1, max_size=4).map("; ".join)
numbers = st.integers(0, 40).map(str)
maybe_numbers = st.just("") | numbers
euros = st.decimals(0, 9999, places=2).map(str)


def one_of(*values):
    return st.sampled_from(values)


def text(value) -> str:
    return "" if value is None else str(value)


def some(row, size: int, **how):
    """Half so many rows to so many; now and then none at all."""
    return st.sampled_from([0, 1, 1, 1]).flatmap(
        lambda filled: st.lists(row, min_size=filled * size // 2, max_size=filled * size, **how)
    )


def keyed(key: str, *, size: int = 5, **cells):
    """Rows whose key is a reference of its own."""
    rows = some(st.fixed_dictionaries(cells), size)
    return rows.map(lambda found: [{key: REFERENCES[place], **row} for place, row in enumerate(found)])


def unique(*key: str, size: int = 6, **cells):
    """Rows of which the named columns, organisations by their one name, stand there once."""
    return some(
        st.fixed_dictionaries(cells),
        size,
        unique_by=lambda row: tuple(SAME.get(row[name], row[name]) for name in key),
    )
