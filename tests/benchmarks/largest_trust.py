"""The largest trust there is: 90 schools, 11,000 staff, 65,000 pupils, and their parents. Rows written in bulk.

Invented, the same each time, and only for measuring: everything else makes its records through the services.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from aboveboard.people.models import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    RoleHolding,
    School,
    Trust,
    User,
)
from aboveboard.rules.actor import Role
from aboveboard.rules.relationships.facts import Category, Responsibility

SCHOOLS, STAFF, PUPILS = 90, 11_000, 65_000
PARENTS = 50_000
BATCH = 2_000
SCHOOL_ROLES = (
    Role.SCHOOL_OPERATIONS_MANAGER,
    Role.HEADTEACHER,
    Role.DESIGNATED_SAFEGUARDING_LEAD,
    Role.SENIOR_LEADER,
)
GIVEN = ("Ada", "Grace", "Alan", "Mary", "Omar", "Zoë", "Wei", "Priya", "Kofi", "Ngọc", "Ivan", "Aoife")
FAMILY = ("Okafor", "Smith", "Nguyễn", "Patel", "Jones", "Kowalska", "Ahmed", "Brown", "García", "Evans")


@dataclass(frozen=True, slots=True)
class LargestTrust:
    """Primary keys of what was loaded, in order; each list by school where it has one."""

    schools: list[int]
    staff: list[int]
    pupils: list[int]
    parents: list[int]


def _people(count: int, chance: random.Random, born: tuple[int, int] | None = None) -> list[int]:
    def rows() -> Iterator[Person]:
        for number in range(count):
            born_on = date(chance.randint(*born), 1, 1) + timedelta(chance.randrange(365)) if born else None
            yield Person(
                given_name=chance.choice(GIVEN),
                family_name=f"{chance.choice(FAMILY)}-{number:05}",
                born_on=born_on,
            )

    return [person.pk for person in load_in_bulk(Person, rows())]


def load_in_bulk(model: type, rows: Iterator) -> list:  # type: ignore[type-arg]
    made = []
    while batch := list(islice(rows, BATCH)):
        made += model.objects.bulk_create(batch)  # type: ignore[attr-defined]
    return made


def load_people(*, on: date, seed: int = 1) -> LargestTrust:
    """Load schools, staff with every chair filled, pupils on roll and their parents, as they stand on a day."""
    chance = random.Random(seed)
    Trust.objects.get_or_create(pk=1, defaults={"name": "The Largest Trust"})
    schools = [
        school.pk
        for school in load_in_bulk(
            School, (School(key=f"school-{n}", name=f"School {n:02}") for n in range(SCHOOLS))
        )
    ]
    staff, pupils = _people(STAFF, chance), _people(PUPILS, chance, born=(on.year - 18, on.year - 5))
    parents = _people(PARENTS, chance)
    since = on.replace(year=on.year - 2, day=1)
    place = {person: schools[index % SCHOOLS] for index, person in enumerate(staff)}
    categories = (*[Category.PERMANENT] * 8, Category.AGENCY, Category.VOLUNTEER)
    load_in_bulk(
        Engagement,
        (
            Engagement(person_id=person, school_id=school, category=chance.choice(categories), from_on=since)
            for person, school in place.items()
        ),
    )
    holders = staff[: SCHOOLS * len(SCHOOL_ROLES)]  # the first 90 hold the first role, one at each school
    load_in_bulk(
        RoleHolding,
        (
            RoleHolding(
                person_id=person, role=SCHOOL_ROLES[index // SCHOOLS], school_id=place[person], from_on=since
            )
            for index, person in enumerate(holders)
        ),
    )
    trust_wide = zip(
        (Role.TRUST_HR, Role.TRUST_LEADER, Role.CHAIR, Role.AUDITOR), staff[len(holders) :], strict=False
    )
    load_in_bulk(
        RoleHolding, (RoleHolding(person_id=person, role=role, from_on=since) for role, person in trust_wide)
    )
    load_in_bulk(
        User, (User(person_id=person, email=f"{person}@example.org", password="!") for person in staff)
    )
    load_in_bulk(
        Enrolment,
        (
            Enrolment(person_id=pupil, school_id=schools[index % SCHOOLS], from_on=since)
            for index, pupil in enumerate(pupils)
        ),
    )
    load_in_bulk(
        ParentLink,
        (
            ParentLink(
                parent_id=parents[index % PARENTS], pupil_id=pupil, responsibility=Responsibility.PARENTAL
            )
            for index, pupil in enumerate(pupils)
        ),
    )
    return LargestTrust(schools, staff, pupils, parents)
