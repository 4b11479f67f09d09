"""Dates and times as pages say them: "23 November 2026", "12:33pm"; and dates that are known only in part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aboveboard.web.clock import UK


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ApproximateDate:
    """A date as far as somebody knows it. `value` is the first day of the month or year; None when unknown."""

    value: date | None
    precision: Precision

    def __str__(self) -> str:
        if self.value is None:
            return "Not known"
        if self.precision is Precision.YEAR:
            return str(self.value.year)
        if self.precision is Precision.MONTH:
            return f"{self.value:%B %Y}"
        return long_date(self.value)


def long_date(day: date) -> str:
    """23 November 2026; an instant is taken as its date in the United Kingdom."""
    if isinstance(day, datetime):
        day = day.astimezone(UK).date()
    return f"{day.day} {day:%B %Y}"


def clock_time(moment: datetime) -> str:
    """12:33pm, in the United Kingdom."""
    local = moment.astimezone(UK)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def date_and_time(moment: datetime) -> str:
    """23 November 2026 at 12:33pm, in the United Kingdom."""
    return f"{long_date(moment)} at {clock_time(moment)}"
