"""What a roster would change, ready to be shown or done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from aboveboard.people.models import Engagement, Enrolment, ParentLink, Person, RoleHolding, School
from aboveboard.people.roster_files.shape import Problem

Row = TypeVar("Row", Engagement, Enrolment)
MOST_NAMES = 200
MOST_LEAVING_PERCENT = 10
"""Of those here today; a whole export that would end more was probably cut short, and must be confirmed."""

WORDS = {
    "schools_new": "New schools",
    "schools_changed": "Schools that change",
    "staff_new": "New staff",
    "staff_found": "Staff we knew already, found by their e-mail address",
    "staff_back": "Staff who are back",
    "staff_changed": "Staff who change",
    "staff_leaving": "Staff who leave",
    "roles_over": "Roles that end, because their holder leaves",
    "pupils_new": "New pupils",
    "pupils_back": "Pupils who are back",
    "pupils_changed": "Pupils who change",
    "pupils_leaving": "Pupils who leave",
    "parents_new": "New parents and carers",
    "parents_over": "Parents and carers who are no longer linked to a pupil",
}


@dataclass(slots=True)
class Spells(Generic[Row]):
    """Jobs or times on roll. `changed` are keys with their new values; `never_began` are deleted."""

    new: list[Row] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    never_began: list[int] = field(default_factory=list)


@dataclass(slots=True)
class RosterChanges:
    """Everything to write. Rows that are not in the database yet have no key until they are made.

    `identities` are (source id, UPN, person); `last_on` is the last day of those who leave by being missing.
    `share_leaving` is the largest share, in per cent, of those here today that would leave.
    """

    source: str
    last_on: date
    schools_new: list[School] = field(default_factory=list)
    schools_changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    school_identities: list[tuple[str, School | None]] = field(default_factory=list)
    people_new: list[Person] = field(default_factory=list)
    people_changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    identities: list[tuple[str, str, Person | int]] = field(default_factory=list)
    jobs: Spells[Engagement] = field(default_factory=Spells)
    enrolments: Spells[Enrolment] = field(default_factory=Spells)
    links_new: list[ParentLink] = field(default_factory=list)
    links_changed: dict[int, str] = field(default_factory=dict)
    links_over: list[int] = field(default_factory=list)
    roles_over: list[RoleHolding] = field(default_factory=list)
    accounts: list[tuple[Person | int, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WORDS, 0))
    names: dict[str, list[str]] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unlisted_problems: int = 0
    share_leaving: float = 0.0

    @property
    def is_refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)

    @property
    def changes_anything(self) -> bool:
        spells = (self.jobs, self.enrolments)
        written = [
            getattr(spell, name) for spell in spells for name in ("new", "changed", "ended", "never_began")
        ]
        written += [self.schools_new, self.schools_changed, self.school_identities, self.identities]
        written += [self.people_new, self.people_changed, self.accounts]
        return any((*written, self.links_new, self.links_changed, self.links_over))

    def drop(self, word: str) -> None:
        self.dropped[word] = self.dropped.get(word, 0) + 1

    def count(self, what: str, name: str = "", how_many: int = 1) -> None:
        """Count one of `WORDS`. `name` is kept for staff and schools alone, up to MOST_NAMES."""
        self.counts[what] += how_many
        names = self.names.setdefault(what, [])
        if name and len(names) < MOST_NAMES:
            names.append(name)


def in_words(counts: dict[str, int]) -> str:
    """The figures that are not nought, for a history: "New staff: 3, staff who leave: 1"."""
    said: Iterable[str] = (f"{words}: {counts[key]}" for key, words in WORDS.items() if counts.get(key))
    found = ", ".join(said)
    return found[:1] + found[1:].replace(", N", ", n").replace(", S", ", s").replace(", P", ", p")


def too_many_leave(changes: RosterChanges, most_leaving_percent: float) -> str:
    """Why a whole export that ends so much must be confirmed first."""
    leaving = changes.counts["staff_leaving"] + changes.counts["pupils_leaving"]
    return (
        f"{leaving} people would leave, {changes.share_leaving:.0f}% of those here: more than "
        f"{most_leaving_percent:g}%. The export may be cut short. Confirm it if they really leave."
    )
