"""What verifying finds, in plain words, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

# More than this of one assertion says nothing new; the rest are counted.
MOST_EACH = 50

RESTORE = (
    "Keep this database as it is for whoever looks into it, and restore the newest backup that verifies."
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `assertion` is 1 to 7, as docs/explanation/the-ledger.md lists them."""

    assertion: int
    what: str
    mend: str = RESTORE


@dataclass
class Findings:
    """Collects findings, keeping only so many of each assertion."""

    kept: list[Finding] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, assertion: int, what: str, mend: str = RESTORE) -> None:
        count = self.counts[assertion] = self.counts.get(assertion, 0) + 1
        if count <= MOST_EACH:
            self.kept.append(Finding(assertion, what, mend))

    @property
    def total(self) -> int:
        """How many there were, those left out included."""
        return sum(self.counts.values())

    def all(self) -> tuple[Finding, ...]:
        """Every finding, by assertion, and how many were left out."""
        more = [
            Finding(assertion, f"And {count - MOST_EACH} more like these.")
            for assertion, count in self.counts.items()
            if count > MOST_EACH
        ]
        return tuple(sorted([*self.kept, *more], key=lambda finding: finding.assertion))
