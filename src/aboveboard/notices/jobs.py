"""What runs by the clock. Rooms register jobs in AppConfig.ready; the worker runs each slot of each once.

A slot is an instant. After time off only the last slot that was missed is run, and once: every job must be able to
catch up by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import uk_date

UK = ZoneInfo("Europe/London")
MONDAY = 0


class Schedule(Protocol):
    """When a job is due."""

    def last_slot(self, now: datetime) -> datetime:
        """The latest slot that is not after `now`, aware, in UTC; the same instant whoever asks."""
        ...


@dataclass(frozen=True, slots=True)
class EveryMinute:
    """At every full minute."""

    def last_slot(self, now: datetime) -> datetime:
        return now.astimezone(UTC).replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Hourly:
    """At every full hour."""

    def last_slot(self, now: datetime) -> datetime:
        return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at a time in the United Kingdom. A time that the clocks jump over is taken an hour later."""

    at: time

    def last_slot(self, now: datetime) -> datetime:
        slot = _uk_instant(uk_date(now), self.at)
        return slot if slot <= now else _uk_instant(uk_date(now) - timedelta(days=1), self.at)


@dataclass(frozen=True, slots=True)
class Mondays:
    """Once a week, on Monday at a time in the United Kingdom."""

    at: time = time(7, 0)

    def last_slot(self, now: datetime) -> datetime:
        today = uk_date(now)
        monday = today - timedelta(days=(today.weekday() - MONDAY) % 7)
        slot = _uk_instant(monday, self.at)
        return slot if slot <= now else _uk_instant(monday - timedelta(days=7), self.at)


class JobFunction(Protocol):
    """What a job does. What it returns, a few words without names, stands on the status page."""

    def __call__(self, *, actor: SystemActor, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Job:
    """`lease` is longer than it ever takes: past it the job counts as dead, and another worker takes it up.

    `after_a_crash`: it is due as well when the worker starts and did not stop in good order before.
    """

    name: str
    schedule: Schedule
    function: JobFunction | Callable[..., object]
    lease: timedelta = timedelta(minutes=30)
    after_a_crash: bool = False


_jobs: dict[str, Job] = {}


def register(
    name: str,
    schedule: Schedule,
    function: JobFunction | Callable[..., object],
    *,
    lease: timedelta = timedelta(minutes=30),
    after_a_crash: bool = False,
) -> None:
    """Run `function(actor=SystemActor(name), now=now)` at every slot of `schedule`. One job a name; the last counts."""
    _jobs[name] = Job(name, schedule, function, lease, after_a_crash)


def registered() -> tuple[Job, ...]:
    """Every job, in the order of registration."""
    return tuple(_jobs.values())


def _uk_instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UK).astimezone(UTC)
