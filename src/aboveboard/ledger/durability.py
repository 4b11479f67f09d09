"""Whether the database keeps what it has acknowledged through a power cut."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

_ENGINE = "Use the engine aboveboard.ledger.database.sqlite3, which sets this itself."


@dataclass(frozen=True)
class Weakness:
    """A setting by which an acknowledged filing, or an erasure, could come undone."""

    what: str
    mend: str


def list_weaknesses(connection: BaseDatabaseWrapper) -> list[Weakness]:
    """What is amiss with the settings of this connection and its server; empty when nothing is."""
    return _of_sqlite(connection) if connection.vendor == "sqlite" else _of_postgresql(connection)


def _of_sqlite(connection: BaseDatabaseWrapper) -> list[Weakness]:
    found = []
    with connection.cursor() as cursor:

        def setting(name: str) -> str:
            return str(cursor.execute(f"PRAGMA {name}").fetchone()[0])

        in_memory = not cursor.execute("PRAGMA database_list").fetchone()[2]
        if not in_memory and setting("journal_mode") != "wal":
            found.append(Weakness("The database does not keep a write-ahead log.", _ENGINE))
        if int(setting("synchronous")) < 2:
            found.append(
                Weakness("A power cut could undo what was acknowledged (synchronous is not FULL).", _ENGINE)
            )
        if setting("foreign_keys") != "1":
            found.append(Weakness("Foreign keys are not enforced.", _ENGINE))
        if setting("secure_delete") != "1":
            found.append(
                Weakness("Erased content stays readable in the file (secure_delete is off).", _ENGINE)
            )
        if setting("recursive_triggers") != "1":
            found.append(Weakness("REPLACE passes by the guards (recursive_triggers is off).", _ENGINE))
    return found


def _of_postgresql(connection: BaseDatabaseWrapper) -> list[Weakness]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
            " AND setting = 'off' ORDER BY name"
        )
        return [
            Weakness(
                f"A power cut could undo what was acknowledged ({name} is off).",
                f"Set {name} = on in postgresql.conf and reload it.",
            )
            for name, _ in cursor.fetchall()
        ]
