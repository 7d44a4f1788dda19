"""What an import says of itself: counts per sheet, and every problem with its place."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

# a report is read by people and kept with the job: past this many the file needs another kind of help
MOST_PROBLEMS_LISTED = 10_000
# a cell may be a whole book; the report only has to make it recognisable
LONGEST_VALUE_SHOWN = 80


class WorkbookRefused(Exception):
    """The file is no workbook, or may not be read or written as one; the message says why, for people."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `row` counts from 1, the header; None where it concerns the sheet as a whole."""

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str


@dataclass
class Counts:
    """What became of a sheet's rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def written(self) -> bool:
        return bool(self.created or self.changed)


class Problems:
    """Collects problems: all are counted, the first MOST_PROBLEMS_LISTED are kept."""

    def __init__(self):
        self.kept: list[Problem] = []
        self.total = 0

    def add(self, sheet: str, row: int | None, column: str, value: object, reason: str) -> None:
        self.total += 1
        if len(self.kept) < MOST_PROBLEMS_LISTED:
            self.kept.append(Problem(sheet, row, column, _shown(value), str(reason)))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.kept)


def _shown(value: object) -> str:
    """Short, and safe on a terminal and in JSON: control characters and broken halves become question marks."""
    text = "" if value is None else str(value)
    text = "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: LONGEST_VALUE_SHOWN + 1]
    )
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[: LONGEST_VALUE_SHOWN - 1] + "…"


@dataclass
class ImportReport:
    """What an import did, or in a dry run would do. With any problem nothing was written.

    `sheets` follows the order of the workbook's description; `also` counts what was added or completed on the
    way: organisations, areas, themes.
    """

    dry_run: bool = False
    sheets: dict[str, Counts] = field(default_factory=dict)
    also: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    @property
    def ok(self) -> bool:
        return not self.problem_count

    def total(self, what: str) -> int:
        """How many rows of all sheets were `created`, `changed` or `unchanged`."""
        return sum(getattr(counts, what) for counts in self.sheets.values())

    def to_dict(self) -> dict:
        """As plain JSON; `from_dict` makes the same report of it again."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "ImportReport":
        return cls(
            dry_run=data["dry_run"],
            sheets={name: Counts(**counts) for name, counts in data["sheets"].items()},
            also={name: Counts(**counts) for name, counts in data["also"].items()},
            problems=[Problem(**problem) for problem in data["problems"]],
            problem_count=data["problem_count"],
        )
