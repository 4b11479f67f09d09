"""Django's SQLite backend, with writers in a queue and commits that survive a power cut.

SQLite lets one process write at a time and makes the others try again, with luck deciding who is next. Here every
writer first takes a file lock, before BEGIN IMMEDIATE, and lets go after commit or rollback. `flock` on a descriptor
of its own, because `lockf` would not keep two threads of one process apart. Local disks only.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

BUSY_TIMEOUT_SECONDS = 30.0
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class WriteLock:
    """The right to write to one database file. Taking it twice, in one connection, is taking it once."""

    def __init__(self, path: str, timeout: float) -> None:
        self._path = f"{path}.lock"
        self._timeout = timeout
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        return self._descriptor is not None

    def take(self) -> None:
        """Waits for its turn; raises `OperationalError` after the timeout, as SQLite itself would."""
        if self.is_held:
            return
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(descriptor)
                    raise OperationalError("database is locked") from None
                # flock cannot wait with a time limit. Short, uneven naps: nobody is always the one who is late.
                time.sleep(random.uniform(0.0002, 0.002))  # noqa: S311
            except BaseException:
                os.close(descriptor)
                raise
            else:
                self._descriptor = descriptor
                return

    def release(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)


class _Cursor(base.SQLiteCursorWrapper):
    """Takes the lock for a single statement that writes outside a transaction."""

    write_lock: WriteLock | None = None

    @contextmanager
    def _turn(self, query: str) -> Iterator[None]:
        lock = self.write_lock
        if lock is None or lock.is_held or self.connection.in_transaction or not _is_write(query):
            yield
            return
        lock.take()
        try:
            yield
        finally:
            lock.release()

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn(query):
            return super().executemany(query, param_list)


def _is_write(query: str) -> bool:
    return query.lstrip()[:7].upper().startswith(_WRITES)


# The stubs leave out what Django calls its own hooks; it has had these four, unchanged, since 1.8.
_Base: Any = base.DatabaseWrapper


class DatabaseWrapper(_Base):  # type: ignore[misc]
    """`ENGINE: aboveboard.ledger.database.sqlite3`. OPTIONS are those of Django's own, with safer defaults."""

    write_lock: WriteLock | None = None

    def get_connection_params(self) -> dict[str, Any]:
        options: dict[str, Any] = self.settings_dict["OPTIONS"]
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", BUSY_TIMEOUT_SECONDS)
        params: dict[str, Any] = super().get_connection_params()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        # A database in memory has no path: it is one process's own, and nobody queues for it.
        self.write_lock = WriteLock(path, conn_params["timeout"]) if path else None
        if self.write_lock and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # Two processes that turn WAL on at once do not wait for each other; the lock makes them.
            self.write_lock.take()
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                self.write_lock.release()
        # FULL: with NORMAL a power cut loses what was already acknowledged.
        connection.execute("PRAGMA synchronous = FULL")
        # Erased content is overwritten, not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")
        # Without it INSERT OR REPLACE deletes rows and fires no trigger.
        connection.execute("PRAGMA recursive_triggers = ON")
        # SQLite's own 2 MB hold not even one busy desk: with 16 MB its list takes half the processor time.
        connection.execute("PRAGMA cache_size = -16384")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.write_lock = self.write_lock
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.write_lock is None or self.transaction_mode == "DEFERRED":
            super()._start_transaction_under_autocommit()
            return
        self.write_lock.take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.write_lock.release()
            raise

    def _commit(self) -> Any:
        # Released only when it succeeds: after a failed commit Django rolls back, still in its turn.
        super()._commit()
        self._release()

    def _rollback(self) -> Any:
        try:
            super()._rollback()
        finally:
            self._release()

    def _close(self) -> Any:
        try:
            super()._close()
        finally:
            self._release()

    def _release(self) -> None:
        if self.write_lock is not None:
            self.write_lock.release()
