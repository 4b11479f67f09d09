"""Triggers by which the database itself refuses to change what the ledger has recorded.

Nothing may be changed in or deleted from nodes, checkpoints, entries and parts, but for one thing: an entry that is
whole may be erased, once, in full, by an erasure entry that stands after it; and then its parts. The ledger's own
entries never are. The triggers are put back after every migration, because SQLite rebuilds a table to change it and
drops its triggers without a word. `verify` and the readiness page look for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from aboveboard.ledger.kinds import ERASURE, OF_THE_LEDGER

_PREFIX = "ledger_guard"
_REFUSAL = "The ledger is never changed: this row stands as it was filed."

# What an UPDATE must leave as it is, and what it must do: nothing short of a whole, first erasure.
_ERASES_ENTRY = f"""
    OLD.erased_by_index IS NULL AND NEW.erased_by_index IS NOT NULL
    AND NEW.manifest IS NULL AND NEW.manifest_salt IS NULL AND NEW.actor = '' AND NEW.subject = ''
    AND NEW.id = OLD.id AND NEW.log_id = OLD.log_id AND NEW."index" = OLD."index"
    AND NEW.reference = OLD.reference AND NEW.leaf_hash = OLD.leaf_hash
    AND NEW.kind = OLD.kind AND NEW.filed_at = OLD.filed_at
    AND OLD.kind NOT IN ({", ".join(f"'{kind}'" for kind in sorted(OF_THE_LEDGER))})
    AND EXISTS (
        SELECT 1 FROM ledger_entry erasure WHERE erasure.kind = '{ERASURE}' AND erasure.id > OLD.id
        AND erasure.log_id = COALESCE(NEW.erased_by_log_id, NEW.log_id)
        AND erasure."index" = NEW.erased_by_index
    )
"""  # noqa: S608 - the kinds are our own constants
_ERASES_PART = """
    OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
    AND NEW.salt IS NULL AND NEW.content IS NULL AND NEW.location = ''
    AND NEW.id = OLD.id AND NEW.entry_id = OLD.entry_id AND NEW.name = OLD.name
    AND NEW.media_type = OLD.media_type AND NEW.length = OLD.length AND NEW.store = OLD.store
    AND EXISTS (
        SELECT 1 FROM ledger_entry entry WHERE entry.id = NEW.entry_id AND entry.erased_by_index IS NOT NULL
    )
"""

# Each guarded table, with the one change to it that is allowed.
GUARDED = {
    "ledger_node": None,
    "ledger_checkpoint": None,
    "ledger_cosignature": None,
    "ledger_entry": _ERASES_ENTRY,
    "ledger_part": _ERASES_PART,
}


@dataclass(frozen=True)
class Guard:
    """One trigger: `event` is UPDATE, DELETE or TRUNCATE; `allowed` is the condition under which it holds still."""

    table: str
    event: str
    allowed: str | None = None

    @property
    def name(self) -> str:
        return f"{_PREFIX}_{self.table.removeprefix('ledger_')}_{self.event.lower()}"


def guards_of(connection: BaseDatabaseWrapper) -> Iterator[Guard]:
    """Every guard that this kind of database should have."""
    for table, allowed in GUARDED.items():
        yield Guard(table, "UPDATE", allowed)
        yield Guard(table, "DELETE")
        if connection.vendor == "postgresql":
            yield Guard(table, "TRUNCATE")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place, replacing what stands under its name. Safe to repeat."""
    with connection.cursor() as cursor:
        for guard in guards_of(connection):
            cursor.execute(_drop(connection, guard))
            if connection.vendor == "postgresql":
                cursor.execute(_function(guard))
            cursor.execute(_create(connection, guard))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for the test suite, which empties tables. Safe to repeat."""
    with connection.cursor() as cursor:
        for guard in guards_of(connection):
            cursor.execute(_drop(connection, guard))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of guards that are not in place, or not as they should be, in order."""
    present = (
        _present_sqlite(connection) if connection.vendor == "sqlite" else _present_postgresql(connection)
    )
    return [guard.name for guard in guards_of(connection) if not _is_in_place(connection, guard, present)]


def _body(guard: Guard) -> str:
    """What a guard does on PostgreSQL, where a trigger's own condition may not look into a table."""
    refuse = f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
    if guard.allowed:
        return f" BEGIN IF ({guard.allowed}) IS NOT TRUE THEN {refuse} END IF; RETURN NEW; END "
    return f" BEGIN {refuse} END "


def _function(guard: Guard) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        + _body(guard)
        + "$$"
    )


def _drop(connection: BaseDatabaseWrapper, guard: Guard) -> str:
    if connection.vendor == "postgresql":
        return f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}"
    return f"DROP TRIGGER IF EXISTS {guard.name}"


def _create(connection: BaseDatabaseWrapper, guard: Guard) -> str:
    if connection.vendor == "postgresql":
        each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()"
        )
    when = f"WHEN ({guard.allowed}) IS NOT TRUE" if guard.allowed else ""
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _is_in_place(
    connection: BaseDatabaseWrapper, guard: Guard, present: dict[str, str | tuple[str, str]]
) -> bool:
    found = present.get(guard.name)
    # A trigger of that name that does something else is no guard. SQLite keeps the statement word for word.
    if connection.vendor == "sqlite":
        return found == _create(connection, guard)
    return found == (guard.table, _body(guard))


def _present_sqlite(connection: BaseDatabaseWrapper) -> dict[str, str | tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _present_postgresql(connection: BaseDatabaseWrapper) -> dict[str, str | tuple[str, str]]:
    with connection.cursor() as cursor:
        # tgenabled: O is on for ordinary sessions, A for all; D is a guard switched off.
        cursor.execute(
            "SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgname LIKE %s"
            " AND pg_table_is_visible(c.oid)",
            [f"{_PREFIX}%"],
        )
        return {name: (table, body) for name, table, body in cursor.fetchall()}
