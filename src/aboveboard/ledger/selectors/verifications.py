"""What the looks at the ledger have found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger.findings import Finding
from aboveboard.ledger.models import Verification
from aboveboard.ledger.pure.merkle import Frontier, MerkleError
from aboveboard.rules.actor import Actor, SystemActor, Visitor


@dataclass(frozen=True, slots=True)
class Verified:
    """One look. `size` is how many entries the ledger had, over all its logs; `months` are those of a whole look."""

    at: datetime
    seconds: float
    whole: bool
    size: int
    entries: int
    finding_count: int
    findings: tuple[Finding, ...]
    months: dict[str, int]

    @property
    def is_sound(self) -> bool:
        return not self.finding_count


def get_last_verification(actor: Actor | SystemActor | Visitor, *, whole: bool = True) -> Verified | None:
    """The latest whole look, or the latest short one; None before the first."""
    found = Verification.objects.filter(whole=whole).order_by("-at", "-pk").first()
    if found is None:
        return None
    return Verified(
        at=found.at,
        seconds=found.seconds,
        whole=found.whole,
        size=sum(size for size, _ in found.places.values()),
        entries=found.figures.get("entries", 0),
        finding_count=found.finding_count,
        findings=tuple(Finding(*finding) for finding in found.findings),
        months=found.months,
    )


def get_verified_places(actor: Actor | SystemActor | Visitor) -> dict[int, Frontier]:
    """Where each log (by id) stood when all of it was last found sound; a log without such a place is left out."""
    found = Verification.objects.filter(whole=True, finding_count=0).order_by("-at", "-pk").first()
    places: dict[int, Frontier] = {}
    for log, (size, frontier) in (found.places if found else {}).items():
        try:
            places[int(log)] = Frontier.from_bytes(size, bytes.fromhex(frontier))
        except (ValueError, MerkleError):
            continue  # somebody has changed the row: that log is looked at from its beginning
    return places
