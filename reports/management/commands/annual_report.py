"""The annual report from the command line."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.making import Format, make_report
from reports.reading import AUDIENCES, INTERNAL
from utsopi.audit.log import record
from utsopi.audit.models import Action
from utsopi.directory.choices import UNKNOWN, Region
from utsopi.periods import NoPeriod, Period


class Command(BaseCommand):
    help = "Counts a period and writes the annual report. Exact small numbers: not for publication."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="a calendar year, as in 2024")
        parser.add_argument("--start", type=date.fromisoformat, help="the first day, as in 2024-07-01")
        parser.add_argument("--end", type=date.fromisoformat, help="the last day, included")
        parser.add_argument("--region", choices=[*Region.values, UNKNOWN])
        parser.add_argument(
            "--language", choices=[code for code, _ in settings.OFFICE_LANGUAGES], default="en"
        )
        parser.add_argument("--audience", choices=["internal", "public"], default=INTERNAL)
        parser.add_argument("--format", choices=Format.values, required=True, dest="file_format")
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *, year, start, end, audience, output, region, language, file_format, **options) -> None:
        period = self._period(year, start, end)
        if audience not in AUDIENCES:
            raise CommandError(
                "A report for the public is refused until small numbers are protected: its exact small numbers "
                "could tell who somebody is. Make an internal one with --audience internal."
            )
        try:
            make_report(
                output,
                period=period,
                region=region,
                language=language,
                audience=audience,
                file_format=file_format,
            )
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        record(Action.REPORT, "reports.Report", by=None, fields=[period.code, file_format], with_moment=True)
        self.stdout.write(f"Wrote {output} ({period.code}).")

    @staticmethod
    def _period(year: int | None, start: date | None, end: date | None) -> Period:
        if (year is None) == (start is None and end is None) or (start is None) != (end is None):
            raise CommandError("Say either --year, or both --start and --end.")
        try:
            return Period.year(year) if year is not None else Period(start, end)
        except NoPeriod as error:
            raise CommandError(str(error)) from error
