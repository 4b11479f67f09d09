from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.rules.calendar import (
    add_working_days,
    add_years,
    bank_holidays,
    date_text,
    datetime_text,
    eighteenth_birthday,
    in_uk_time,
    is_working_day,
    time_text,
    uk_date,
    working_days_between,
)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2020, "1 Jan, 10 Apr, 13 Apr, 8 May, 25 May, 31 Aug, 25 Dec, 28 Dec"),
        (2021, "1 Jan, 2 Apr, 5 Apr, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec"),
        (2022, "3 Jan, 15 Apr, 18 Apr, 2 May, 2 Jun, 3 Jun, 29 Aug, 19 Sep, 26 Dec, 27 Dec"),
        (2023, "2 Jan, 7 Apr, 10 Apr, 1 May, 8 May, 29 May, 28 Aug, 25 Dec, 26 Dec"),
        (2024, "1 Jan, 29 Mar, 1 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec"),
        (2025, "1 Jan, 18 Apr, 21 Apr, 5 May, 26 May, 25 Aug, 25 Dec, 26 Dec"),
        (2026, "1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec"),
        (2027, "1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec"),
        (2028, "3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec"),
    ],
)
def test_the_bank_holidays_of_a_year_are_those_the_government_published(year: int, days: str) -> None:
    expected = {datetime.strptime(f"{day} {year}", "%d %b %Y").date() for day in days.split(", ")}
    assert bank_holidays(year) == expected


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-29T00:59:59+00:00", "2026-03-29T00:59:59"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T02:00:00"),
        ("2026-10-25T00:59:59+00:00", "2026-10-25T01:59:59"),
        ("2026-10-25T01:00:00+00:00", "2026-10-25T01:00:00"),
        ("2026-06-30T23:30:00+00:00", "2026-07-01T00:30:00"),
    ],
)
def test_summer_time_begins_and_ends_on_the_last_sundays(instant: str, day: str) -> None:
    assert in_uk_time(datetime.fromisoformat(instant)).isoformat() == day


@given(st.datetimes(datetime(1996, 1, 1), datetime(2036, 1, 1)))
def test_uk_time_agrees_with_the_time_zone_database(moment: datetime) -> None:
    from zoneinfo import ZoneInfo

    now = moment.replace(tzinfo=UTC)
    assert in_uk_time(now) == now.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)


def test_a_date_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        uk_date(datetime(2026, 11, 23))


def test_an_instant_of_another_zone_falls_on_the_uk_date() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert uk_date(datetime(2026, 11, 24, 8, 0, tzinfo=tokyo)) == date(2026, 11, 23)


def test_working_days_leave_out_weekends_bank_holidays_and_closures() -> None:
    christmas_eve = date(2026, 12, 24)
    assert add_working_days(christmas_eve, 1) == date(2026, 12, 29)
    assert add_working_days(christmas_eve, 1, {date(2026, 12, 29)}) == date(2026, 12, 30)
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 23), 0) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(christmas_eve, -1)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_adding_working_days_and_counting_them_are_inverse(day: date, count: int) -> None:
    later = add_working_days(day, count)
    assert is_working_day(later)
    assert working_days_between(day, later) == count


def test_a_leap_day_birthday_reaches_18_on_1_march_unless_the_trust_says_28_february() -> None:
    born_on = date(2008, 2, 29)
    assert eighteenth_birthday(born_on) == date(2026, 3, 1)
    assert eighteenth_birthday(born_on, "feb28") == date(2026, 2, 28)
    assert eighteenth_birthday(date(2008, 2, 28), "feb28") == date(2026, 2, 28)
    assert eighteenth_birthday(date(2008, 3, 1), "feb28") == date(2026, 3, 1)


def test_a_year_from_a_leap_day_is_1_march() -> None:
    assert add_years(date(2028, 2, 29), 1) == date(2029, 3, 1)
    assert add_years(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_dates_and_times_are_written_as_on_a_page() -> None:
    now = datetime(2026, 11, 23, 12, 33, tzinfo=UTC)
    assert date_text(uk_date(now)) == "23 November 2026"
    assert time_text(now) == "12:33pm"
    assert datetime_text(datetime(2026, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2026 at 12:05am"
