"""`aboveboard restore FILE --identity KEYFILE`.

What was filed after the backup is missing from what comes back, and a ledger that went on from there would tell a
second history. So it comes back stopped, unless whoever restores says that nothing was filed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from django.core.management import CommandError
from django_typer.management import TyperCommand
from typer import Argument, Option

from aboveboard.config.backups import BackupError
from aboveboard.config.backups.restore import restore_backup
from aboveboard.config.backups.sealing import read_identities
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.successors import add_known_checkpoint, resume_log, stop_log
from aboveboard.ledger.tree import get_last_log, is_stopped
from aboveboard.ledger.verification import verify
from aboveboard.rules.actor import SystemActor
from aboveboard.web import clock

TERMINAL = SystemActor("terminal")
STOPPED = (
    "Nothing is filed until you have run `aboveboard ledger close`: what was filed after this backup is missing, so "
    "the ledger is closed and another opened after it. If somebody outside has been sent a checkpoint, take it in "
    "first: `aboveboard ledger known-checkpoint FILE`."
)


@dataclass
class Proof:
    """Stops the ledger that came back, and verifies it. `was_stopped` says that it was when it was backed up."""

    was_stopped: bool = False

    def __call__(self) -> None:
        """Raises BackupError with what does not hold, the ledger's guards included."""
        self.was_stopped = is_stopped()
        # Before anything else: web server and worker may be started at any moment.
        stop_log(actor=TERMINAL, now=clock.now())
        report = verify(now=clock.now())
        if not report.is_sound:
            found = "\n".join(f"- {finding.what}" for finding in report.findings)
            raise BackupError(
                f"Everything is back, and it does not verify:\n{found}\n"
                "Keep this for whoever looks into it, and restore an earlier backup elsewhere."
            )


def take_up_ledger(checkpoints: list[Path], *, moved: bool) -> str:
    """Take in what is known outside, and go on with the ledger if nothing is missing; what to do, in words.

    Raises BackupError.
    """
    try:
        known = [
            add_known_checkpoint(actor=TERMINAL, now=clock.now(), note=path.read_bytes())
            for path in checkpoints
        ]
        if moved:
            resume_log(actor=TERMINAL, now=clock.now())
            return "The ledger goes on."
    except LedgerError as refused:
        raise BackupError(str(refused)) from refused
    missing = max((each.size - each.head_size for each in known), default=0)
    lost = f"{missing} entries that are known outside are missing. " if missing > 0 else ""
    return f"{lost}{STOPPED}" if get_last_log() is not None else ""


class Command(TyperCommand):
    help = "Bring a backup back into an empty database and data folder, and verify what came back."
    requires_system_checks = ()

    def handle(
        self,
        file: Annotated[Path, Argument(help="The backup.", exists=True, dir_okay=False)],
        identity: Annotated[Path, Option(help="The file with the key that opens it.")],
        checkpoint: Annotated[
            list[Path] | None,
            Option(help="A checkpoint that somebody outside holds. Repeatable.", exists=True, dir_okay=False),
        ] = None,
        moved: Annotated[
            bool, Option("--moved", help="The service was stopped before this backup, and has not run since.")
        ] = False,
    ) -> None:
        proof = Proof()
        try:
            restored = restore_backup(file, identities=read_identities(identity), prove=proof)
            then = take_up_ledger(checkpoint or [], moved=moved and not proof.was_stopped)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.echo(
            f"Restored the backup of {restored.made_at}, made by version {restored.version}, with "
            f"{restored.files} files. It verifies. Everybody signs in again."
        )
        if then:
            self.echo(then)
