"""The database as members of a tar, and back: a snapshot of one moment, whoever writes meanwhile."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from aboveboard.config.backups import PIECE, BackupError

# Signed-in sessions are worth stealing and worth nothing after a restore.
LEFT_OUT = frozenset({"django_session"})
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def applied_migrations() -> list[list[str]]:
    """Every migration that the database has, as [app, name]."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied)


def is_empty() -> bool:
    """True when there is no table yet."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def copy_sqlite(folder: Path) -> Path:
    """A copy of one moment in `folder`, which must be private; made by SQLite itself, and nobody waits for it."""
    copy = folder / "database.sqlite3"
    connection.ensure_connection()
    target = sqlite3.connect(copy)
    try:
        connection.connection.backup(target)
        for table in LEFT_OUT.intersection(connection.introspection.table_names()):
            target.execute(f"DELETE FROM {table}")  # noqa: S608 - the name is ours
        target.commit()
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("VACUUM")
    finally:
        target.close()
    return copy


def write_postgresql(tar: tarfile.TarFile) -> None:
    """Add every table as pieces of COPY text, all of one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in tables_to_copy():
            copying = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _columns(cursor, table))
            number, buffer = 0, io.BytesIO()
            with cursor.copy(copying) as copy:
                for block in copy:
                    buffer.write(block)
                    if buffer.tell() >= PIECE:
                        add_bytes(tar, f"tables/{table}/{number:06}", buffer.getvalue())
                        number, buffer = number + 1, io.BytesIO()
            add_bytes(tar, f"tables/{table}/{number:06}", buffer.getvalue())


def tables_to_copy() -> list[str]:
    """The tables of our models and of their dependencies, and the list of migrations."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*names, MigrationRecorder.Migration._meta.db_table} - LEFT_OUT)


def read_postgresql(tables: Iterable[tuple[str, IO[bytes]]]) -> None:
    """Replace what is in the tables by pieces of COPY text, given as (table, piece). Guards must be down.

    Foreign keys are deferred, so that the order of the tables does not matter.
    """
    with connection.cursor() as cursor:
        emptied: set[str] = set()
        known = set(tables_to_copy())
        for table, piece in tables:
            if table not in known:
                raise BackupError(f"The backup holds a table that this version does not know: {table}.")
            name = sql.Identifier(table)
            if table not in emptied:
                cursor.execute(sql.SQL("DELETE FROM {}").format(name))  # what migrations wrote
                emptied.add(table)
            copying = sql.SQL("COPY {} ({}) FROM STDIN").format(name, _columns(cursor, table))
            with cursor.copy(copying) as copy:
                while block := piece.read(1024 * 1024):
                    copy.write(block)


def restart_sequences() -> None:
    """Let the next row of each table take the number after its last."""
    with connection.cursor() as cursor:
        for table in tables_to_copy():
            for sequence in connection.introspection.get_sequences(cursor, table):
                column = sequence["column"]
                cursor.execute(
                    sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}").format(
                        sql.Literal(sequence["name"]), sql.Identifier(column), sql.Identifier(table)
                    )
                )


def check_sqlite(path: Path) -> None:
    """Raise BackupError unless SQLite finds its own file whole."""
    database = sqlite3.connect(path)
    try:
        said = database.execute("PRAGMA integrity_check").fetchone()[0]
        broken = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        said, broken = str(error), None
    finally:
        database.close()
    if said != "ok" or broken:
        raise BackupError(f"The database in the backup is damaged: {said if said != 'ok' else broken}.")


def _columns(cursor: CursorWrapper, table: str) -> sql.Composable:
    cursor.execute(COLUMNS, [table])
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add one member from memory."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
