"""The dates on which an answer changes or is looked at again."""

from collections.abc import Iterable
from datetime import date

from aboveboard.rules.calendar import add_years
from aboveboard.rules.relationships.facts import ChildEnrolment, Enrolment
from aboveboard.rules.relationships.situation import Situation, leaving_date
from aboveboard.rules.relationships.verdict import Outcome, ReviewDate, Why

DO_NOT_END_ON_A_DATE = frozenset({"R7", "R8", "R9", "R10", "R11", "R13"})


def review_dates(rule: str, outcome: Outcome, s: Situation) -> tuple[ReviewDate, ...]:
    """Every date is after today; in the order of the dates."""
    if outcome is Outcome.NOTHING_TO_DECLARE or rule in DO_NOT_END_ON_A_DATE:
        return ()
    if outcome is Outcome.PERMITTED_IF_DECLARED:
        return _while_declared(s)
    ends = _bar_ends(s)
    return () if ends is None else (ends,)


def _while_declared(s: Situation) -> tuple[ReviewDate, ...]:
    """The 18th birthday, and for each link: the leaving date if known, otherwise a look each year."""
    dates = set()
    if s.under_18 and s.eighteenth_birthday is not None:
        dates.add(ReviewDate(s.eighteenth_birthday, Why.EIGHTEENTH_BIRTHDAY))
    annual = ReviewDate(add_years(s.on, 1), Why.ANNUAL)
    if s.roll_that_links:
        dates.add(_leaves_roll(s.roll_that_links) or annual)
    elif s.bar and not s.adult and s.eighteenth_birthday is None:  # a former pupil of unknown age
        dates.add(annual)
    if s.in_doubt_or_parent:
        dates.add(_leaves_roll(s.roll_of_children) or annual)
    if s.colleague or s.on_board:
        dates.add(annual)
    return tuple(sorted(dates, key=_by_date))


def _bar_ends(s: Situation) -> ReviewDate | None:
    """The one date on which the bar ends, if it can be worked out."""
    birthday = None
    if s.under_18 and s.eighteenth_birthday is not None:
        birthday = ReviewDate(s.eighteenth_birthday, Why.EIGHTEENTH_BIRTHDAY)
    if s.bar and s.roll_that_bars:
        leaves_roll = _leaves_roll(s.roll_that_bars)
        if leaves_roll is None or not (birthday or s.adult):
            return None
        return birthday if birthday is not None and birthday.on >= leaves_roll.on else leaves_roll
    if s.under_18:
        return birthday
    return _leaves_roll(s.roll_of_children)


def _leaves_roll(on_roll: Iterable[Enrolment | ChildEnrolment]) -> ReviewDate | None:
    leaves_on = leaving_date(on_roll)
    return None if leaves_on is None else ReviewDate(leaves_on, Why.LEAVES_ROLL)


def _by_date(review: ReviewDate) -> tuple[date, int]:
    return review.on, ORDER[review.why]


ORDER = {why: place for place, why in enumerate(Why)}
