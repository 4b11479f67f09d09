"""What this process has found against serving records. `services.opening` finds it."""

from __future__ import annotations

from aboveboard.ledger.findings import Finding

FOUND: list[Finding] = []


def get_refusal() -> tuple[Finding, ...]:
    """What `look_before_serving` found in this process; empty when all was well, or nobody has looked yet."""
    return tuple(FOUND)
