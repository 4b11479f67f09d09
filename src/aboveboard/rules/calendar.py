"""UK calendar dates, England's working days, and how dates and times are written on a page.

No function here reads the clock: `now` and dates are arguments.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

LeapDayBirthday = Literal["mar1", "feb28"]

SATURDAY = 5

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Changes made for one year by royal proclamation: (days taken away, days added).
ONE_OFF_CHANGES: dict[int, tuple[frozenset[date], frozenset[date]]] = {
    2011: (frozenset(), frozenset({date(2011, 4, 29)})),
    2012: (frozenset({date(2012, 5, 28)}), frozenset({date(2012, 6, 4), date(2012, 6, 5)})),
    2020: (frozenset({date(2020, 5, 4)}), frozenset({date(2020, 5, 8)})),
    2022: (
        frozenset({date(2022, 5, 30)}),
        frozenset({date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}),
    ),
    2023: (frozenset(), frozenset({date(2023, 5, 8)})),
}


def in_uk_time(now: datetime) -> datetime:
    """`now` (aware) as the clock on the wall in the United Kingdom shows it.

    Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
    (the rule since 1996), so that this room needs no time zone database.
    """
    if now.tzinfo is None:
        raise ValueError("`now` must carry a time zone; pass an aware datetime.")
    utc = now.astimezone(UTC)
    begins = datetime.combine(_last_weekday(utc.year, 3, 6), datetime.min.time(), UTC) + timedelta(hours=1)
    ends = datetime.combine(_last_weekday(utc.year, 10, 6), datetime.min.time(), UTC) + timedelta(hours=1)
    summer = timedelta(hours=1) if begins <= utc < ends else timedelta()
    return (utc + summer).replace(tzinfo=None)


def uk_date(now: datetime) -> date:
    """The calendar date in the United Kingdom at the instant `now` (aware)."""
    return in_uk_time(now).date()


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February gives 1 March in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def eighteenth_birthday(born_on: date, leap_day: LeapDayBirthday = "mar1") -> date:
    """The first day on which someone born on `born_on` is 18. Source: guidance S8.8."""
    birthday = add_years(born_on, 18)
    if leap_day == "feb28" and born_on.month == 2 and born_on.day == 29 and birthday.month == 3:
        return birthday - timedelta(days=1)
    return birthday


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of one year, substitute days in place of days that fall on a weekend."""
    easter = _easter_sunday(year)
    christmas = date(year, 12, 25)
    days = {
        _next_working_weekday(date(year, 1, 1)),
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_weekday(year, 5, 0),
        _last_weekday(year, 5, 0),
        _last_weekday(year, 8, 0),
        *_christmas_and_boxing_day(christmas),
    }
    taken_away, added = ONE_OFF_CHANGES.get(year, (frozenset(), frozenset()))
    return frozenset(days - taken_away | added)


def is_working_day(day: date, closures: Collection[date] = ()) -> bool:
    """True unless `day` is at a weekend, a bank holiday, or one of the school's `closures`."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year) and day not in closures


def add_working_days(day: date, count: int, closures: Collection[date] = ()) -> date:
    """The working day `count` working days after `day`, which itself is not counted.

    With `count` 0: `day` itself if it is a working day, otherwise the next one.
    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("Working days are counted forwards; `count` must be 0 or more.")
    if count == 0:
        while not is_working_day(day, closures):
            day += timedelta(days=1)
        return day
    while count:
        day += timedelta(days=1)
        if is_working_day(day, closures):
            count -= 1
    return day


def working_days_between(start: date, end: date, closures: Collection[date] = ()) -> int:
    """How many working days lie after `start`, up to and with `end`; 0 if `end` is not later."""
    return sum(
        is_working_day(start + timedelta(days=step), closures) for step in range(1, (end - start).days + 1)
    )


def date_text(day: date) -> str:
    """23 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_text(now: datetime) -> str:
    """12:33pm, in UK time."""
    local = in_uk_time(now)
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def datetime_text(now: datetime) -> str:
    """23 November 2026 at 12:33pm, in UK time."""
    return f"{date_text(uk_date(now))} at {time_text(now)}"


def _easter_sunday(year: int) -> date:
    # The anonymous Gregorian algorithm (Meeus/Jones/Butcher).
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _first_weekday(year: int, month: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _last_weekday(year: int, month: int, weekday: int) -> date:
    last = date(year, month, 31)  # asked only of March, May, August and October
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _next_working_weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def _christmas_and_boxing_day(christmas: date) -> tuple[date, date]:
    boxing_day = christmas + timedelta(days=1)
    match christmas.weekday():
        case 4:  # Friday: Boxing Day's substitute is Monday
            return christmas, christmas + timedelta(days=3)
        case 5:  # Saturday and Sunday: Monday and Tuesday
            return christmas + timedelta(days=2), christmas + timedelta(days=3)
        case 6:  # Sunday: Boxing Day stays on Monday, Christmas moves to Tuesday
            return christmas + timedelta(days=2), boxing_day
        case _:
            return christmas, boxing_day
