"""The demo trust's pupils, former pupils and parents; some parents work for the trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aboveboard.people.demo.names import Names
from aboveboard.people.demo.personas import ALL_THROUGH, PRIMARY, SECONDARY, SPECIAL
from aboveboard.people.demo.staff import Staffroom, opaque_reference
from aboveboard.people.models import Enrolment, ParentLink, Person, School
from aboveboard.rules.relationships.facts import Responsibility

# school -> (first year, last year, pupils on roll, former pupils); year 0 is Reception. 1,400 in all.
_ROLLS = {
    PRIMARY: (0, 6, 206, 70),
    SECONDARY: (7, 13, 460, 170),
    SPECIAL: (0, 13, 66, 22),
    ALL_THROUGH: (0, 13, 318, 65),
}
_STAFF_WHO_ARE_PARENTS = 14


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The school year, from September to August, in which a day falls."""

    begins: int

    @classmethod
    def of(cls, on: date) -> SchoolYear:
        return cls(on.year if on.month >= 9 else on.year - 1)

    def first_day(self, years_ago: int = 0) -> date:
        return date(self.begins - years_ago, 9, 2)

    def last_day(self, years_ago: int = 0) -> date:
        return date(self.begins + 1 - years_ago, 7, 20)

    def birth_date(self, year_group: int, random: Random) -> date:
        """A birth date of somebody who is in `year_group` this school year."""
        return date(self.begins - 5 - year_group, 9, 1) + timedelta(days=random.randrange(365))


