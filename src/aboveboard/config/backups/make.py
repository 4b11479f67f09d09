"""Make a backup while the service runs."""

from __future__ import annotations

import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from aboveboard.config.backups import FORMAT, BackupError, databases
from aboveboard.config.backups.sealing import seal
from aboveboard.ledger.keys import key_path

# What is made again by itself, or belongs to one machine and one moment.
NOT_KEPT = frozenset({"static", "mail", "last-backup"})


def make_backup(path: Path, *, recipients: list[Any], now: datetime) -> int:
    """Write one encrypted file at `path`, mode 0600, whole or not at all; returns its size in bytes.

    Raises BackupError when `path` exists or there is nothing to back up.
    """
    if path.exists():
        raise BackupError(f"{path} exists already. A backup never writes over another; choose a new name.")
    if databases.is_empty():
        raise BackupError("There is no database to back up. Check DATABASE_URL and ABOVEBOARD_DATA.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sealed:
            _seal_everything(sealed, recipients, now)
            sealed.flush()
            os.fsync(sealed.fileno())
        os.link(draft, path)  # unlike a rename, never over a file that came to be meanwhile
    except FileExistsError as error:
        raise BackupError(f"{path} came to exist meanwhile. Choose a new name.") from error
    finally:
        draft.unlink()
    (settings.DATA / "last-backup").write_text(f"{now.isoformat()}\n")  # the status page reads it
    return path.stat().st_size


def kept_files(data: Path) -> Iterator[Path]:
    """Every file of the data folder that a backup holds, sorted: keys and evidence, but no database."""
    database = connection.settings_dict["NAME"] if connection.vendor == "sqlite" else None
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        hidden = any(part.startswith(".") for part in inside.parts)
        # SQLite and the write lock put files beside the database that begin with its name.
        of_database = database is not None and str(path).startswith(str(Path(database).resolve()))
        if path.is_file() and inside.parts[0] not in NOT_KEPT and not hidden and not of_database:
            yield path


def _seal_everything(sealed: BinaryIO, recipients: list[Any], now: datetime) -> None:
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as private:
        copy = databases.copy_sqlite(Path(private)) if connection.vendor == "sqlite" else None
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "aboveboard": version("aboveboard"),
            "database": connection.vendor,
            "migrations": databases.applied_migrations(),
        }

        def write(plain: BinaryIO) -> None:
            with tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                databases.add_bytes(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
                if copy:
                    tar.add(copy, "database.sqlite3")
                    copy.unlink()
                else:
                    databases.write_postgresql(tar)
                for path in kept_files(settings.DATA):
                    tar.add(path, f"files/{path.relative_to(settings.DATA).as_posix()}")
                if key_path().exists() and not key_path().is_relative_to(settings.DATA):
                    tar.add(key_path(), "files/keys/ledger.pem")  # mounted from elsewhere

        seal(write, sealed, recipients)
