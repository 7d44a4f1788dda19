"""Exports the records as a workbook that imports to the same figures."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.workbook import WorkbookRefused, export_workbook


class Command(BaseCommand):
    help = "Exports the records: one .xlsx where PATH is called so, else a folder of CSV files."

    def add_arguments(self, parser):
        parser.add_argument("path", help="where to write; nothing may be there yet")
        parser.add_argument("--year", type=int, help="only what the figures of this year read")
        parser.add_argument("--force", action="store_true", help="write over what is there")

    def handle(self, *args, path, year, force, **options):
        try:
            counts = export_workbook(path, by=None, year=year, force=force)
        except WorkbookRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for name, count in counts.items():
            self.stdout.write(f"{name:<24}{count:>10}")
        self.stdout.write(_("Written to %(path)s.") % {"path": path})
