"""`aboveboard restore FILE --identity KEYFILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from django.core.management import CommandError
from django_typer.management import TyperCommand
from typer import Argument, Option

from aboveboard.config.backups import BackupError
from aboveboard.config.backups.restore import restore_backup
from aboveboard.config.backups.sealing import read_identities
from aboveboard.ledger.verification import verify
from aboveboard.web import clock


def prove() -> None:
    """Verify the ledger over what came back, its guards included. Raises BackupError with what does not hold."""
    report = verify(now=clock.now())
    if not report.is_sound:
        found = "\n".join(f"- {finding.what}" for finding in report.findings)
        raise BackupError(
            f"Everything is back, and it does not verify:\n{found}\n"
            "Keep this for whoever looks into it, and restore an earlier backup elsewhere."
        )


class Command(TyperCommand):
    help = "Bring a backup back into an empty database and data folder, and verify what came back."
    requires_system_checks = ()

    def handle(
        self,
        file: Annotated[Path, Argument(help="The backup.", exists=True, dir_okay=False)],
        identity: Annotated[Path, Option(help="The file with the key that opens it.")],
    ) -> None:
        try:
            restored = restore_backup(file, identities=read_identities(identity), prove=prove)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.echo(
            f"Restored the backup of {restored.made_at}, made by version {restored.version}, with "
            f"{restored.files} files. It verifies. Everybody signs in again."
        )
