"""`aboveboard backup-key FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from django.core.management import CommandError
from django_typer.management import TyperCommand
from typer import Argument

from aboveboard.config.backups.sealing import new_identity


class Command(TyperCommand):
    help = "Make the key that opens backups, and print the recipient to make them for."
    requires_system_checks = ()

    def handle(self, file: Annotated[Path, Argument(help="Where the key goes: not on the server.")]) -> None:
        identity, recipient = new_identity()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        with os.fdopen(descriptor, "w") as key:
            key.write(f"# opens backups of Aboveboard made for {recipient}\n{identity}\n")
        self.echo(recipient)
