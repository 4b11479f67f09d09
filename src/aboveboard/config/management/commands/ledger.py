"""`aboveboard ledger ...`: what an administrator or auditor does with the ledger from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django_typer.management import TyperCommand, command, initialize

from aboveboard.config import ledger_verifying


class Command(TyperCommand):
    help = "Look after the ledger."

    @initialize()
    def begin(self) -> None:
        """With a beginning, typer keeps `verify` a subcommand even while it is the only one."""

    @command(
        help="Check that nothing in the ledger has been changed, dropped or reordered. "
        "The exit code is 0 if it is sound, 1 if it is not, 2 if it could not be checked."
    )
    def verify(
        self,
        checkpoint: Annotated[
            list[Path] | None,
            typer.Option(
                help="Checkpoints from outside to check against: a file or a saved e-mail with some in it, or - for "
                "standard input (may be given more than once)."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    ) -> None:
        report, outside = ledger_verifying.run(checkpoint or [], show_progress=not as_json)
        says = ledger_verifying.as_json if as_json else ledger_verifying.in_words
        self.stdout.write(says(report, outside))
        if not report.is_sound:
            raise SystemExit(ledger_verifying.NOT_SOUND)
