"""Imports a record workbook; with any problem nothing is written, and every problem is listed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.workbook import ImportReport, WorkbookRefused, import_workbook


class Command(BaseCommand):
    help = "Imports a record workbook: a folder of CSV files or an .xlsx. All or nothing; ends with 1 on problems."

    def add_arguments(self, parser):
        parser.add_argument("path", help="the folder or the file")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args, path, dry_run, **options):
        try:
            report = import_workbook(path, by=None, dry_run=dry_run)
        except WorkbookRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not report.ok:
            self._list_problems(report)
            counted = ngettext("%(count)d problem", "%(count)d problems", report.problem_count)
            counted %= {"count": report.problem_count}
            raise CommandError(_("%(problems)s. Nothing was written.") % {"problems": counted})
        self._tell(report)

    def _list_problems(self, report: ImportReport) -> None:
        heads = (_("sheet"), _("row"), _("column"), _("value"), _("reason"))
        rows = [
            (each.sheet, "" if each.row is None else str(each.row), each.column, each.value, each.reason)
            for each in report.problems
        ]
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stderr.write(line.rstrip())
        if left_out := report.problem_count - len(rows):
            more = ngettext("… and %(count)d more", "… and %(count)d more", left_out)
            self.stderr.write(more % {"count": left_out})

    def _tell(self, report: ImportReport) -> None:
        line = "{:<24}{:>10}{:>10}{:>10}"
        self.stdout.write(line.format("", _("created"), _("changed"), _("unchanged")))
        for name, counts in (report.sheets | report.also).items():
            self.stdout.write(line.format(name, counts.created, counts.changed, counts.unchanged))
        self.stdout.write(_("A dry run: nothing was written.") if report.dry_run else _("Written."))
