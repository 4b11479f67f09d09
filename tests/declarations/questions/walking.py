"""Answering the flow: by hand for one persona, and at random for hypothesis."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from aboveboard.declarations.questions import Answers, Asker, Case, Kind, Page, next_page
from aboveboard.declarations.questions.answers import (
    ALONE,
    PUPIL_KINDS,
    SCHOOL_KINDS,
    Purpose,
    YesNo,
    YesNoUnsure,
    latest,
)
from aboveboard.declarations.questions.matters import ADULT_KINDS
from aboveboard.rules.platforms import PLATFORMS
from aboveboard.rules.relationships import Facts, Settings
from aboveboard.rules.relationships.facts import OUTSIDE, Category, Form, Staff, Stage
from aboveboard.rules.relationships.settings import VALUES
from aboveboard.web.dates import ApproximateDate, Precision

ON = date(2026, 11, 23)
TEACHER = Asker(Staff(Category.PERMANENT, ("A",), False, date(2019, 9, 1), None))
UNKNOWN = ApproximateDate(None, Precision.UNKNOWN)


def exactly(year: int, month: int, day: int) -> ApproximateDate:
    return ApproximateDate(date(year, month, day), Precision.DAY)


def in_year(year: int) -> ApproximateDate:
    return ApproximateDate(date(year, 1, 1), Precision.YEAR)


def answer(case: Case, page: Page, given: Answers) -> Case:
    """Answer one page from `given`: what it asks, and the birth date that stands below "yes, under 18"."""
    values: dict[str, Any] = {name: getattr(given, name) for name in page.asks(case)}
    if values.get("under_18") is YesNoUnsure.YES:
        values["born_on"] = given.born_on
    if "kinds" in values and not given.knows_as(*SCHOOL_KINDS):
        values["school"] = None
    return case.answered(**values)


def walk(case: Case, given: Answers) -> tuple[Case, list[str]]:
    """Answer every page that is asked from `given`; the case, and the pages in the order asked."""
    asked: list[str] = []
    while page := next_page(case):
        assert page.key not in asked, f"{page.key} was asked twice"
        asked.append(page.key)
        case = answer(case, page, given)
    return case, asked


def as_json(facts: Facts) -> dict[str, Any]:
    """Facts as schema.md writes them."""

    def plain(value: Any) -> Any:
        match value:
            case dict():
                return {("from" if key == "begins_on" else key): plain(each) for key, each in value.items()}
            case list() | tuple():
                return [plain(each) for each in value]
            case datetime() | date():
                return value.isoformat()
            case Enum():
                return value.value
        return value

    return plain(asdict(facts))


days = st.dates(date(2022, 1, 1), date(2031, 12, 31))
settings = st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 2), max_size=4).map(
    lambda chosen: Settings(
        **{name: VALUES[name][place % len(VALUES[name])] for name, place in chosen.items()}
    )
)
ties = st.sampled_from([None, Kind.FRIEND, Kind.FRIEND, *Kind]).map(lambda kind: {kind} - {None, *ALONE})
at_school = st.sampled_from([Kind.PUPIL, Kind.FORMER_PUPIL, Kind.PARENT, *SCHOOL_KINDS]).map(
    lambda kind: {kind}
)
anybody = st.sets(st.sampled_from([kind for kind in Kind if kind not in ALONE]), max_size=3)


@st.composite
def partial_dates(draw: st.DrawFn, not_after: date) -> ApproximateDate:
    """A past date as far as somebody may know it."""
    precision = draw(st.sampled_from(Precision))
    if precision is Precision.UNKNOWN:
        return UNKNOWN
    day = draw(
        st.dates(date(1940, 1, 1), not_after) | st.dates(date(2018, 1, 1), min(not_after, date(2021, 1, 1)))
    )
    if precision is Precision.YEAR:
        return ApproximateDate(date(day.year, 1, 1), precision)
    return ApproximateDate(day.replace(day=1) if precision is Precision.MONTH else day, precision)


@st.composite
def askers(draw: st.DrawFn) -> Asker:
    staff = st.builds(
        Staff,
        category=st.sampled_from(Category),
        schools=st.sampled_from([("A",), ("A", "A2"), ()]),
        central=st.booleans(),
        engaged_from=st.none() | st.dates(date(1995, 1, 1), date(2025, 1, 1)),
        engaged_until=st.none() | st.dates(date(2025, 1, 2), date(2032, 1, 1)),
    )
    asker = st.builds(Asker, elsewhere=staff, at_school=st.dictionaries(st.just("A"), staff, max_size=1))
    return draw(st.just(TEACHER) | asker)


@st.composite
def full_answers(draw: st.DrawFn, on: date) -> Answers:
    """Every question answered, in a way that fits together."""
    kinds = frozenset(draw(st.builds(set.union, at_school, ties) | anybody))
    if kinds >= PUPIL_KINDS:
        kinds -= {Kind.FORMER_PUPIL}
    kinds = kinds or frozenset({draw(st.sampled_from(sorted(ALONE)))})
    given = Answers(
        platforms=tuple(
            draw(st.lists(st.sampled_from([p.key for p in PLATFORMS]), min_size=1, max_size=2, unique=True))
        ),
        kinds=kinds,
        school=draw(st.sampled_from(["A", "A", "B", OUTSIDE])) if kinds & SCHOOL_KINDS else None,
        under_18=draw(st.sampled_from(YesNoUnsure)),
        child_at_risk=draw(st.sampled_from(YesNoUnsure)),
        left_on=draw(partial_dates(on - timedelta(days=1))),
        taught=draw(st.sampled_from(YesNoUnsure)),
        since=draw(partial_dates(on)),
        through_work=draw(st.sampled_from(YesNoUnsure)),
        peer=draw(st.sampled_from(YesNo)),
        stage=draw(st.sampled_from(Stage)),
        form=draw(st.sampled_from(Form)),
        purpose=draw(st.just(Purpose.PRIVATE) | st.sampled_from(Purpose)),
        knew_who=draw(st.sampled_from(YesNo)),
    )
    if kinds & ADULT_KINDS and not kinds & PUPIL_KINDS:
        return replace(given, under_18=YesNoUnsure.NO)  # a parent is an adult, and a page has no age
    if kinds >= {Kind.PARTNER, Kind.FORMER_PUPIL}:
        return replace(given, under_18=None, born_on=draw(partial_dates(on)))
    if given.under_18 is YesNoUnsure.YES:
        born_on = draw(partial_dates(on))
        last = latest(born_on)
        if last is None or last > on - timedelta(days=17 * 365):
            return replace(given, born_on=born_on)
        return replace(given, born_on=UNKNOWN)
    return given
