"""The demo trust's schools and staff: the personas, and the colleagues around them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from aboveboard.people.demo.names import Names
from aboveboard.people.demo.personas import (
    ALL_THROUGH,
    MAIL_DOMAIN,
    PERSONAS,
    PRIMARY,
    SECONDARY,
    SPECIAL,
    Persona,
)
from aboveboard.people.models import Absence, Engagement, Person, School, Trust, User
from aboveboard.rules.relationships.facts import Category

TRUST_NAME = "Wrenmoor Learning Trust"

_SCHOOLS = (
    (PRIMARY, "Ostlebeck Primary School", "900101", "Primary", 60),
    (SECONDARY, "Marrowdale High School", "900102", "Secondary with sixth form", 120),
    (SPECIAL, "Fennick Lodge School", "900103", "Special", 30),
    (ALL_THROUGH, "Tarnwick Academy", "900104", "All-through", 90),
)

# How many of each, beside the personas: (job title, category, how many). They work under `_UNDER` of their school.
_P, _T, _C = Category.PERMANENT, Category.TEMPORARY, Category.CASUAL
_A, _V = Category.AGENCY, Category.VOLUNTEER
_STAFFING: dict[str | None, tuple[tuple[str, Category, int], ...]] = {
    PRIMARY: (
        ("Class teacher", _P, 8), ("Class teacher", _T, 1), ("Teaching assistant", _P, 6), ("Office assistant", _P, 1),
        ("Midday supervisor", _C, 3), ("Site manager", _P, 1), ("Cook", _A, 1), ("Reading volunteer", _V, 2),
    ),
    SECONDARY: (
        ("Subject teacher", _P, 26), ("Subject teacher", _T, 3), ("Head of year", _P, 4), ("Cover supervisor", _C, 2),
        ("Teaching assistant", _P, 4), ("Science technician", _P, 1), ("Office assistant", _P, 2),
        ("Supply teacher", _A, 3), ("Cleaner", _A, 2), ("Duke's award volunteer", _V, 1),
    ),
    SPECIAL: (
        ("Class teacher", _P, 6), ("Teaching assistant", _P, 9), ("Teaching assistant", _T, 1), ("Therapist", _A, 2),
        ("Driver", _C, 1), ("Riding volunteer", _V, 1),
    ),
    ALL_THROUGH: (
        ("Class teacher", _P, 7), ("Subject teacher", _P, 9), ("Teaching assistant", _P, 4), ("Office assistant", _P, 1),
        ("Midday supervisor", _C, 2), ("Supply teacher", _A, 1), ("Library volunteer", _V, 1),
    ),
    None: (("Finance officer", _P, 2), ("Estates manager", _P, 1)),
}  # fmt: skip
_UNDER: dict[str | None, tuple[str, str]] = {  # who manages teachers and assistants, and who the others
    PRIMARY: ("tom", "dele"),
    SECONDARY: ("beth", "helen"),
    SPECIAL: ("patrick", "olena"),
    ALL_THROUGH: ("kwame", "sunil"),
    None: ("imelda", "joanne"),
}
_TEACHING = ("teacher", "Teaching", "Head of year", "Therapist", "Cover")


@dataclass(frozen=True, slots=True)
class Staffroom:
    """Everybody who works for the trust: `cast` by persona key, and all of them by school key."""

    cast: dict[str, Person]
    by_school: dict[str | None, list[Person]]


def load_trust() -> dict[str, School]:
    """The trust and its schools, by key."""
    Trust.objects.create(
        pk=1,
        name=TRUST_NAME,
        hr_email=f"people@{MAIL_DOMAIN}",
        data_protection_email=f"data-protection@{MAIL_DOMAIN}",
    )
    # 01632 960xxx is set aside for fiction.
    School.objects.bulk_create(
        School(
            key=key,
            name=name,
            urn=urn,
            phase=phase,
            telephone=f"01632 960{extension:03}",
            safeguarding_telephone=f"01632 960{extension + 1:03}",
            opened_on=date(2015, 9, 1),
        )
        for key, name, urn, phase, extension in _SCHOOLS
    )
    return {school.key: school for school in School.objects.all()}


def opaque_reference(random: Random) -> str:
    """As `new_person_reference` makes them, but the same on every seeding."""
    return f"person-{random.getrandbits(64):016x}"


def load_staff(random: Random, schools: dict[str, School], *, on: date) -> Staffroom:
    """Everyone who works for the trust, with their engagements, line managers and accounts."""
    posts = [(persona, _person_of(persona, random, on)) for persona in PERSONAS]
    others = list(_colleagues(random, on))
    Person.objects.bulk_create([person for _, person in posts] + [person for person, _, _ in others])

    cast = {persona.key: person for persona, person in posts}
    by_school: dict[str | None, list[Person]] = {key: [] for key in (*schools, None)}
    for persona, person in posts:
        if persona.manager is not None:
            person.line_manager = cast[persona.manager]
        if persona.category not in (None, Category.LAB_MEMBER):
            by_school[persona.school].append(person)
    engagements = [
        Engagement(
            person=person,
            school=schools.get(persona.school or ""),
            category=persona.category,
            job_title=persona.job_title,
            agency=persona.agency,
            from_on=persona.engaged_from(on),
            until_on=None if persona.leaves_in_days is None else on + timedelta(days=persona.leaves_in_days),
        )
        for persona, person in posts
        if persona.category is not None
    ]
    for person, school_key, engagement in others:
        teaching, other = _UNDER[school_key]
        is_teaching = any(word in engagement.job_title for word in _TEACHING)
        person.line_manager = cast[teaching if is_teaching else other]
        engagement.school = schools.get(school_key or "")
        engagements.append(engagement)
        by_school[school_key].append(person)
    Person.objects.bulk_update(
        [person for people in by_school.values() for person in people], ["line_manager"], batch_size=200
    )
    Engagement.objects.bulk_create(engagements)
    Absence.objects.bulk_create(
        Absence(
            person=person,
            from_on=on - timedelta(days=1),
            until_on=on + timedelta(days=persona.away_days),
        )
        for persona, person in posts
        if persona.away_days
    )
    # Nobody has a password: hashing 160 takes half a minute, and personas are chosen, not guarded.
    User.objects.bulk_create(
        User(email=person.email, person=person, password=make_password(None))
        for person in [*cast.values(), *(person for person, _, _ in others)]
    )
    return Staffroom(cast, by_school)


def _person_of(persona: Persona, random: Random, on: date) -> Person:
    return Person(
        reference=opaque_reference(random),
        given_name=persona.given_name,
        family_name=persona.family_name,
        email=persona.email,
        telephone=f"01632 960{random.randrange(200, 999)}" if persona.posts else "",
        born_on=None if persona.age is None else on - timedelta(days=round(persona.age * 365.25) + 150),
    )


def _colleagues(random: Random, on: date) -> list[tuple[Person, str | None, Engagement]]:
    """The others: (person, school key, an engagement that still lacks its school)."""
    names = Names(random)
    found: list[tuple[Person, str | None, Engagement]] = []
    for school_key, jobs in _STAFFING.items():
        for title, category, count in jobs:
            for _ in range(count):
                family, origin = names.family()
                given = names.given(origin)
                person = Person(
                    reference=opaque_reference(random),
                    given_name=given,
                    family_name=family,
                    email=f"{_mailbox(given, family)}{len(found) + 1}@{MAIL_DOMAIN}",
                )
                longest = 60 if category in (_T, _A) else 3650
                engagement = Engagement(
                    person=person,
                    category=category,
                    job_title=title,
                    agency="Kestrel Supply" if category is _A else "",
                    from_on=on - timedelta(days=random.randrange(10, longest)),
                    until_on=on + timedelta(days=random.randrange(20, 240)) if category in (_T, _A) else None,
                )
                found.append((person, school_key, engagement))
    return found


def _mailbox(given: str, family: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{given}.{family}").encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in plain if letter.isalpha() or letter == ".").strip(".") or "staff"
