from datetime import date, datetime

import pytest
from tests.people.world import World

from aboveboard.rules.calendar import uk_date


@pytest.fixture
def on(now: datetime) -> date:
    return uk_date(now)


@pytest.fixture
def world(db: None, on: date) -> World:
    return World.build(on)
