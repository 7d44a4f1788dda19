"""What the database holds for vouchers beyond its constraints.

A line of the ledger is never changed, and deleted only with the books of a programme whose seven years are over. An
envelope goes to a card of its own programme that was handed over, and envelopes of closed books stay as they are.
SQLite forgets a trigger where a migration makes the table anew: such a migration sets the rule up again.
"""

from utsopi.triggers import Deletable, Rule, append_only

_CLOSED = "EXISTS (SELECT 1 FROM outreach_voucherprogramme AS closed WHERE closed.id = {row}.programme_id AND {when})"


def _is_over(first_day: str) -> str:
    """Seven years from 1 January after the year in which the books were closed."""
    return f'OLD."on" < {first_day} AND ' + _CLOSED.format(row="OLD", when=f"closed.closed_on < {first_day}")


LEDGER = append_only(
    "outreach_ledgerentry",
    deletable=Deletable(
        sqlite=_is_over("date('now', 'start of year', '-7 years')"),
        postgresql=_is_over("(date_trunc('year', CURRENT_DATE) - INTERVAL '7 years')"),
    ),
)

_NO_CARD = (
    "NEW.token_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outreach_token AS card WHERE card.id = NEW.token_id "
    "AND card.programme_id = NEW.programme_id AND card.state IN ('handed', 'used'))"
)
_BOOKS_CLOSED = _CLOSED.format(row="NEW", when="closed.closed_on IS NOT NULL")
_REFUSED = {
    "card": ("an envelope goes to a card of its programme that was handed over", _NO_CARD),
    "closed": ("the books of this programme are closed", _BOOKS_CLOSED),
}


def _sqlite(name: str, words: str, when: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER outreach_envelope_{name}_{act.lower()} BEFORE {act} ON outreach_envelope WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for act in ("INSERT", "UPDATE")
    )


def _postgresql(name: str, words: str, when: str) -> tuple[str, ...]:
    function = f"outreach_envelope_{name}"
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {function} BEFORE INSERT OR UPDATE ON outreach_envelope "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
    )


ENVELOPES = Rule(
    sqlite=tuple(each for name, told in _REFUSED.items() for each in _sqlite(name, *told)),
    postgresql=tuple(each for name, told in _REFUSED.items() for each in _postgresql(name, *told)),
    drop_sqlite=tuple(
        f"DROP TRIGGER IF EXISTS outreach_envelope_{name}_{act}"
        for name in _REFUSED
        for act in ("insert", "update")
    ),
    drop_postgresql=tuple(
        statement
        for name in _REFUSED
        for statement in (
            f"DROP TRIGGER IF EXISTS outreach_envelope_{name} ON outreach_envelope",
            f"DROP FUNCTION IF EXISTS outreach_envelope_{name}()",
        )
    ),
)
