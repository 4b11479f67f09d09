from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from tests.pages import Pages
from tests.people.world import World

from aboveboard.people.models import Person
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.calendar import uk_date
from aboveboard.web import clock


@dataclass
class School:
    """A teacher, and those who look after what they ask."""

    world: World
    teacher: Person
    manager: Person
    lead: Person
    head: Person

    def pages(self, person: Person) -> Pages:
        return Pages.of(person.user)

    def actor(self, person: Person) -> Actor:
        return self.world.actor(person)


@pytest.fixture
def on(now: datetime) -> date:
    return uk_date(now)


@pytest.fixture
def school(db: None, on: date, now: datetime) -> Iterator[School]:
    with clock.stopped_at(now):
        world = World.build(on)
        head = world.staff("Hana Head", Role.HEADTEACHER)
        lead = world.staff("Lena Lead", Role.DESIGNATED_SAFEGUARDING_LEAD, manager=head)
        manager = world.staff("Mo Manager", manager=head)
        teacher = world.staff("Tia Teacher", manager=manager)
        yield School(world, teacher, manager, lead, head)
