"""Bring a backup back into an empty place, and prove it."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from aboveboard.config.backups import FORMAT, BackupError, databases
from aboveboard.config.backups.make import kept_files
from aboveboard.config.backups.sealing import unseal
from aboveboard.ledger import guards

# Made by merely starting, in the demo; the backup's own takes its place.
MADE_ON_START = frozenset({"keys/django"})


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: when the backup was made, by which version, and how many files stand in the data folder."""

    made_at: str
    version: str
    files: int


def restore_backup(path: Path, *, identities: list[Any], prove: Callable[[], None]) -> Restored:
    """Restore `path` into the configured database and data folder, both empty, and bring it up to this version.

    `prove` verifies what came back, and raises when it does not hold. Raises BackupError, having changed nothing,
    when the target is not empty or the file is damaged, cut short, another database's or a newer version's.
    """
    _refuse_unless_empty()
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA) as folder:
        staged = Path(folder)

        def read(plain: BinaryIO) -> None:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                _stage(tar, staged)

        with path.open("rb") as sealed:
            unseal(sealed, read, identities)
        manifest = json.loads((staged / "manifest.json").read_text())
        _bring_back_database(staged, manifest)
        files = _bring_back_files(staged / "files")
    call_command("migrate", interactive=False, verbosity=0)
    prove()
    return Restored(made_at=manifest["made_at"], version=manifest["aboveboard"], files=files)


def _refuse_unless_empty() -> None:
    if not databases.is_empty():
        raise BackupError(
            "The database is not empty. A restore never writes over records: name an empty database in "
            "DATABASE_URL, or an empty folder in ABOVEBOARD_DATA, and run it again."
        )
    if settings.DATA.exists():
        found = [path.relative_to(settings.DATA).as_posix() for path in kept_files(settings.DATA)]
        if strange := [name for name in found if name not in MADE_ON_START]:
            raise BackupError(
                f"The data folder {settings.DATA} is not empty: it has {strange[0]}. Use another."
            )


def _stage(tar: tarfile.TarFile, staged: Path) -> None:
    """Write every member below `staged`, refusing names that lead elsewhere, and read the manifest first."""
    first = True
    for member in tar:
        name = PurePosixPath(member.name)
        if not member.isfile() or name.is_absolute() or ".." in name.parts:
            raise BackupError(f"The backup holds something that is no plain file: {member.name}.")
        target = staged.joinpath(*name.parts)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = tar.extractfile(member)
        assert content is not None
        with target.open("xb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)
        target.chmod(0o600)
        if first:
            _check_manifest(target)
            first = False
    if first:
        raise BackupError("The backup is empty.")


def _check_manifest(path: Path) -> None:
    manifest = json.loads(path.read_text()) if path.name == "manifest.json" else {}
    if manifest.get("format") != FORMAT:
        raise BackupError("This is not a backup of Aboveboard, or one of a version to come.")
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"The backup is of a {manifest['database']} database and DATABASE_URL names a {connection.vendor} one."
        )
    known = MigrationExecutor(connection).loader.disk_migrations
    if newer := [migration for migration in manifest["migrations"] if tuple(migration) not in known]:
        raise BackupError(
            f"The backup was made by a newer version, {manifest['aboveboard']}: this one does not know "
            f"{'.'.join(newer[0])}. Install that version and restore with it."
        )


def _bring_back_database(staged: Path, manifest: dict[str, Any]) -> None:
    if connection.vendor == "sqlite":
        databases.check_sqlite(staged / "database.sqlite3")
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        for leftover in name.parent.glob(f"{name.name}-*"):
            leftover.unlink()
        shutil.move(staged / "database.sqlite3", name)
        return
    executor = MigrationExecutor(connection)
    latest = dict(sorted(map(tuple, manifest["migrations"])))
    executor.migrate(list(latest.items()))
    with transaction.atomic():
        guards.remove(connection)
        databases.read_postgresql(_pieces(staged / "tables"))
        databases.restart_sequences()
        guards.install(connection)


def _pieces(tables: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for piece in sorted(tables.glob("*/*")):
        with piece.open("rb") as content:
            yield piece.parent.name, content


def _bring_back_files(files: Path) -> int:
    count = 0
    for path in sorted(files.rglob("*")) if files.exists() else ():
        if path.is_file():
            target = settings.DATA / path.relative_to(files)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
            count += 1
    return count
