"""What the database holds for memberships: no two intervals of one member overlap."""

from utsopi.triggers import Rule

_OVERLAP = (
    "SELECT 1 FROM members_membership AS other WHERE other.member_id = NEW.member_id AND other.id <> NEW.id "
    "AND (other.ended_on IS NULL OR other.ended_on > NEW.started_on) "
    "AND (NEW.ended_on IS NULL OR NEW.ended_on > other.started_on)"
)

NO_OVERLAP = Rule(
    sqlite=tuple(
        f"CREATE TRIGGER membership_no_overlap_{act.lower()} BEFORE {act} ON members_membership "
        f"WHEN EXISTS ({_OVERLAP}) BEGIN SELECT RAISE(ABORT, 'membership_no_overlap'); END"
        for act in ("INSERT", "UPDATE")
    ),
    postgresql=(
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "ALTER TABLE members_membership ADD CONSTRAINT membership_no_overlap EXCLUDE USING gist "
        "(member_id WITH =, daterange(started_on, ended_on) WITH &&) DEFERRABLE INITIALLY IMMEDIATE",
    ),
    drop_sqlite=(
        "DROP TRIGGER IF EXISTS membership_no_overlap_insert",
        "DROP TRIGGER IF EXISTS membership_no_overlap_update",
    ),
    drop_postgresql=("ALTER TABLE members_membership DROP CONSTRAINT IF EXISTS membership_no_overlap",),
)
