"""The one place that reads the clock. Everything else takes `now` or `on` as an argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")

# A plain module value and not a context variable: a live server answers in threads of its own.
_stopped_at: datetime | None = None


def now() -> datetime:
    """The instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC)


def today() -> date:
    """The calendar date in the United Kingdom."""
    return now().astimezone(UK).date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware `moment`, for the whole process. For tests and for seeding the demo."""
    global _stopped_at
    if moment.tzinfo is None:
        raise ValueError("The clock can only be stopped at an aware moment.")
    before, _stopped_at = _stopped_at, moment.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before
