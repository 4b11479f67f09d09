"""OneRoster 1.2 as comma-separated values: orgs, users, roles, demographics and enrollments, whole or what changed.

Courses, classes, results and academic sessions are not opened: nothing that is decided here rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aboveboard.people.roster_files.shape import (
    THE_TRUST,
    EnrolmentRow,
    JobRow,
    ParentRow,
    PersonRow,
    Place,
    Roster,
    RosterFileError,
    SchoolRow,
)
from aboveboard.people.roster_files.sources import Files
from aboveboard.people.roster_files.tables import Line, lines
from aboveboard.people.roster_files.values import read_category, upn_problem
from aboveboard.rules.relationships.facts import Category, Responsibility

VERSIONS = ("1.2", "1.1")
_NEEDED = ("orgs", "users", "roles")
_STAFF = {
    "teacher": "Teacher",
    "aide": "Teaching assistant",
    "counselor": "Counsellor",
    "principal": "Headteacher",
    "proctor": "Invigilator",
    "administrator": "Administrator",
    "siteadministrator": "School administrator",
    "districtadministrator": "Trust administrator",
    "systemadministrator": "Systems administrator",
}
_PARENTS = {
    "parent": Responsibility.PARENTAL,
    "guardian": Responsibility.CARER,
    "relative": Responsibility.NONE,
}
_STUDENT = "student"


def read_oneroster(files: Files, roster: Roster) -> None:
    """Fill `roster` from the files. Raises RosterFileError."""
    _OneRoster(files, roster).read()


class _OneRoster:
    """One reading. `wanted` is who has a role that the trust takes in; `parents` what an adult is to children."""

    def __init__(self, files: Files, roster: Roster) -> None:
        self.files, self.roster = files, roster
        self.modes = self._modes()
        self.pupils: set[str] = set()
        self.staff: set[str] = set()
        self.parents: dict[str, Responsibility] = {}
        self.left_out: set[str] = set()
        self.undated: set[tuple[str, str]] = set()

    def read(self) -> None:
        delta = [name for name in _NEEDED if self.modes[name] == "delta"]
        whole = [name for name in ("users", "roles") if self.modes[name] == "bulk"]
        if delta and whole:
            raise RosterFileError(
                "manifest.csv says that one of users and roles is whole and the other has only changes. "
                "Export both in the same way."
            )
        self.roster.is_whole = bool(whole)
        self._orgs()
        self._roles()
        self._users()
        if self.roster.scope.has_pupils:
            self._demographics()
            self._enrollments()
        self._drop_without_person()

    def _modes(self) -> dict[str, str]:
        if "manifest.csv" not in self.files:
            raise RosterFileError(
                "There is no manifest.csv: it says whether this is everybody or only what has changed. "
                "Export again as OneRoster 1.2."
            )
        said = {}
        for _, cells in self.files.rows("manifest.csv"):
            if len(cells) > 1:
                said[cells[0].casefold()] = cells[1].casefold()
        if said.get("oneroster.version", "1.2") not in VERSIONS:
            raise RosterFileError("This is not OneRoster 1.2. Choose that version where you export it.")
        modes = {}
        for name in (*_NEEDED, "demographics", "enrollments"):
            mode = said.get(f"file.{name}", "absent")
            there = f"{name}.csv" in self.files
            if mode not in ("bulk", "delta", "absent"):
                raise RosterFileError(f"manifest.csv says “{mode[:20]}” of {name}: it must be bulk or delta.")
            if mode != "absent" and not there:
                raise RosterFileError(f"manifest.csv names {name}.csv, which is not there. Export it again.")
            modes[name] = mode if there else "absent"
        only_changes = "delta" in (modes["users"], modes["roles"])
        if missing := [name for name in _NEEDED if modes[name] == "absent" and not only_changes]:
            raise RosterFileError(f"{' and '.join(f'{name}.csv' for name in missing)} must be there.")
        return modes

    def _lines(self, name: str, *needs: str) -> Iterator[Line]:
        if self.modes[name] == "absent":
            return
        file = f"{name}.csv"
        yield from lines(
            self.files.rows(file), file=file, roster=self.roster, needs=("sourcedId", "status", *needs)
        )

    @staticmethod
    def _is_gone(line: Line) -> bool:
        return line.text("status").casefold() == "tobedeleted"

    def _orgs(self) -> None:
        for line in self._lines("orgs", "name", "type"):
            source_id = line.needed("sourcedId", 255)
            if not source_id or self._is_gone(line):
                continue
            if source_id in self.roster.schools:
                _twice(line, self.roster.schools[source_id].place)
                continue
            kind = line.text("type").casefold()
            identifier = line.text("identifier")
            number = identifier.replace("/", "")
            self.roster.schools[source_id] = SchoolRow(
                source_id=source_id,
                name=line.needed("name", 200),
                place=line.place,
                urn=identifier if len(identifier) == 6 and identifier.isdecimal() else "",
                establishment=number if len(number) == 7 and number.isdecimal() else "",
                central=kind != "school",
            )

    def _roles(self) -> None:
        seen: dict[str, Place] = {}
        for line in self._lines("roles", "userSourcedId", "role", "orgSourcedId"):
            source_id, person = line.needed("sourcedId", 255), line.text("userSourcedId", 255)
            if not source_id:
                continue
            if source_id in seen:
                _twice(line, seen[source_id])
                continue
            seen[source_id] = line.place
            if self._is_gone(line):
                self.roster.gone_jobs.add(source_id)
                self.roster.gone_enrolments.add(source_id)
            elif line.needed("userSourcedId"):
                self._role(line, source_id, person)

    def _role(self, line: Line, source_id: str, person: str) -> None:
        role = line.text("role").casefold()
        if role in _PARENTS:
            if self.roster.scope.has_parents:
                self.parents[person] = _PARENTS[role]
            else:
                self.left_out.add(person)
                self.roster.drop("parents and carers")
        elif role == _STUDENT:
            if not self.roster.scope.has_pupils:
                self.left_out.add(person)
                self.roster.drop("pupils")
                return
            from_on, until_on = line.days("beginDate", "endDate")
            school = self._place_of_work(line)
            self.pupils.add(person)
            self.roster.enrolments[source_id] = EnrolmentRow(
                source_id, person, school, line.place, from_on, until_on
            )
            if from_on is None:
                self.undated.add((person, school))
        elif role in _STAFF or role.startswith("ext:"):
            from_on, until_on = line.days("beginDate", "endDate")
            self.staff.add(person)
            title = _STAFF.get(role, role.removeprefix("ext:").replace("_", " ").capitalize())
            category = Category.PERMANENT if role in _STAFF else read_category(role)
            self.roster.jobs[source_id] = JobRow(
                source_id,
                person,
                self._place_of_work(line),
                line.place,
                category,
                title[:120],
                "",
                from_on,
                until_on,
            )
        else:
            line.wrong(
                "role",
                f"“{role[:30]}” is not a role of OneRoster.",
                "This row is left out. Give the person one of OneRoster's roles if they should be here.",
                refuses=False,
            )

    def _place_of_work(self, line: Line) -> str:
        org = line.needed("orgSourcedId", 255)
        found = self.roster.schools.get(org)
        if found is None and self.modes["orgs"] == "bulk" and org:
            line.wrong(
                "orgSourcedId", "No school in orgs.csv has this id.", "Export orgs and roles together."
            )
        return THE_TRUST if found is not None and found.central else org

    def _users(self) -> None:
        agents: list[tuple[str, str, Place]] = []
        seen: dict[str, Place] = {}
        for line in self._lines("users", "givenName", "familyName"):
            source_id = line.needed("sourcedId", 255)
            if not source_id:
                continue
            if source_id in seen:
                _twice(line, seen[source_id])
                continue
            seen[source_id] = line.place
            if self._is_gone(line):
                self.roster.gone_people.add(source_id)
                continue
            is_pupil, is_staff = source_id in self.pupils, source_id in self.staff
            has_role = is_pupil or is_staff or source_id in self.parents
            # Among changes may be somebody whose roles stay as they are.
            if not has_role and (self.roster.is_whole or source_id in self.left_out):
                continue
            self.roster.people[source_id] = PersonRow(
                source_id,
                line.text("preferredGivenName") or line.needed("givenName"),
                line.text("preferredFamilyName") or line.needed("familyName"),
                line.place,
                email=line.email("email") if is_staff or not (is_pupil or source_id in self.parents) else "",
                upn=self._upn(line) if is_pupil else "",
            )
            if is_pupil and self.roster.scope.has_parents:
                agents += [
                    (agent.strip(), source_id, line.place)
                    for agent in line.cells.get("agentSourcedIds", "").split(",")
                    if agent.strip()
                ]
        for agent, pupil, place in agents:
            if agent in self.parents:
                self.roster.parents[agent, pupil] = ParentRow(agent, pupil, self.parents[agent], place)

    def _upn(self, line: Line) -> str:
        for pair in line.cells.get("userIds", "").replace("}", "").split(","):
            kind, _, number = pair.strip(" {").partition(":")
            if kind.casefold() == "upn":
                upn = number.strip().upper()
                if mend := upn_problem(upn):
                    line.wrong("userIds", "The UPN is not right.", mend, refuses=False)
                    return ""
                return upn
        return ""

    def _demographics(self) -> None:
        for line in self._lines("demographics", "birthDate"):
            source_id = line.text("sourcedId", 255)
            if source_id in self.pupils and source_id in self.roster.people and not self._is_gone(line):
                known = self.roster.people[source_id]
                self.roster.people[source_id] = PersonRow(
                    source_id,
                    known.given_name,
                    known.family_name,
                    known.place,
                    born_on=line.day("birthDate"),
                    upn=known.upn,
                    email=known.email,
                )

    def _enrollments(self) -> None:
        """The first day in a class at the school is the first day there, for pupils whose role has no date."""
        if not self.undated:
            return
        first: dict[tuple[str, str], date] = {}
        for line in self._lines("enrollments", "schoolSourcedId", "userSourcedId", "role"):
            pair = (line.text("userSourcedId", 255), line.text("schoolSourcedId", 255))
            if pair in self.undated and not self._is_gone(line) and (begins := line.day("beginDate")):
                first[pair] = min(begins, first.get(pair, begins))
        for source_id, row in list(self.roster.enrolments.items()):
            begins_on = first.get((row.person, row.school))
            if row.from_on is None and begins_on and (row.until_on is None or begins_on <= row.until_on):
                self.roster.enrolments[source_id] = EnrolmentRow(
                    source_id, row.person, row.school, row.place, begins_on, row.until_on
                )

    def _drop_without_person(self) -> None:
        """In a whole export every role has its user; of changes, the user may be known from before."""
        if not self.roster.is_whole:
            return
        rows: list[JobRow | EnrolmentRow] = [*self.roster.jobs.values(), *self.roster.enrolments.values()]
        for row in rows:
            if row.person not in self.roster.people:
                self.roster.add(
                    row.place,
                    "userSourcedId",
                    "No user in users.csv has this id.",
                    "Export users and roles together.",
                )


def _twice(line: Line, first: Place) -> None:
    line.wrong(
        "sourcedId",
        f"This id stands in row {first.row} already.",
        "Each id may stand once. Remove one of the two where this list comes from.",
    )