class _Rolls:
    """Collects rows, so that each table is written in one go."""

    def __init__(self, random: Random, schools: dict[str, School], staffroom: Staffroom, on: date) -> None:
        self.random, self.schools, self.staffroom = random, schools, staffroom
        self.names = Names(random)
        self.year = SchoolYear.of(on)
        self.on = on
        self.people: list[Person] = []
        self.enrolments: list[Enrolment] = []
        self.links: list[ParentLink] = []
        self.cast: dict[str, Person] = {}

    def person(self, given: str, family: str, born_on: date | None = None, email: str = "") -> Person:
        person = Person(
            reference=opaque_reference(self.random),
            given_name=given,
            family_name=family,
            born_on=born_on,
            email=email,
        )
        self.people.append(person)
        return person

    def enrol(self, person: Person, school: str, from_on: date | None, until_on: date | None = None) -> None:
        self.enrolments.append(
            Enrolment(person=person, school=self.schools[school], from_on=from_on, until_on=until_on)
        )

    def link(
        self, parent: Person, pupil: Person, responsibility: Responsibility = Responsibility.PARENTAL
    ) -> None:
        self.links.append(ParentLink(parent=parent, pupil=pupil, responsibility=responsibility))

    def pupil(
        self, key: str, given: str, family: str, school: str, year_group: int, age: int | None = None
    ) -> Person:
        """A pupil on roll who plays a part in a persona's story."""
        born_on = (
            self.year.birth_date(year_group, self.random)
            if age is None
            else self.on - timedelta(days=round(age * 365.25) + 120)
        )
        person = self.cast[key] = self.person(given, family, born_on)
        first_year = _ROLLS[school][0]
        self.enrol(person, school, self.year.first_day(min(3, year_group - first_year)))
        return person

    # -- the people of the personas' stories

    def stories(self) -> None:
        staff = self.staffroom.cast
        laura = self.cast["laura"] = self.person("Laura", "Bennett")
        for key, given, group in (("bennett-elder", "Poppy", 5), ("bennett-younger", "Archie", 2)):
            self.link(laura, self.pupil(key, given, "Bennett", PRIMARY, group))
        self.link(staff["dele"], self.pupil("dele-child", "Tobi", "Adeyemi", PRIMARY, 3))
        self.link(staff["ewa"], self.pupil("ewa-child", "Jakub", "Kowalczyk", PRIMARY, 5))
        self.link(staff["jamal"], self.pupil("jamal-child", "Nour", "Haddad", PRIMARY, 1))
        conor = self.pupil("conor", "Conor", "Brennan", SECONDARY, 12, age=17)
        sean = self.cast["sean"] = self.person("Seán", "Brennan")
        self.link(sean, conor)
        self.pupil("runner", "Kofi", "Asante", SECONDARY, 10)
        foster = self.pupil("foster-child", "Ivy", "Marsh", SPECIAL, 8)
        self.link(staff["rosa"], foster, Responsibility.CARER)

    # -- everybody else

    def on_roll(self, school: str, count: int) -> None:
        first, last, _, _ = _ROLLS[school]
        # Sixth forms are smaller than the years below.
        groups = range(first, last + 1)
        weights = [5 if group > 11 else 10 for group in groups]
        family, origin = "", 0
        parents: list[Person] = []
        for _ in range(count):
            if not parents or self.random.random() > 0.3:  # otherwise a brother or sister of the one before
                family, origin = self.names.family()
                parents = [
                    self.person(self.names.given(origin), family)
                    for _ in range(self.random.choices((1, 2), (3, 5))[0])
                ]
            group = self.random.choices(groups, weights)[0]
            pupil = self.person(self.names.given(origin), family, self.year.birth_date(group, self.random))
            joined = self.random.choice((first, first, first, group))
            leaves = self.year.last_day() if group == 13 else None
            self.enrol(pupil, school, self.year.first_day(group - min(joined, group)), leaves)
            if school == SECONDARY and self.random.random() < 0.2:  # came up from the trust's primary
                self.enrol(pupil, PRIMARY, self.year.first_day(group), self.year.last_day(group - 6))
            for parent in parents:
                responsibility = self.random.choices(tuple(Responsibility), (94, 4, 2))[0]
                self.link(parent, pupil, responsibility)

    def former(self, school: str, count: int) -> None:
        first, last, _, _ = _ROLLS[school]
        for _ in range(count):
            family, origin = self.names.family()
            years_ago = self.random.randrange(1, 9)
            left_in = last if self.random.random() < 0.7 else self.random.randint(first, last)
            born_on = self.year.birth_date(left_in + years_ago, self.random)
            pupil = self.person(
                self.names.given(origin), family, None if self.random.random() < 0.06 else born_on
            )
            stayed = self.random.randint(1, max(1, left_in - first + 1))
            self.enrol(
                pupil, school, self.year.first_day(years_ago + stayed - 1), self.year.last_day(years_ago)
            )

    def staff_as_parents(self) -> None:
        """Members of staff whose child is on roll at their own school, beside those of the stories."""
        parents = [
            (school, person)
            for school, people in self.staffroom.by_school.items()
            if school is not None
            for person in people
            if person not in self.staffroom.cast.values()
        ]
        for school, person in self.random.sample(parents, _STAFF_WHO_ARE_PARENTS):
            first, last, _, _ = _ROLLS[school]
            group = self.random.randint(first, min(last, 11))
            _, origin = self.names.family()
            child = self.person(
                self.names.given(origin), person.family_name, self.year.birth_date(group, self.random)
            )
            self.enrol(child, school, self.year.first_day(group - first))
            self.link(person, child)

    def former_pupil_on_the_staff(self) -> None:
        zainab = self.staffroom.cast["zainab"]
        self.enrol(zainab, SECONDARY, self.year.first_day(11), self.year.last_day(5))

    def save(self) -> None:
        Person.objects.bulk_create(self.people)
        Enrolment.objects.bulk_create(self.enrolments)
        ParentLink.objects.bulk_create(self.links)


def load_pupils_and_parents(
    random: Random, schools: dict[str, School], staffroom: Staffroom, *, on: date
) -> dict[str, Person]:
    """1,400 pupils and former pupils with their parents; returns the people of the personas' stories by key."""
    rolls = _Rolls(random, schools, staffroom, on)
    rolls.stories()
    for school, (_, _, on_roll, former) in _ROLLS.items():
        rolls.on_roll(school, on_roll)
        rolls.former(school, former)
    rolls.staff_as_parents()
    rolls.former_pupil_on_the_staff()
    rolls.save()
    return rolls.cast
