"""Fixtures for the whole suite."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.people_of_a_school import actor_of, make_holders

from aboveboard.rules.actor import Actor, Role
from aboveboard.web import clock

TRANSACTIONAL = {
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
}


@pytest.fixture(autouse=True)
def the_ledger_lets_its_tables_be_emptied(
    request: pytest.FixtureRequest, _django_db_marker: None
) -> Iterator[None]:
    """After a test that commits, Django empties every table, which the guards refuse; migrating puts them back."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or TRANSACTIONAL & set(request.fixturenames):
        from django.db import connection

        from aboveboard.ledger import guards

        guards.remove(connection)


@pytest.fixture
def now() -> datetime:
    """A Monday morning in term, in winter time: 23 November 2026, 10:00."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def fixed_clock(now: datetime) -> Iterator[None]:
    """Holds the service's clock at `now`, for tests that go through pages."""
    with clock.stopped_at(now):
        yield


@pytest.fixture
def actors(db: None, now: datetime) -> dict[Role, Actor]:
    """One actor for each role, all of one school or of its trust, as they stand at `now`."""
    return {role: actor_of(person, on=now.date()) for role, person in make_holders().items()}


@pytest.fixture
def commit_hooks(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """`with commit_hooks():` runs what is due after the commit, which a test's own transaction never reaches."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
