"""`aboveboard ledger ...`: what an administrator or auditor does with the ledger from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import CommandError
from django_typer.management import TyperCommand, command, initialize
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aboveboard.ledger.verification import Report, verify
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Look after the ledger."

    @initialize()
    def begin(self) -> None:
        """With a beginning, typer keeps `verify` a subcommand even while it is the only one."""

    @command(help="Check that nothing in the ledger has been changed, dropped or reordered.")
    def verify(
        self,
        checkpoint: Annotated[
            list[Path] | None,
            typer.Option(help="A checkpoint from outside, to check against (may be given more than once)."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    ) -> None:
        report = self._run(checkpoint or [], show_progress=not as_json)
        self.stdout.write(json.dumps(as_dictionary(report), indent=2) if as_json else in_words(report))
        if not report.is_sound:
            raise SystemExit(1)

    def _run(self, checkpoints: list[Path], *, show_progress: bool) -> Report:
        try:
            outside = [path.read_bytes() for path in checkpoints]
        except OSError as refused:
            raise CommandError(f"{refused.filename} cannot be read: {refused.strerror}.") from None
        columns = (TextColumn("Checking entries"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, disable=not show_progress) as bar:
            task = bar.add_task("entries", total=None)
            return verify(
                now=clock.now(),
                external_checkpoints=outside,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )


def as_dictionary(report: Report) -> dict[str, object]:
    """The report for other programs; times in ISO 8601."""
    return {
        "sound": report.is_sound,
        "at": report.at.isoformat(),
        "figures": report.figures,
        "findings": [
            {"assertion": finding.assertion, "what": finding.what, "mend": finding.mend}
            for finding in report.findings
        ],
    }


def in_words(report: Report) -> str:
    """The report for people."""
    looked_at = ", ".join(f"{count:,} {what}" for what, count in report.figures.items() if what != "logs")
    if report.is_sound:
        return f"The ledger is sound. Looked at {looked_at}."
    lines = [f"The ledger is NOT sound. Looked at {looked_at}.", ""]
    mends: dict[str, list[str]] = {}
    for finding in report.findings:
        mends.setdefault(finding.mend, []).append(finding.what)
    for mend, whats in mends.items():
        lines += [f"  * {what}" for what in whats]
        lines += [f"    What to do: {mend}", ""]
    return "\n".join(lines).rstrip()
