from datetime import datetime

import pytest
from tests.people.world import World

from aboveboard.people.models import Person
from aboveboard.rules.calendar import uk_date


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return World.build(uk_date(now))


@pytest.fixture
def author(world: World) -> Person:
    return world.staff("Ada Author")
