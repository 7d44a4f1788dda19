"""All figures, one file a chapter. CHAPTERS is the table of contents; the order is the published report's."""

from reports.figure import Figure

from . import advocacy, awareness, community, education, funding, membership, months, outreach, press, support

CHAPTERS = (membership, community, support, outreach, awareness, press, advocacy, education, funding)

FIGURES: dict[str, Figure] = {
    figure.id: figure for chapter in (*CHAPTERS, months) for figure in chapter.FIGURES
}


def listed() -> list[Figure]:
    """The figures that a report states, in the order of its chapters."""
    return [figure for figure in FIGURES.values() if figure.listed]
