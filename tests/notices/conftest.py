"""People to tell, and a directory that knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from aboveboard.notices import digest, directory, jobs
from aboveboard.notices.directory import ResolvedRecipient
from aboveboard.notices.targets import Target, ToPerson, addressee
from aboveboard.people.models import Person
from aboveboard.rules.actor import Actor


@dataclass
class Staffroom:
    """Who sits where, for one test. Chairs are named as `addressee` names them."""

    chairs: dict[str, list[Person]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def person(self, name: str, *, email: str | None = None) -> Person:
        address = f"{name.lower()}@example.org" if email is None else email
        return Person.objects.create(given_name=name, family_name="Example", email=address)

    def seat(self, target: Target, *people: Person) -> None:
        self.chairs[addressee(target)] = list(people)

    def resolve(self, target: Target, on: date) -> list[ResolvedRecipient]:
        if isinstance(target, ToPerson):
            people = list(Person.objects.filter(pk=target.person_id))
        else:
            people = self.chairs.get(addressee(target), [])
        return [
            ResolvedRecipient(person.pk, str(person), person.email)
            for person in people
            if person.pk not in self.gone
        ]


@pytest.fixture
def staffroom(db: None) -> Iterator[Staffroom]:
    before = list(directory._registered)
    room = Staffroom()
    directory.register(room)
    yield room
    directory._registered[:] = before


@pytest.fixture
def no_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker with nothing of its own to do: only the jobs that the test registers."""
    monkeypatch.setattr(jobs, "_jobs", {})


@pytest.fixture
def no_digest_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "_sources", [])


def as_actor(person: Person) -> Actor:
    return Actor(person_id=person.pk, reference=person.reference, name=str(person))
