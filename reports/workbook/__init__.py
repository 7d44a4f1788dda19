"""The record workbook, in and out: what is exported here is what the rest of the house uses."""

from .exporting import export_workbook
from .importing import import_workbook
from .report import Counts, ImportReport, Problem, WorkbookRefused

__all__ = ["Counts", "ImportReport", "Problem", "WorkbookRefused", "export_workbook", "import_workbook"]
