"""What is on record of the people a roster names: all that its source brought before, or, for changes, its own rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from aboveboard.people.models import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    PersonSource,
    School,
    SchoolSource,
    User,
)
from aboveboard.people.roster_files.shape import Roster

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Spell:
    """A job or a time on roll as it stands. `details` are the columns that are no dates, by name."""

    pk: int
    person_id: int
    school_id: int | None
    from_on: date | None
    until_on: date | None
    details: dict[str, str]


class Known:
    """The rows of one source. A constant number of queries for a whole roster; for changes, one for each 500 ids."""

    def __init__(self, source: str, roster: Roster) -> None:
        self.source = source
        self._some = not roster.is_whole
        ids = {*roster.people, *roster.gone_people}
        ids |= {row.person for row in roster.jobs.values()} | {
            row.person for row in roster.enrolments.values()
        }
        self.persons: dict[str, int] = {}
        mapped = PersonSource.objects.filter(source=source).order_by()
        for rows in self._where(mapped, "source_id", ids):
            self.persons.update(rows.values_list("source_id", "person_id"))
        upns = {row.upn for row in roster.people.values() if row.upn}
        self.upns: dict[str, int] = {}
        for rows in self._where(PersonSource.objects.exclude(upn="").order_by(), "upn", upns):
            self.upns.update(rows.values_list("upn", "person_id"))
        self._load_addresses()
        self.jobs = self._spells(
            Engagement, "category", "job_title", "agency", ids={*roster.jobs, *roster.gone_jobs}
        )
        self.enrolments = self._spells(Enrolment, ids={*roster.enrolments, *roster.gone_enrolments})
        self._add_spells_of_the_gone(roster)
        self._load_people()
        self._load_by_hand()
        self.schools = {school.pk: school for school in School.objects.all()}
        self.school_ids: dict[str, int | None] = dict(
            SchoolSource.objects.filter(source=source).values_list("source_id", "school_id")
        )
        self.links: dict[tuple[int, int], tuple[int, str, str]] = {}
        if roster.scope.has_parents:
            links = ParentLink.objects.order_by().values_list(
                "parent_id", "pupil_id", "pk", "responsibility", "source"
            )
            self.links = {(parent, pupil): (pk, what, by) for parent, pupil, pk, what, by in links}

    def _where(self, rows: QuerySet[Any], field: str, ids: Collection[str]) -> Iterator[QuerySet[Any]]:
        """All of `rows` for a whole roster; for changes those with these ids, in pieces."""
        if not self._some:
            yield rows
            return
        remaining = iter(sorted(ids))
        while piece := list(islice(remaining, _AT_ONCE)):
            yield rows.filter(**{f"{field}__in": piece})

    def _load_addresses(self) -> None:
        """Who has which e-mail address: of accounts first, then of everybody else."""
        self.addresses: dict[str, int] = {}
        people = Person.objects.exclude(email="").order_by().values_list("email", "pk")
        self.accounts: set[int] = set()
        for email, pk in people:
            self.addresses[email.lower()] = pk
        for email, pk in User.objects.order_by().values_list("email", "person_id"):
            self.addresses[email.lower()] = pk
            self.accounts.add(pk)

    def _spells(self, model: Any, *details: str, ids: Collection[str]) -> dict[str, Spell]:
        found: dict[str, Spell] = {}
        for rows in self._where(model.objects.filter(source=self.source).order_by(), "source_id", ids):
            found.update(self._read(rows, details))
        return found

    @staticmethod
    def _read(rows: QuerySet[Any], details: tuple[str, ...]) -> Iterator[tuple[str, Spell]]:
        columns = ("source_id", "pk", "person_id", "school_id", "from_on", "until_on", *details)
        for source_id, pk, person_id, school_id, from_on, until_on, *held in rows.values_list(*columns):
            yield (
                source_id,
                Spell(pk, person_id, school_id, from_on, until_on, dict(zip(details, held, strict=True))),
            )

    def _add_spells_of_the_gone(self, roster: Roster) -> None:
        """Of changes: everything else that its source says of those who lose something, to tell who leaves."""
        gone = {self.persons[one] for one in roster.gone_people if one in self.persons}
        for named, spells in ((roster.gone_jobs, self.jobs), (roster.gone_enrolments, self.enrolments)):
            gone |= {spells[one].person_id for one in named if one in spells}
        keys = sorted(gone)
        if not self._some:
            return
        for at in range(0, len(keys), _AT_ONCE):
            of_them = {"source": self.source, "person_id__in": keys[at : at + _AT_ONCE]}
            jobs = Engagement.objects.filter(**of_them).order_by()
            self.jobs.update(self._read(jobs, ("category", "job_title", "agency")))
            self.enrolments.update(self._read(Enrolment.objects.filter(**of_them).order_by(), ()))

    def _load_people(self) -> None:
        """Names, address and birth date of everybody whom the roster may mean."""
        self.people: dict[int, dict[str, Any]] = {}
        columns = ("given_name", "family_name", "email", "born_on")
        wanted = {*self.persons.values(), *self.upns.values(), *self.addresses.values()}
        wanted |= {spell.person_id for spells in (self.jobs, self.enrolments) for spell in spells.values()}
        rows = Person.objects.order_by()
        if self._some:
            keys = sorted(wanted)
            pieces = [rows.filter(pk__in=keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE)]
        else:
            pieces = [rows]
        for piece in pieces:
            for pk, *values in piece.values_list("pk", *columns).iterator(chunk_size=5000):
                if pk in wanted:
                    self.people[pk] = dict(zip(columns, values, strict=True))

    def _load_by_hand(self) -> None:
        """Open jobs that no roster keeps, by person and school: a roster that names the same job takes it over."""
        self.by_hand: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        rows = Engagement.objects.filter(source="", until_on__isnull=True, agency="").order_by("pk")
        for person_id, school_id, pk in rows.values_list("person_id", "school_id", "pk"):
            self.by_hand[person_id, school_id].append(pk)
