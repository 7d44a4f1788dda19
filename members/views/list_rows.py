"""Lines of the list of members as rows of its table. Drawn here and by no template: a page has some five hundred
cells, and what is around a cell costs a template more than the cell."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from utsopi.ui.tables import NOTHING, shown

from ..lines import Coded, Line


def drawn(codes: list[Coded], lines: list[Line], names: Mapping[UUID, str] | None) -> SafeString:
    """A row for each; with the chosen name beside the number where `names` are shown."""
    return format_html_join(
        "\n",
        '<tr><th scope="row"><a href="{}">{}</a></th>{}{}</tr>',
        (
            (reverse("member", args=[code.key]), line.number, _name(names, code.key), _cells(line))
            for code, line in zip(codes, lines, strict=True)
        ),
    )


def _name(names: Mapping[UUID, str] | None, key: UUID) -> SafeString:
    return (
        SafeString()
        if names is None
        else format_html("<td><strong>{}</strong></td>", names.get(key, NOTHING))
    )


def _cells(line: Line) -> SafeString:
    _number, *rest = line
    return format_html_join("", "<td>{}</td>", ((shown(value),) for value in rest))
