"""What a report is made of: chapters of sections of blocks. Plain values; templates/report draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.text import Truncator


@dataclass(frozen=True)
class Paragraph:
    """Sentences of running text; `head` is a subheading above them."""

    text: str
    head: str = ""
    kind = "paragraph"


@dataclass(frozen=True)
class MarginNote:
    """A definition or a caution beside the text. Its first words are bold."""

    head: str
    text: str
    kind = "note"


@dataclass(frozen=True)
class BigNumber:
    """One number set large in the margin, with what it counts. One in a section at most."""

    number: str
    unit: str
    text: str = ""
    kind = "big"


@dataclass(frozen=True)
class Row:
    """One line of a table. `level` is `head` (a group's name alone), `group` (with numbers), `row`, `sub` or
    `total`; `note` stands in small letters under the label."""

    label: str
    cells: tuple[str, ...] = ()
    level: str = "row"
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under column heads. `emphasis` is the place of the column that speaks of this year, `muted` the places
    of those that speak of last year; `words` marks a table that holds no numbers, `dense` one of many lines."""

    corner: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    emphasis: int | None = 0
    muted: tuple[int, ...] = ()
    words: bool = False
    dense: bool = False

    @property
    def span(self) -> int:
        return len(self.heads) + 1

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[str, str]]]]:
        """Each row with its cells and their classes."""
        for row in self.rows:
            yield row, [(cell, self._look(place)) for place, cell in enumerate(row.cells)]

    def _look(self, place: int) -> str:
        if place == self.emphasis:
            return "this"
        return "last" if place in self.muted else ""


@dataclass(frozen=True)
class Drawing:
    """A finished chart: its SVG, with its text alternative inside. `caption` and `base` name it among others."""

    svg: SafeString
    caption: str = ""
    base: str = ""


@dataclass(frozen=True)
class Exhibit:
    """A chart, a table or both under one head: a title that says the finding, then unit, period and base.

    `beside` puts the table at the chart's right, `is_pair` two charts side by side. The number is given when the
    chapter is put together.
    """

    title: str
    base: str
    drawings: tuple[Drawing, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()
    beside: bool = False
    is_pair: bool = False
    number: str = ""
    kind = "exhibit"

    @property
    def is_figure(self) -> bool:
        return bool(self.drawings)

    @property
    def is_captioned(self) -> bool:
        """Whether its charts have names of their own, which stand in the margin column."""
        return any(drawing.caption for drawing in self.drawings)

    @property
    def is_long(self) -> bool:
        """Whether it may run over a page: its table would not fit on one."""
        return self.table is not None and len(self.table.rows) > (12 if self.table.words else 36)


Block = Paragraph | MarginNote | BigNumber | Exhibit


@dataclass(frozen=True)
class Section:
    """A part of a chapter with its own title, a sentence that opens it, and blocks in reading order."""

    title: str
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    on_new_page: bool = True
    number: str = ""

    @property
    def anchor(self) -> str:
        return f"section-{self.number.replace('.', '-')}"


@dataclass(frozen=True)
class Chapter:
    """A chapter: it opens on a left page of its own. Its number is given when the report is put together.

    Of an empty chapter, in which nothing was recorded, all sections share a page.
    """

    title: str
    lead: str
    sections: tuple[Section, ...] = ()
    is_empty: bool = False
    number: str = ""

    @property
    def anchor(self) -> str:
        return f"chapter-{self.number}"

    def numbered(self, number: str) -> "Chapter":
        """The same chapter with its sections, figures and tables counted from 1."""
        counts = _Counts(number)
        sections = tuple(
            replace(section, number=f"{number}.{place}", blocks=tuple(counts.give(section.blocks)))
            for place, section in enumerate(self.sections, 1)
        )
        return replace(self, number=number, sections=sections)


@dataclass
class _Counts:
    chapter: str
    figures: int = 0
    tables: int = 0

    def give(self, blocks: Sequence[Block]) -> Iterator[Block]:
        for block in blocks:
            yield self.numbered(block) if isinstance(block, Exhibit) else block

    def numbered(self, exhibit: Exhibit) -> Exhibit:
        if exhibit.is_figure:
            self.figures += 1
            return replace(exhibit, number=f"{self.chapter}.{self.figures}")
        self.tables += 1
        return replace(exhibit, number=f"{self.chapter}.{self.tables}")


@dataclass(frozen=True)
class Tile:
    """One number of the year in figures, with a line on it and a small chart."""

    unit: str
    number: str
    line: str
    drawing: Drawing | None = None
    is_hero: bool = False


@dataclass(frozen=True)
class Document:
    """The whole report, ready for the templates.

    `title` is its whole name; the cover sets `name`, `period` and `region` on lines of their own. `notices` stand on
    every page. `left_out` says which figures a region's report cannot have.
    """

    title: str
    name: str
    period: str
    region: str
    language: str
    organisation: str
    notices: tuple[str, ...]
    cover: Drawing | None
    cover_note: str
    overview_title: str
    overview: tuple[tuple[tuple[Tile, ...], ...], ...]
    chapters: tuple[Chapter, ...]
    method: Chapter
    left_out: str = ""

    @property
    def running(self) -> str:
        """The foot of every page: the house, shortened where its name would fill the line, and the report's name."""
        return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}".join(
            (Truncator(self.organisation).chars(24), self.title)
        )

    @property
    def is_long(self) -> bool:
        """Whether the period is too long for the cover's largest letters."""
        return len(self.period) > 9

    @property
    def is_tall(self) -> bool:
        """Whether the cover's title takes more than two lines."""
        return self.is_long or bool(self.region)
