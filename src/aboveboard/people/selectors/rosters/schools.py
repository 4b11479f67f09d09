"""Which of our schools a roster means, by id, URN, establishment number or name; and the schools it would add."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from aboveboard.people.models import School
from aboveboard.people.roster_files.shape import THE_TRUST, Place, Problem, Roster, RosterFormat, SchoolRow
from aboveboard.people.selectors.rosters.changes import RosterChanges
from aboveboard.people.selectors.rosters.known import Known


class UnknownSchool(Exception):
    """No school of ours is meant."""


class Schools:
    """Finds schools. A new one stands in `changes` and has no key yet."""

    def __init__(self, roster: Roster, known: Known, changes: RosterChanges) -> None:
        self._known, self._changes = known, changes
        self._by: dict[str, School] = {}
        self._keys: set[str] = set()
        for school in known.schools.values():
            self._note(school)
        self._rows: dict[str, School | None] = {}
        for row in roster.schools.values():
            self._rows[row.source_id] = None if row.central else self._take(row, roster.format)
            if row.source_id not in known.school_ids:
                changes.school_identities.append((row.source_id, self._rows[row.source_id]))
        self._unknown: set[str] = set()

    def find(self, said: str, place: Place, *, may_be_elsewhere: bool = False) -> School | None:
        """The school that `said` means, None for the central team. Raises UnknownSchool, and notes why once."""
        if said == THE_TRUST:
            return None
        if said in self._rows:
            return self._rows[said]
        if said in self._known.school_ids:
            school_id = self._known.school_ids[said]
            return None if school_id is None else self._known.schools[school_id]
        if found := self._by.get(said):
            return found
        if not may_be_elsewhere and said not in self._unknown:
            self._unknown.add(said)
            self._changes.problems.append(_no_such_school(said, place))
        raise UnknownSchool

    def _note(self, school: School) -> None:
        self._keys.add(school.key)
        self._by[f"name:{school.name.casefold()}"] = school
        if school.urn:
            self._by[f"urn:{school.urn}"] = school
        if school.establishment:
            self._by[f"laestab:{school.establishment}"] = school

    def _take(self, row: SchoolRow, format: RosterFormat) -> School:
        known_id = self._known.school_ids.get(row.source_id)
        school = (
            (self._known.schools.get(known_id) if known_id is not None else None)
            or self._by.get(f"urn:{row.urn}")
            or self._by.get(f"laestab:{row.establishment}")
            or self._by.get(f"name:{row.name.casefold()}")
        )
        if school is None:
            school = School(
                key=self._new_key(row.name),
                name=row.name,
                urn=row.urn,
                establishment=row.establishment,
                phase=row.phase,
                opened_on=row.opened_on,
                closed_on=row.closed_on,
            )
            self._changes.schools_new.append(school)
            self._changes.count("schools_new", school.name)
            self._note(school)
            return school
        if changed := self._differences(row, school, format):
            if school.pk is None:
                for name, value in changed.items():
                    setattr(school, name, value)
            else:
                self._changes.schools_changed[school.pk] = changed
                self._changes.count("schools_changed", school.name)
        return school

    @staticmethod
    def _differences(row: SchoolRow, school: School, format: RosterFormat) -> dict[str, Any]:
        """The register of schools says how a school is called; other systems only add numbers we lack."""
        said: dict[str, Any] = {"urn": row.urn, "establishment": row.establishment}
        if format is RosterFormat.SCHOOLS:
            said |= {"name": row.name, "phase": row.phase, "opened_on": row.opened_on}
            changed = {
                name: value for name, value in said.items() if value and value != getattr(school, name)
            }
            if row.closed_on != school.closed_on:
                changed["closed_on"] = row.closed_on
            return changed
        return {name: value for name, value in said.items() if value and not getattr(school, name)}

    def _new_key(self, name: str) -> str:
        base = slugify(name, allow_unicode=False)[:36] or "school"
        key, number = base, 1
        while key in self._keys:
            number += 1
            key = f"{base}-{number}"
        self._keys.add(key)
        return key


def _no_such_school(said: str, place: Place) -> Problem:
    kind, _, words = said.partition(":")
    called = {
        "urn": f"with the URN {words}",
        "laestab": f"with the number {words}",
        "name": f"called “{words}”",
    }
    return Problem(
        place,
        "school",
        f"The trust has no school {called.get(kind, f'with the id “{said}”')}.",
        "Correct it, or take in the list of schools first. The same school is not named again below.",
    )
