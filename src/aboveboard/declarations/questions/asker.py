"""Who asks, as the decision needs it: every engagement they have with the trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aboveboard.rules.relationships.facts import Category, Staff


@dataclass(frozen=True, slots=True)
class Work:
    """One engagement. `school` is a school's key, or None for the trust's central team."""

    category: Category
    school: str | None
    from_on: date | None
    until_on: date | None

    def over(self, on: date) -> bool:
        """Whether its last day is past."""
        return self.until_on is not None and self.until_on < on


@dataclass(frozen=True, slots=True)
class Asker:
    """A member of staff and all their engagements, past ones too; at least one.

    Source: guidance S1.5.
    """

    works: tuple[Work, ...]

    def as_staff(self, school: str | None, on: date) -> Staff:
        """The facts of the asker, seen from `school`: its dates where they work there, otherwise those of all.

        Where there are several dates the earliest start counts, so that nothing seems older than the job that is not.
        """
        going_on = [work for work in self.works if not work.over(on)] or list(self.works)
        at_school = [work for work in self.works if school is not None and work.school == school]
        counted = at_school or going_on
        starts = [work.from_on for work in counted]
        ends = [work.until_on for work in going_on]
        return Staff(
            category=_category([work for work in at_school if not work.over(on)] or going_on),
            schools=tuple(dict.fromkeys(work.school for work in going_on if work.school is not None)),
            central=any(work.school is None for work in going_on),
            engaged_from=None if None in starts else min(start for start in starts if start is not None),
            engaged_until=None if None in ends else max(end for end in ends if end is not None),
        )


def _category(works: list[Work]) -> Category:
    """Whoever works in a school as well as sitting on its board asks as staff."""
    staff = [work.category for work in works if work.category is not Category.LAB_MEMBER]
    return staff[0] if staff else Category.LAB_MEMBER
