"""The nightly look at the whole ledger."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.verification import verify
from aboveboard.notices.services.jobs import record_beat
from aboveboard.rules.actor import SystemActor


def verify_ledger(*, actor: SystemActor, now: datetime) -> str:
    """Verify every entry, and leave for the status page how it went. Changes nothing in the ledger."""
    report = verify(now=now)
    entries = report.figures["entries"]
    words = (
        f"{entries} entries, sound"
        if report.is_sound
        else f"{len(report.findings)} findings: run ledger verify"
    )
    record_beat(actor=actor, now=now, name="verify", well=report.is_sound, words=words)
    return words
