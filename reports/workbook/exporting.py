"""The export: the records as the workbook they came from, streamed; what it writes imports to the same figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from utsopi.audit.log import record
from utsopi.audit.models import Action
from utsopi.handed_out import said_here
from utsopi.periods import NoPeriod

from .checking import BATCH
from .declare import Column, Sheet
from .kinds import LIST_SEPARATOR
from .report import WorkbookRefused
from .selecting import chosen
from .sheets import SHEETS
from .writing import write_folder, write_xlsx


def export_workbook(
    target: Path | str, *, by, year: int | None = None, force: bool = False
) -> dict[str, int]:
    """Writes the records to `target`, an .xlsx where it is called so, else a folder of CSV; returns the number
    of rows for each sheet.

    With `year` it holds what the figures of that year read. `by` is the account that exports, None for the
    machine. Raises WorkbookRefused where something is there already (unless `force`) or cannot be written.
    """
    target = Path(target)
    _hold_free(target, force)
    write = write_xlsx if target.suffix.lower() == ".xlsx" else write_folder
    try:
        with _one_moment():
            counts = write(target, ((sheet, _rows(sheet, year)) for sheet in SHEETS), _notice())
            _note(counts, year, by)
    except NoPeriod as error:
        raise WorkbookRefused(str(error)) from error
    except OperationalError as error:
        raise WorkbookRefused(_("The database is busy or out of reach. Try again.")) from error
    except OSError as error:
        raise WorkbookRefused(_("%(path)s cannot be written.") % {"path": target}) from error
    return counts


def _hold_free(target: Path, force: bool) -> None:
    if not target.absolute().parent.is_dir():
        raise WorkbookRefused(_("There is no folder %(path)s.") % {"path": target.absolute().parent})
    is_taken = any(target.iterdir()) if target.is_dir() else target.exists() and target.stat().st_size > 0
    if is_taken and not force:
        raise WorkbookRefused(_("%(path)s is there already.") % {"path": target})


@contextmanager
def _one_moment() -> Iterator[None]:
    """All sheets as they were at one moment: no question without its request."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _notice() -> str:
    """What the file must say of itself."""
    return " ".join(said_here())


def _note(counts: dict[str, int], year: int | None, by) -> None:
    told = {name: count for name, count in counts.items() if count}
    record(Action.EXPORT, "reports.Workbook", by=by, counts=told | {"year": year}, with_moment=True)


def _rows(sheet: Sheet, year: int | None) -> Iterator[list[Any]]:
    """The rows, cell by cell in the order of the columns: texts, numbers, dates, and None for empty."""
    single = [column for column in sheet.columns if column not in sheet.lists]
    paths = [column.kind.path(column.field) for column in single]
    records = chosen(sheet, year).values_list("pk", *paths).iterator(chunk_size=BATCH)
    while batch := list(islice(records, BATCH)):
        links = {column.name: _links(column, [pk for pk, *_values in batch]) for column in sheet.lists}
        for pk, *values in batch:
            named = {column.name: value for column, value in zip(single, values, strict=True)}
            named |= {name: names.get(pk, ()) for name, names in links.items()}
            yield [column.kind.write(named[column.name]) for column in sheet.columns]


def _links(column: Column, pks: list) -> dict[Any, list[str]]:
    owner, found = f"{column.kind.owner}_id", {}
    links = column.kind.through.objects.filter(**{f"{owner}__in": pks}).order_by("organisation__name")
    for pk, name in links.values_list(owner, "organisation__name").iterator():
        if LIST_SEPARATOR in name:
            reason = _(
                "The organisation “%(name)s” cannot stand in a list: take the semicolon out of its name."
            )
            raise WorkbookRefused(reason % {"name": name})
        found.setdefault(pk, []).append(name)
    return found
