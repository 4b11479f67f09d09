"""Who asks, as the decision needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aboveboard.rules.relationships.facts import Staff


@dataclass(frozen=True, slots=True)
class Asker:
    """A member of staff, seen from each school at which they work (by its key) and from everywhere else.

    The two differ in dates alone: those of the school concerned count, where there are several. Source: guidance S1.5.
    """

    elsewhere: Staff
    at_school: Mapping[str, Staff] = field(default_factory=dict)

    def as_staff(self, school: str | None) -> Staff:
        """The facts of the asker, seen from `school`."""
        return self.at_school.get(school or "", self.elsewhere)
