"""People to act in tests: one holder of every role at one school, and somebody who holds nothing."""

from __future__ import annotations

from datetime import date

from aboveboard.people.models import Engagement, Person, RoleHolding, School, User
from aboveboard.people.selectors.actors import get_actor
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.relationships.facts import Category

SINCE = date(2020, 9, 1)

# Held for the whole trust; every other role is held at a school.
TRUST_ROLES = frozenset(
    {
        Role.TRUST_HR,
        Role.TRUST_LEADER,
        Role.EXECUTIVE_TEAM,
        Role.CHAIR,
        Role.DATA_PROTECTION_OFFICER,
        Role.MONITORING_OFFICER,
        Role.BOARD_MEMBER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)


def make_school(key: str = "oak", name: str = "Oak Primary School") -> School:
    return School.objects.get_or_create(key=key, defaults={"name": name})[0]


def make_person(
    given_name: str,
    family_name: str = "Example",
    *,
    roles: tuple[Role, ...] = (),
    school: School | None = None,
    account: bool = True,
) -> Person:
    """A person with these roles since 2020, trust-wide ones for the trust and the others at `school`.

    `Role.STAFF_MEMBER` makes an engagement. With `account`, they have a user and can sign in.
    """
    email = f"{given_name}.{family_name}@example.org".lower().replace(" ", ".") if account else ""
    person = Person.objects.create(given_name=given_name, family_name=family_name, email=email)
    for role in roles:
        at = None if role in TRUST_ROLES else school or make_school()
        if role is Role.STAFF_MEMBER:
            Engagement.objects.create(
                person=person, school=at, category=Category.PERMANENT, from_on=SINCE, job_title="Teacher"
            )
        else:
            RoleHolding.objects.create(person=person, role=role, school=at, from_on=SINCE)
    if account:
        User.objects.create_user(email=email, person=person)
    return person


def make_holders(school: School | None = None) -> dict[Role, Person]:
    """One person for each role; those who hold one at a school work there too, and nobody holds two others."""
    school = school or make_school()
    return {
        role: make_person(
            role.value.replace("_", " ").title(),
            roles=(role,) if role in TRUST_ROLES | {Role.STAFF_MEMBER} else (Role.STAFF_MEMBER, role),
            school=school,
        )
        for role in Role
    }


def actor_of(person: Person, *, on: date = date(2026, 11, 23)) -> Actor:
    """`person` as they stand on a day, as the request's middleware would make them."""
    return get_actor(person, on=on)
