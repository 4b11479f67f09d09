"""What `aboveboard ledger verify` reads, shows and says."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from django.core.management import CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from aboveboard.ledger.pure.mails import NoCheckpointError, find_checkpoints
from aboveboard.ledger.verification import Report, verify
from aboveboard.web import clock

SOUND, NOT_SOUND, NOT_CHECKED = 0, 1, 2
STANDARD_INPUT = Path("-")


def run(checkpoints: Sequence[Path], *, show_progress: bool) -> tuple[Report, int]:
    """Verify, with a progress bar on standard error; also returns how many checkpoints from outside were used.

    Raises CommandError with the exit code 2 when a file or the database cannot be read.
    """
    outside = [note for path in checkpoints for note in _read(path)]
    columns = (TextColumn("Checking entries"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    try:
        with Progress(*columns, console=console, transient=True, disable=not show_progress) as bar:
            task = bar.add_task("entries", total=None)
            report = verify(
                now=clock.now(),
                external_checkpoints=outside,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except DatabaseError as broken:
        raise CommandError(f"The database cannot be read: {broken}", returncode=NOT_CHECKED) from broken
    return report, len(outside)


def as_json(report: Report, outside: int) -> str:
    """The report for other programs; times in ISO 8601."""
    return json.dumps(
        {
            "sound": report.is_sound,
            "at": report.at.isoformat(),
            "seconds": round(report.seconds, 3),
            "figures": report.figures,
            "checkpoints_from_outside": outside,
            "finding_count": report.finding_count,
            "findings": [
                {"assertion": finding.assertion, "what": finding.what, "mend": finding.mend}
                for finding in report.findings
            ],
        },
        indent=2,
    )


def in_words(report: Report, outside: int) -> str:
    """The report for people."""
    looked_at = ", ".join(f"{count:,} {what}" for what, count in report.figures.items() if what != "logs")
    if outside:
        looked_at += f", {outside:,} checkpoint{'s' if outside > 1 else ''} from outside"
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


def _read(path: Path) -> list[bytes]:
    name = "Standard input" if path == STANDARD_INPUT else str(path)
    try:
        content = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
        return find_checkpoints(content)
    except OSError as refused:
        raise CommandError(f"{name} cannot be read: {refused.strerror}.", returncode=NOT_CHECKED) from None
    except NoCheckpointError as refused:
        raise CommandError(f"{name} cannot be used. {refused}", returncode=NOT_CHECKED) from None
