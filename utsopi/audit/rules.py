"""What the database holds for the audit trail: nothing is changed, and nothing is deleted before its time.

An entry goes when it is older than twelve months and a checkpoint stands for it; a link goes after its entry; a
checkpoint stays.
"""

from utsopi.triggers import Deletable, Rule, append_only

from .numbers import SEQUENCES, STEP

_POINT_STANDS_FOR = (
    "EXISTS (SELECT 1 FROM audit_checkpoint AS point JOIN audit_chainlink AS link ON link.series = point.series "
    "WHERE link.number = OLD.number AND link.position <= point.position)"
)
_ITS_ENTRY_IS_GONE = (
    "NOT EXISTS (SELECT 1 FROM audit_auditentry WHERE number = OLD.number) AND EXISTS (SELECT 1 FROM "
    "audit_checkpoint AS point WHERE point.series = OLD.series AND point.position >= OLD.position)"
)

ENTRIES = append_only(
    "audit_auditentry",
    "number",
    Deletable(
        sqlite=f"OLD.\"on\" < date('now', '-12 months') AND {_POINT_STANDS_FOR}",
        postgresql=f"OLD.\"on\" < CURRENT_DATE - INTERVAL '12 months' AND {_POINT_STANDS_FOR}",
    ),
)
LINKS = append_only("audit_chainlink", "number", Deletable(_ITS_ENTRY_IS_GONE, _ITS_ENTRY_IS_GONE))
CHECKPOINTS = append_only("audit_checkpoint")

NUMBERS = Rule(
    sqlite=(),
    postgresql=tuple(
        f"CREATE SEQUENCE {name} INCREMENT BY {STEP} START WITH {STEP - series}"
        for series, name in SEQUENCES.items()
    ),
    drop_sqlite=(),
    drop_postgresql=tuple(f"DROP SEQUENCE IF EXISTS {name}" for name in SEQUENCES.values()),
)
