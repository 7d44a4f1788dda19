"""The reference years in the database, for tests that look at them and do not try the import itself."""

from reports.workbook import import_workbook
from tests import flush, tables
from tests.workbook_help import YEARS

OF_THE_TRAIL = ("audit_auditentry", "audit_chainlink", "audit_checkpoint")
OF_THE_TEAM = ("team_user", "team_grant", "team_session", *OF_THE_TRAIL)
_kept: dict[str, tables.Rows] = {}


def bring_in(name: str) -> None:
    """All records of that year. The first test of a process imports them; those after it get the same rows,
    which takes a twentieth of the time and leaves no entry in the trail."""
    if name in _kept:
        tables.put(_kept[name])
        return
    before = tables.contents()
    assert import_workbook(YEARS[name], by=None).ok
    if not tables.more(before, than=flush.as_new).keys() - {"cache", *OF_THE_TEAM}:
        _keep(name, before)


def _keep(name: str, before: tables.Rows) -> None:
    """Only from a house that was empty: records that were there already would be part of the year."""
    found = tables.more(tables.contents(), than=before)
    _kept[name] = {table: rows for table, rows in found.items() if table not in OF_THE_TRAIL}
