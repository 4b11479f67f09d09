"""A small trust for tests: two schools, and people made as a test needs them. Roster rows are written directly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

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
from aboveboard.people.selectors.actors import get_actor
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.relationships.facts import Category, Responsibility

LONG_AGO = date(2020, 9, 1)
_numbers = count(1)


@dataclass
class World:
    """Build with `World.build(on)`; `on` is the day that counts as today."""

    on: date
    hill: School
    lake: School
    schools: list[School] = field(default_factory=list)

    @classmethod
    def build(cls, on: date) -> World:
        Trust.objects.get_or_create(pk=1, defaults={"name": "Test Learning Trust"})
        hill, lake = (
            School.objects.create(
                key=key, name=name, telephone="01632 960001", safeguarding_telephone="01632 960002"
            )
            for key, name in (("hill", "Hill School"), ("lake", "Lake School"))
        )
        return cls(on, hill, lake, [hill, lake])

    def person(self, name: str = "", *, account: bool = True, born_on: date | None = None) -> Person:
        number = next(_numbers)
        given, _, family = (name or f"Person Number{number}").partition(" ")
        person = Person.objects.create(
            given_name=given,
            family_name=family,
            email=f"person{number}@example.test",
            telephone="01632 960100",
            born_on=born_on,
        )
        if account:
            User.objects.create_user(email=person.email, person=person)
        return person

    def staff(
        self,
        name: str = "",
        *roles: Role,
        school: School | None = None,
        central: bool = False,
        deputy: bool = False,
        manager: Person | None = None,
        category: Category = Category.PERMANENT,
        from_on: date = LONG_AGO,
        until_on: date | None = None,
    ) -> Person:
        """Somebody who works at `school` (the hill school unless told) or centrally, and holds `roles` there."""
        where = None if central else (school or self.hill)
        person = self.person(name)
        Engagement.objects.create(
            person=person, school=where, category=category, from_on=from_on, until_on=until_on
        )
        for role in roles:
            self.hold(person, role, where, deputy=deputy)
        if manager is not None:
            Person.objects.filter(pk=person.pk).update(line_manager=manager)
            person.line_manager = manager
        return person

    def hold(self, person: Person, role: Role, school: School | None, *, deputy: bool = False) -> RoleHolding:
        return RoleHolding.objects.create(
            person=person, role=role, school=school, deputy=deputy, from_on=LONG_AGO
        )

    def pupil(
        self,
        name: str = "",
        *,
        school: School | None = None,
        born_on: date | None = date(2014, 5, 5),
        from_on: date | None = date(2024, 9, 2),
        until_on: date | None = None,
    ) -> Person:
        person = self.person(name, account=False, born_on=born_on)
        Enrolment.objects.create(
            person=person, school=school or self.hill, from_on=from_on, until_on=until_on
        )
        return person

    def link(
        self, parent: Person, pupil: Person, responsibility: Responsibility = Responsibility.PARENTAL
    ) -> ParentLink:
        return ParentLink.objects.create(parent=parent, pupil=pupil, responsibility=responsibility)

    def actor(self, person: Person) -> Actor:
        return get_actor(person, on=self.on)
