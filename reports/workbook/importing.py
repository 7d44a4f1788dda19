"""The import: read and check everything, then write it in one transaction, or nothing at all."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from utsopi.audit.log import record
from utsopi.audit.models import Action

from .checking import Reading, read_sheet
from .declare import Sheet
from .report import Counts, ImportReport, Problem, Problems, WorkbookRefused
from .settling import ALSO, Import
from .sheets import BY_NAME, SHEETS
from .sources import opened
from .storing import store_sheet
from .tables import Table

# called with what is done just now (to be translated by whoever shows it), how many steps are behind, of how many
Progress = Callable[[str, int, int], None]
READING = gettext_noop("Reading and checking the sheets")
STORING = gettext_noop("Comparing with what is there, and storing")


class _Stop(Exception):
    """The database refused something that the checks let through; the problem is noted."""


def import_workbook(
    source: Path | str, *, by, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Imports the workbook at `source`: a folder of CSV, an .xlsx, a .zip of CSV, or one CSV called as its sheet.

    With any problem, and in a dry run, nothing is written; the report says what would have been. `by` is the
    account that imports, None for the machine. `progress` is called with (step, done, total); what it does to
    this database while sheets are stored is seen by others only at the end. Raises WorkbookRefused where the
    file is no workbook, or the database cannot be reached.
    """
    problems, tell = Problems(), progress or (lambda step, done, total: None)
    with opened(Path(source)) as tables, ExitStack() as stack:
        readings = _read(tables, problems, tell, stack)
        report = ImportReport(dry_run=dry_run)
        try:
            _store(Import(problems, readings), report, by, tell)
        except _Stop:
            pass
        except OperationalError as error:
            reason = _("The database is busy or out of reach. Nothing was written; try again.")
            raise WorkbookRefused(reason) from error
        except IntegrityError as error:  # what a database only says at the very end
            problems.add("", None, "", "", _refusal(None, error))
    report.problems, report.problem_count = _in_order(problems), problems.total
    return report


def _read(tables: list[Table], problems: Problems, tell: Progress, stack: ExitStack) -> dict[str, Reading]:
    """The known sheets, in the order of their declaration, whatever the file's order is."""
    by_name: dict[str, Table] = {}
    for table in tables:
        if table.name not in BY_NAME:
            problems.add(table.name, None, "", table.name, _("There is no sheet of this name."))
        elif table.name in by_name:
            problems.add(table.name, None, "", table.name, _("This sheet is there twice."))
        else:
            by_name[table.name] = table
    readings = {}
    for sheet in SHEETS:
        if table := by_name.get(sheet.name):
            tell(READING, len(readings), 2 * len(by_name))
            readings[sheet.name] = read_sheet(sheet, table, problems)
            stack.callback(readings[sheet.name].spool.close)
    return readings


def _store(run: Import, report: ImportReport, by, tell: Progress) -> None:
    total = 2 * len(run.readings)
    with transaction.atomic():
        for number, (name, reading) in enumerate(run.readings.items(), len(run.readings)):
            tell(STORING, number, total)
            report.sheets[name] = _stored(reading, run)
        report.also = run.also
        if run.problems.total or report.dry_run:
            transaction.set_rollback(True)
        else:
            _note(report, by)
    tell(STORING, total, total)


def _stored(reading: Reading, run: Import) -> Counts:
    try:
        return store_sheet(reading, run)
    except (IntegrityError, DataError) as error:
        run.problems.add(reading.sheet.name, None, "", "", _refusal(reading.sheet, error))
        raise _Stop from error


def _refusal(sheet: Sheet | None, error: Exception) -> str:
    """In words, where the constraint has some. The database's own detail may hold values: only its rule is told."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or str(error).partition("\n")[0]
    for constraint in sheet.model._meta.constraints if sheet else ():
        if constraint.name in rule:
            return str(constraint.get_violation_error_message())
    return _("The database refused these rows: %(rule)s. Did somebody else change them just now?") % {
        "rule": rule
    }


def _note(report: ImportReport, by) -> None:
    """One audit entry for each sheet that changed something: counts, never values."""
    written = {BY_NAME[name].model: counts for name, counts in report.sheets.items()}
    written |= {model: report.also[name] for model, name in ALSO.items() if name in report.also}
    for model, counts in written.items():
        if counts.written:
            told = {"created": counts.created, "changed": counts.changed}
            record(Action.IMPORT, model._meta.label, by=by, counts=told, with_moment=True)


def _in_order(problems: Problems) -> list[Problem]:
    """As somebody goes through the file: sheet by sheet, row by row."""
    places = {sheet.name: number for number, sheet in enumerate(SHEETS)}
    return sorted(problems, key=lambda problem: (places.get(problem.sheet, len(places)), problem.row or 0))
