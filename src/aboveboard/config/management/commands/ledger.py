"""`aboveboard ledger ...`: what an administrator or auditor does with the ledger from a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import CommandError
from django_typer.management import TyperCommand, command, group, initialize
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aboveboard.config import ledger_care
from aboveboard.ledger.verification import Report, verify
from aboveboard.rules.retention import RetentionRule
from aboveboard.web import clock

YES = typer.Option("--yes", help="Do not ask again.")


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

    @command(help="Destroy what was filed under these references. What is erased cannot be brought back.")
    def erase(
        self,
        references: Annotated[list[str] | None, typer.Argument(help="As printed on the documents.")] = None,
        rule: Annotated[RetentionRule, typer.Option(help="By which rule.")] = RetentionRule.RIGHT_TO_ERASURE,
        reason: Annotated[str, typer.Option(help="Why. It is kept for good, so name nobody.")] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
        finish: Annotated[bool, typer.Option("--finish", help="Only finish what a crash has left.")] = False,
        yes: Annotated[bool, YES] = False,
    ) -> None:
        if finish:
            self.stdout.write(ledger_care.finish_erasing())
            return
        self.stdout.write(
            ledger_care.erase(
                references or [],
                rule=rule,
                reason=reason,
                dry_run=dry_run,
                ask=self._ask(yes),
                write=self.stdout.write,
            )
        )

    @command(help="Close the ledger and open another after it: after a backup has been restored.")
    def close(
        self,
        origin: Annotated[
            str, typer.Option(help="The new ledger's name. Without it, a number is added.")
        ] = "",
        yes: Annotated[bool, YES] = False,
    ) -> None:
        self.stdout.write(ledger_care.close(origin, ask=self._ask(yes), write=self.stdout.write))

    @command(name="known-checkpoint", help="Take in a checkpoint that somebody outside holds.")
    def known_checkpoint(self, file: Annotated[Path, typer.Argument(help="The checkpoint.")]) -> None:
        self.stdout.write(ledger_care.add_known_checkpoint(file))

    @group(help="Look after the key that the ledger is signed with.")
    def key(self) -> None:
        """What is done with the key."""

    @key.command(help="Print every key and its fingerprint, for people to compare.")
    def show(self) -> None:
        self.stdout.write(ledger_care.show_keys())

    @key.command(help="Print the policy file: whose signatures to trust. Give it to whoever checks receipts.")
    def policy(self) -> None:
        self.stdout.write(ledger_care.show_policy(), ending="")

    @key.command(help="Sign with a new key from now on.")
    def rotate(self, yes: Annotated[bool, YES] = False) -> None:
        self.stdout.write(ledger_care.rotate(ask=self._ask(yes), write=self.stdout.write))

    @key.command(help="The key may be in other hands, or is lost: replace it, and count less what it signed.")
    def compromised(
        self,
        since: Annotated[
            datetime, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Since when (UTC).")
        ],
        verifier_key: Annotated[
            str, typer.Option("--key", help="A retired key, as `key show` prints it; else the one in use.")
        ] = "",
        yes: Annotated[bool, YES] = False,
    ) -> None:
        self.stdout.write(
            ledger_care.report_compromised(
                since.replace(tzinfo=UTC), verifier_key, ask=self._ask(yes), write=self.stdout.write
            )
        )

    @key.command(
        name="backed-up", help="Say that a copy of the key lies offline, so that nobody is reminded."
    )
    def backed_up(self) -> None:
        self.stdout.write(ledger_care.record_backup())

    def _ask(self, yes: bool) -> ledger_care.Ask:
        """Asks for a word to be typed, unless `--yes` was given."""

        def ask(word: str) -> bool:
            return yes or input(f"Type {word} to go on: ").strip() == word

        return ask

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
