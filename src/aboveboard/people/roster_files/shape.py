"""The one shape that every kind of file is read into. What a decision or its routing does not need is not in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from aboveboard.rules.relationships.facts import Category, Responsibility

MOST_PROBLEMS = 1000
THE_TRUST = ""
"""In the place of a school: the trust's central team."""


class RosterFileError(Exception):
    """The file as a whole cannot be read. Says what is wrong with it and what to do, in a plain sentence."""


class RosterFormat(StrEnum):
    """What kind of file it is."""

    ONEROSTER = "oneroster"
    COMMON_TRANSFER_FILE = "ctf"
    SCHOOLS = "schools"
    STAFF_LIST = "staff_list"
    PUPIL_LIST = "pupil_list"


class RosterScope(StrEnum):
    """Whom the trust takes in: each holds the ones before it."""

    STAFF = "staff"
    PUPILS = "pupils"
    PARENTS = "parents"

    @property
    def has_pupils(self) -> bool:
        return self is not RosterScope.STAFF

    @property
    def has_parents(self) -> bool:
        return self is RosterScope.PARENTS


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what was handed in. `row` counts as a spreadsheet does: the headings are row 1."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the mend. One that does not refuse the file is a note: that much is left out."""

    place: Place
    field: str
    what: str
    mend: str
    refuses: bool = True


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school. `central` marks what stands for the trust itself."""

    source_id: str
    name: str
    place: Place
    urn: str = ""
    establishment: str = ""
    phase: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    central: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody. `email` is of staff alone, `born_on` and `upn` are of pupils alone."""

    source_id: str
    given_name: str
    family_name: str
    place: Place
    email: str = ""
    born_on: date | None = None
    upn: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job. `person` and `school` are source ids; `school` may be a name, or a number after `urn:` or `laestab:`."""

    source_id: str
    person: str
    school: str
    place: Place
    category: Category = Category.PERMANENT
    job_title: str = ""
    agency: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A time on a school's roll. With `may_be_elsewhere`, a school of another trust is nothing wrong."""

    source_id: str
    person: str
    school: str
    place: Place
    from_on: date | None = None
    until_on: date | None = None
    may_be_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ParentRow:
    """An adult and a pupil, by their source ids."""

    parent: str
    pupil: str
    responsibility: Responsibility
    place: Place


@dataclass(slots=True)
class Roster:
    """Everything a file says. Dictionaries are by source id.

    `is_whole`: who is not in it has left. `gone_*` are source ids that the file itself takes back. `dropped` counts
    rows that nobody needs, by a plain word.
    """

    format: RosterFormat
    is_whole: bool
    scope: RosterScope
    schools: dict[str, SchoolRow] = field(default_factory=dict)
    people: dict[str, PersonRow] = field(default_factory=dict)
    jobs: dict[str, JobRow] = field(default_factory=dict)
    enrolments: dict[str, EnrolmentRow] = field(default_factory=dict)
    parents: dict[tuple[str, str], ParentRow] = field(default_factory=dict)
    gone_people: set[str] = field(default_factory=set)
    gone_jobs: set[str] = field(default_factory=set)
    gone_enrolments: set[str] = field(default_factory=set)
    dropped: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unlisted_problems: int = 0

    @property
    def is_refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)

    @property
    def has_staff(self) -> bool:
        """Whether a file of this format lists staff at all: only then may somebody be missing from it."""
        return self.format in (RosterFormat.ONEROSTER, RosterFormat.STAFF_LIST)

    @property
    def has_pupils(self) -> bool:
        listing = (RosterFormat.ONEROSTER, RosterFormat.COMMON_TRANSFER_FILE, RosterFormat.PUPIL_LIST)
        return self.scope.has_pupils and self.format in listing

    def drop(self, word: str) -> None:
        self.dropped[word] = self.dropped.get(word, 0) + 1

    def add(self, place: Place, field_name: str, what: str, mend: str, *, refuses: bool = True) -> None:
        """Note a problem. Past `MOST_PROBLEMS` they are only counted; one that refuses is always kept."""
        if len(self.problems) < MOST_PROBLEMS or (refuses and not self.is_refused):
            self.problems.append(Problem(place, field_name, what, mend, refuses))
        else:
            self.unlisted_problems += 1
