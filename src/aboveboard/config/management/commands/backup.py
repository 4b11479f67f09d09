"""`aboveboard backup FILE --recipient age1...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from django.core.management import CommandError
from django_typer.management import TyperCommand
from typer import Argument, Option

from aboveboard.config.backups import BackupError
from aboveboard.config.backups.make import make_backup
from aboveboard.config.backups.sealing import parse_recipient
from aboveboard.notices.services.jobs import record_beat
from aboveboard.rules.actor import SystemActor
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Write the database, the keys and the files into one encrypted file, while the service runs."

    def handle(
        self,
        file: Annotated[Path, Argument(help="The file to write. It must not exist yet.")],
        recipient: Annotated[
            list[str], Option(help="Who can open it: age1..., as `aboveboard backup-key` prints. Repeatable.")
        ],
    ) -> None:
        try:
            recipients = [parse_recipient(text) for text in recipient]
            size = make_backup(file, recipients=recipients, now=clock.now())
            record_beat(actor=SystemActor("backup"), now=clock.now(), name="backup")
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.echo(
            f"Backed up to {file} ({size / 1_000_000:.1f} MB). Now and then, restore one somewhere else."
        )
