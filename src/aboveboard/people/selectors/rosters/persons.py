"""Who somebody on a roster is: known by its id, by UPN, by a work address; or new."""

from __future__ import annotations

from typing import Any

from aboveboard.people.models import Person
from aboveboard.people.roster_files.shape import PersonRow, Problem, Roster
from aboveboard.people.selectors.names import LIKELY, likeness, plain
from aboveboard.people.selectors.rosters.changes import RosterChanges
from aboveboard.people.selectors.rosters.known import Known


class Persons:
    """Finds or makes everybody on the roster. Somebody known is their key; somebody new a Person without one."""

    def __init__(self, roster: Roster, known: Known, changes: RosterChanges) -> None:
        self._known, self._changes = known, changes
        self.staff = {row.person for row in roster.jobs.values()}
        self.pupils = {row.person for row in roster.enrolments.values()}
        self._parents = {parent for parent, _ in roster.parents}
        self._by_upn: dict[str, Person | int] = {**known.upns}
        self._by_address: dict[str, tuple[Person | int, str]] = {}
        self._found: dict[str, Person | int] = {}
        self.changed: set[int] = set()
        for row in roster.people.values():
            found = self._find(row)
            if found is not None:
                self._found[row.source_id] = found

    def find(self, source_id: str) -> Person | int | None:
        """Who the roster's id means; None for nobody here."""
        return self._found.get(source_id) or self._known.persons.get(source_id)

    def _find(self, row: PersonRow) -> Person | int | None:
        known = self._known.persons.get(row.source_id)
        if known is not None:
            self._change(known, row)
            return known
        if not self._is_wanted(row.source_id):
            return None
        found = self._by_upn.get(row.upn) if row.upn else None
        email = row.email if row.source_id in self.staff else ""
        if found is None and email:
            found, email = self._by_email(row, email)
        if found is None:
            found = self._make(row, email)
        elif isinstance(found, int) and row.upn:
            self._change(found, row)
        if row.upn:
            self._by_upn[row.upn] = found
        self._changes.identities.append((row.source_id, row.upn, found))
        return found

    def _is_wanted(self, source_id: str) -> bool:
        return source_id in self.staff or source_id in self.pupils or source_id in self._parents

    def _make(self, row: PersonRow, email: str) -> Person:
        person = Person(
            given_name=row.given_name, family_name=row.family_name, email=email, born_on=row.born_on
        )
        self._changes.people_new.append(person)
        kind = (
            "staff"
            if row.source_id in self.staff
            else "pupils"
            if row.source_id in self.pupils
            else "parents"
        )
        self._changes.count(f"{kind}_new", str(person) if kind == "staff" else "")
        if email:
            self._by_address[email] = (person, f"{row.given_name} {row.family_name}")
            self._changes.accounts.append((person, email))
        return person

    def _by_email(self, row: PersonRow, email: str) -> tuple[Person | int | None, str]:
        """Who has this address already, and the address to keep: none when somebody of quite another name has it."""
        name = f"{row.given_name} {row.family_name}"
        if email in self._by_address:
            found, their_name = self._by_address[email]
        elif email in self._known.addresses:
            pk = self._known.addresses[email]
            found, their_name = pk, self._name(pk)
        else:
            return None, email
        if _may_be_one(name, their_name):
            if isinstance(found, int):
                self._changes.count("staff_found", name)
                if found not in self._known.accounts:
                    self._changes.accounts.append((found, email))
                    self._known.accounts.add(found)
            return found, email
        self._note(
            row,
            "Somebody of another name has this address.",
            "They are taken in without it, and cannot sign in. Give each their own address.",
        )
        return None, ""

    def _name(self, pk: int) -> str:
        held = self._known.people.get(pk, {})
        return f"{held.get('given_name', '')} {held.get('family_name', '')}"

    def _change(self, pk: int, row: PersonRow) -> None:
        held = self._known.people[pk]
        said: dict[str, Any] = {"given_name": row.given_name, "family_name": row.family_name}
        if row.born_on:
            said["born_on"] = row.born_on
        is_staff = row.source_id in self.staff or bool(held["email"])
        if row.email and is_staff and row.email != held["email"].lower():
            if self._known.addresses.get(row.email, pk) != pk or row.email in self._by_address:
                self._note(
                    row,
                    "Somebody else has this address.",
                    "They keep the address they had. Give each their own.",
                )
            else:
                said["email"] = row.email
                self._by_address[row.email] = (pk, self._name(pk))
                if pk not in self._known.accounts:
                    self._changes.accounts.append((pk, row.email))
                    self._known.accounts.add(pk)
                else:
                    self._note(
                        row,
                        "Their address is another one now.",
                        "E-mails go to the new one. They go on signing in with the old one.",
                    )
        changed = {name: value for name, value in said.items() if value != held[name]}
        if changed:
            self._changes.people_changed.setdefault(pk, {}).update(changed)
            held.update(changed)
            self.changed.add(pk)

    def _note(self, row: PersonRow, what: str, mend: str) -> None:
        self._changes.problems.append(Problem(row.place, "email", what, mend, refuses=False))


def _may_be_one(name: str, other: str) -> bool:
    """Whether two names under one address are one person's: alike, or with a first or family name in common."""
    one, two = plain(name).split(), plain(other).split()
    if not one or not two:
        return False
    return one[0] == two[0] or one[-1] == two[-1] or likeness(" ".join(one), " ".join(two)) >= LIKELY
