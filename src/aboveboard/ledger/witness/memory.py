"""What a witness must never forget: its name, the newest checkpoint that it cosigned for each log, and any that it
refused as another history, which its log has signed, and which is therefore evidence.

A folder with two files: the key, and an SQLite database that is written through to the disk before anything is said.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from aboveboard.ledger.key_files import load_key, load_or_make_key
from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.notes import Cosigner, check_name

KEY_NAME = "witness-key.pem"
MEMORY_NAME = "cosigned.sqlite3"
LOCK_NAME = "in-use"

_TABLES = """
CREATE TABLE IF NOT EXISTS witness (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cosigned (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS refused (cosigned TEXT NOT NULL, refused TEXT NOT NULL, UNIQUE (cosigned, refused));
"""


# Only the log's own key can fill this, but it could do so for ever.
MOST_REFUSED = 100


class MemoryFault(LedgerError):
    """The witness's folder cannot be used as it is; the message says how to mend it."""


@dataclass(frozen=True)
class OpenFolder:
    """The folder of a witness, held by this process alone until it ends."""

    cosigner: Cosigner
    memory: Memory
    lock: int


class Memory:
    """The newest checkpoint of each log. Not for two threads at once: whoever uses it holds a lock."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        # EXTRA: the removal of the journal, which is the commit, is written through to the disk as well.
        self._database.execute("PRAGMA synchronous = EXTRA")
        self._database.executescript(_TABLES)

    def recall(self) -> dict[str, Checkpoint]:
        rows = self._database.execute("SELECT origin, size, root FROM cosigned")
        return {origin: Checkpoint(origin, size, root) for origin, size, root in rows}

    def remember(self, checkpoint: Checkpoint, note: str) -> None:
        """Returns when it is on the disk. `note` is the checkpoint as its log signed it."""
        self._database.execute(
            "INSERT INTO cosigned VALUES (?, ?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
            (checkpoint.origin, checkpoint.size, checkpoint.root, note),
        )

    def keep_refused(self, origin: str, note: str) -> bool:
        """Keeps a signed checkpoint that did not go on from the one that was cosigned; True if it is new."""
        kept = self._database.execute(
            "INSERT OR IGNORE INTO refused SELECT note, ? FROM cosigned WHERE origin = ?"
            " AND (SELECT count(*) FROM refused) < ?",
            (note, origin, MOST_REFUSED),
        )
        return kept.rowcount > 0

    def list_refused(self) -> list[tuple[str, str]]:
        """Each checkpoint that was refused, after the one that had been cosigned."""
        return list(self._database.execute("SELECT cosigned, refused FROM refused ORDER BY rowid"))

    def name(self) -> str:
        """The witness's name; empty before it has one."""
        row = self._database.execute("SELECT name FROM witness").fetchone()
        return str(row[0]) if row else ""

    def take_name(self, name: str) -> None:
        self._database.execute("INSERT INTO witness VALUES (1, ?)", (name,))


def open_folder(folder: Path, name: str) -> OpenFolder:
    """The witness that lives in this folder; made there under `name` if the folder is empty or missing.

    Raises `MemoryFault`, or `KeyFileError`. A witness that has lost its memory but has its key is not started: it
    could cosign a second history under a name that people trust.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = _take(folder)
    key, memory_file = folder / KEY_NAME, folder / MEMORY_NAME
    if key.exists() and not memory_file.exists():
        raise MemoryFault(
            f"{folder} holds a witness's key, but not {MEMORY_NAME}, which says what it has cosigned. Put it back, or "
            "begin a new witness with a new key in an empty folder."
        )
    try:
        memory = Memory(memory_file)
        known, remembered = memory.name(), memory.recall()
    except sqlite3.Error as fault:
        raise MemoryFault(f"{memory_file} cannot be read ({fault}). Put your copy of it back.") from None
    if name and known and name != known:
        raise MemoryFault(f"The witness in {folder} is called {known}. Leave --name out, or name that.")
    if not known:
        if not name:
            raise MemoryFault("Give the new witness a name: --name auditor.example.org/witness")
        memory.take_name(check_name(name))
    if remembered and not key.exists():
        raise MemoryFault(f"{key} is missing. Put the witness's key back from your offline copy.")
    private_key = (
        load_key(key, whose="witness") if known and remembered else load_or_make_key(key, whose="witness")
    )
    return OpenFolder(Cosigner(known or name, private_key), memory, lock)


def _take(folder: Path) -> int:
    """Holds the folder for this process. The system lets go of it when the process ends, however it ends."""
    lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise MemoryFault(
            f"Another witness is running in {folder}. Stop it, or use another folder."
        ) from None
    return lock
