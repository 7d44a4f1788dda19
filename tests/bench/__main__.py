"""python -m tests.bench [W1 W5 W7 ...] [--largest 100000]: prints a table of what was measured."""

import argparse
from collections.abc import Iterator

from .house import fresh_house

COLUMNS = "{:<36} {:>10} {:>10} {:>7} {:>6} {:>11} {:>9}  {}"


def main() -> None:
    """Measures, and prints a line as soon as it is known; a missed goal is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "works",
        nargs="*",
        help="W1, W2 (with W2s and W6), W2m (members), W2r (rounds), W3 (with W4), W5, W7, W8 (with W9) or W10; "
        "all without",
    )
    parser.add_argument(
        "--largest", type=int, default=1_000_000, help="questions in the largest year of W5, requests of W2"
    )
    asked = parser.parse_args()
    with fresh_house() as database:
        print(f"\n{database}, CPU seconds where nothing else is said")
        print(COLUMNS.format("work", "ours", "floor", "ratio", "goal", "statements", "more MiB", ""))
        for line in lines(asked.works, asked.largest):
            print(shown(line), flush=True)


def lines(works: list[str], largest: int) -> Iterator:
    """The lines of the works that are asked for; the large year comes last, for it stays in the database."""
    from . import (
        coming,
        figures_of_a_year,
        finding,
        finding_members,
        finding_rounds,
        importing,
        logging_a_question,
        printing,
        web_process,
    )

    for name, measure in (
        ("W8", web_process.measure),
        ("W1", logging_a_question.measure),
        ("W3", coming.measure),
        ("W10", importing.measure),
        ("W7", printing.measure),
        ("W5", lambda: figures_of_a_year.measure(largest)),
        ("W2m", finding_members.measure),
        ("W2r", finding_rounds.measure),
        ("W2", lambda: finding.measure(largest)),
    ):
        if not works or name in works:
            yield from measure()


def shown(line) -> str:
    memory = "" if line.memory is None else f"{line.memory:.1f}"
    return COLUMNS.format(
        line.work,
        f"{line.ours:.4g}",
        f"{line.floor:.4g}",
        f"{line.ratio:.2f}",
        f"{line.goal:g}",
        line.statements or "",
        memory,
        "" if line.holds else "missed",
    )


if __name__ == "__main__":
    main()
