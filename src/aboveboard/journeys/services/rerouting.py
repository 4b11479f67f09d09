"""What came to a chair goes to whoever sits in it now."""

from __future__ import annotations

from datetime import datetime

from aboveboard.declarations.services.hand_on import reroute_declarations
from aboveboard.rules.actor import SystemActor


def bring_to_recipients(*, actor: SystemActor, now: datetime) -> str:
    """Bring every declaration to whoever should have it now; says how many moved. Safe to run again."""
    return f"{reroute_declarations(actor=actor, now=now)} moved"
