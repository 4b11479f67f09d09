"""What a roster would change, worked out beside what is on record. Writes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aboveboard.people.models import Engagement, Enrolment, ParentLink, Person
from aboveboard.people.roster_files.shape import MOST_PROBLEMS, EnrolmentRow, JobRow, Roster, RosterFormat
from aboveboard.people.selectors.rosters.changes import RosterChanges
from aboveboard.people.selectors.rosters.known import Known, Spell
from aboveboard.people.selectors.rosters.persons import Persons
from aboveboard.people.selectors.rosters.roles import add_roles_that_end
from aboveboard.people.selectors.rosters.schools import Schools, UnknownSchool
from aboveboard.people.selectors.rosters.spells import Comparing

_BELOW_THIS_NO_SHARE_COUNTS = 5


def compare_roster(roster: Roster, *, source: str, on: date, last_on: date | None = None) -> RosterChanges:
    """What taking in `roster` on `on` would change. `last_on` is the last day of those no longer in it: yesterday.

    Who was added by hand, and what another source brought, stays as it is; but an open job made by hand is taken over
    by a roster that names it. The problems are the file's own and those found beside what is on record.
    """
    changes = RosterChanges(source=source, last_on=last_on or on - timedelta(days=1))
    changes.problems = list(roster.problems)
    changes.unlisted_problems = roster.unlisted_problems
    changes.dropped = dict(roster.dropped)
    _Comparison(roster, Known(source, roster), changes, on).run()
    if len(changes.problems) > MOST_PROBLEMS:
        changes.problems.sort(key=lambda problem: not problem.refuses)
        changes.unlisted_problems += len(changes.problems) - MOST_PROBLEMS
        del changes.problems[MOST_PROBLEMS:]
    return changes


class _Comparison:
    def __init__(self, roster: Roster, known: Known, changes: RosterChanges, on: date) -> None:
        self.roster, self.known, self.changes, self.on = roster, known, changes, on
        self.schools = Schools(roster, known, changes)
        self.persons = Persons(roster, known, changes)
        self.jobs = Comparing(Engagement, changes.jobs, changes, today=on)
        self.enrolments = Comparing(Enrolment, changes.enrolments, changes, today=on)
        self.schools_named: set[int | None] = set()

    def run(self) -> None:
        for row in self.roster.jobs.values():
            self._take(row, self.jobs, self.known.jobs)
        for roll in self.roster.enrolments.values():
            self._take(roll, self.enrolments, self.known.enrolments)
        left_jobs = self.jobs.end(
            self._gone(self.known.jobs, self.roster.jobs, self.roster.gone_jobs, "staff")
        )
        left_roll = self.enrolments.end(
            self._gone(self.known.enrolments, self.roster.enrolments, self.roster.gone_enrolments, "pupils")
        )
        if self.roster.scope.has_parents:
            self._parents()
        self._count(left_jobs, left_roll)

    def _take(self, row: JobRow | EnrolmentRow, into: Comparing, known: dict[str, Spell]) -> None:
        person = self.persons.find(row.person)
        if person is None:
            self.changes.drop("rows of people who are not here")
            return
        elsewhere = isinstance(row, EnrolmentRow) and row.may_be_elsewhere
        try:
            school = self.schools.find(row.school, row.place, may_be_elsewhere=elsewhere)
        except UnknownSchool:
            if elsewhere:
                self.changes.drop("times at schools of other trusts")
            return
        if school is None and isinstance(row, EnrolmentRow):
            self.changes.drop("pupils of the trust itself, without a school")
            return
        self.schools_named.add(school.pk if school else None)
        now = known.get(row.source_id)
        taken_over = None
        if now is None and isinstance(row, JobRow) and isinstance(person, int):
            by_hand = self.known.by_hand.get((person, school.pk if school else None))
            if by_hand and not row.agency:
                taken_over = by_hand.pop(0)
        into.take(row, person, school, now, taken_over)

    def _gone(
        self, known: dict[str, Spell], there: dict[str, Any], named: set[str], what: str
    ) -> list[Spell]:
        """The spells that end: those the file takes back, and, where it is whole, those that are not in it."""
        gone_people = {self.known.persons.get(one) for one in self.roster.gone_people}
        found = [
            spell
            for source_id, spell in known.items()
            if source_id in named or (spell.person_id in gone_people and source_id not in there)
        ]
        lists = self.roster.has_staff if what == "staff" else self.roster.has_pupils
        if self.roster.is_whole and lists:
            whole_source = self.roster.format is RosterFormat.ONEROSTER
            found += [
                spell
                for source_id, spell in known.items()
                if source_id not in there
                and not source_id.endswith(f" #{spell.pk}")
                and source_id not in named
                and spell.person_id not in gone_people
                and (whole_source or spell.school_id in self.schools_named)
            ]
        return found

    def _parents(self) -> None:
        seen: set[tuple[int, int]] = set()
        made: set[tuple[int, int]] = set()
        for row in self.roster.parents.values():
            parent, pupil = self.persons.find(row.parent), self.persons.find(row.pupil)
            if parent is None or pupil is None or parent == pupil:
                continue
            if isinstance(parent, int) and isinstance(pupil, int):
                if (parent, pupil) in seen:
                    continue
                seen.add((parent, pupil))
                if held := self.known.links.get((parent, pupil)):
                    pk, responsibility, by = held
                    if by == self.changes.source and responsibility != row.responsibility:
                        self.changes.links_changed[pk] = row.responsibility.value
                    continue
            pair = (_mark(parent), _mark(pupil))
            if pair in made:
                continue
            made.add(pair)
            self.changes.links_new.append(_link(parent, pupil, row.responsibility.value, self.changes.source))
        if self.roster.is_whole and self.roster.format is RosterFormat.ONEROSTER:
            self.changes.links_over = [
                pk
                for pair, (pk, _, by) in self.known.links.items()
                if by == self.changes.source and pair not in seen
            ]
            self.changes.count("parents_over", how_many=len(self.changes.links_over))

    def _count(self, left_jobs: set[int], left_roll: set[int]) -> None:
        share = 0.0
        known_as = {
            "staff": {spell.person_id for spell in self.known.jobs.values()},
            "pupils": {spell.person_id for spell in self.known.enrolments.values()},
        }
        for what, into, known, left in (
            ("staff", self.jobs, self.known.jobs, left_jobs),
            ("pupils", self.enrolments, self.known.enrolments, left_roll),
        ):
            spells = self.changes.jobs if what == "staff" else self.changes.enrolments
            over = {*spells.ended, *spells.never_began}
            here = {
                spell.person_id
                for spell in known.values()
                if spell.until_on is None or spell.until_on >= self.on
            }
            staying = {
                spell.person_id
                for spell in known.values()
                if spell.pk not in over and (spell.until_on is None or spell.until_on >= self.on)
            }
            leaving = left - staying - into.begun
            back = into.back - here
            changed = into.changed | into.back | (left - leaving)
            changed |= {pk for pk in self.persons.changed if self._is(what, pk, known_as)}
            changed -= leaving | back
            if what == "staff":
                add_roles_that_end(self.changes, leaving)
            for kind, people in (("leaving", leaving), ("back", back), ("changed", changed)):
                for pk in sorted(people):
                    self.changes.count(f"{what}_{kind}", self._name(pk) if what == "staff" else "")
            if self.roster.is_whole and len(leaving) >= _BELOW_THIS_NO_SHARE_COUNTS:
                share = max(share, 100 * len(leaving & here) / max(len(here), 1))
        self.changes.share_leaving = share

    def _is(self, what: str, pk: int, known_as: dict[str, set[int]]) -> bool:
        """Whether somebody is known as staff or as a pupil; of changes that name no roles, staff have an address."""
        if self.roster.is_whole or any(pk in people for people in known_as.values()):
            return pk in known_as[what]
        return bool(self.known.people[pk]["email"]) == (what == "staff")

    def _name(self, pk: int) -> str:
        held = self.known.people.get(pk, {})
        return f"{held.get('given_name', '')} {held.get('family_name', '')}".strip()


def _mark(person: Person | int) -> int:
    """What tells people apart, of whom some have no key yet."""
    return person if isinstance(person, int) else -id(person)


def _link(parent: Person | int, pupil: Person | int, responsibility: str, source: str) -> ParentLink:
    link = ParentLink(responsibility=responsibility, source=source)
    for field, person in (("parent", parent), ("pupil", pupil)):
        if isinstance(person, int):
            setattr(link, f"{field}_id", person)
        else:
            setattr(link, field, person)
    return link
