"""Well-formed facts and every combination of settings, for the property tests.

Dates cluster around the day of the question, because that is where answers change.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from tests.rules.build import TODAY

from aboveboard.rules.relationships.settings import VALUES

DAYS_AROUND = (-9000, -6600, -6575, -6574, -3000, -800, -400, -30, -1, 0, 1, 30, 400, 800, 2500)

day = st.one_of(
    st.sampled_from([TODAY + timedelta(days=count) for count in DAYS_AROUND]),
    st.dates(date(1960, 1, 1), date(2060, 1, 1)),
    st.sampled_from([date(2008, 2, 29), date(2012, 2, 29), date(2028, 2, 29)]),
)
school = st.sampled_from(["A", "B", "outside"])
flag = st.booleans()


def iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


@st.composite
def period(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """A beginning and an end, each perhaps not known, in order."""
    begins, ends = draw(st.none() | day), draw(st.none() | day)
    if begins is not None and ends is not None and begins > ends:
        begins, ends = ends, begins
    return iso(begins), iso(ends)


@st.composite
def enrolments(draw: st.DrawFn) -> dict[str, Any]:
    begins, ends = draw(period())
    return {"school": draw(school), "from": begins, "until": ends}


@st.composite
def children(draw: st.DrawFn) -> dict[str, Any]:
    return {**draw(enrolments()), "responsibility": draw(st.sampled_from(["parental", "carer", "none"]))}


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """The JSON of well-formed facts."""
    on = draw(st.just(TODAY) | day)
    born_on = draw(st.none() | day.filter(lambda born: born <= on) | st.just(on - timedelta(days=5500)))
    engaged_from, engaged_until = draw(period())
    return {
        "on": iso(on),
        "staff": {
            "category": draw(
                st.sampled_from(["permanent", "temporary", "casual", "agency", "volunteer", "lab_member"])
            ),
            "schools": draw(st.sampled_from([["A"], [], ["A", "B"]])),
            "central": draw(flag),
            "engaged_from": engaged_from,
            "engaged_until": engaged_until,
        },
        "other": {
            "born_on": iso(born_on),
            "enrolments": draw(st.lists(enrolments(), max_size=3)),
            "taught_by_staff": draw(st.none() | flag),
            "parent_of": draw(st.lists(children(), max_size=2)),
            "colleague": draw(st.sampled_from(["none", "none", "colleague", "line_report", "line_manager"])),
            "board": draw(st.sampled_from(["none", "none", "lab", "trustee"])),
            "identity_known": draw(st.sampled_from([True, True, False])),
            "organisation": draw(st.sampled_from([False, False, True])),
        },
        "tie": {
            "kind": draw(
                st.sampled_from(
                    [
                        "none",
                        "family",
                        "partner",
                        "carer",
                        "friend",
                        "family_friend",
                        "community",
                        "co_parent",
                        "acquaintance",
                    ]
                )
            ),
            "since": iso(draw(st.none() | day)),
            "through_work": draw(flag),
            "peer": draw(flag),
        },
        "contact": {
            "stage": draw(st.sampled_from(["they_asked", "staff_wants", "connected"])),
            "account": draw(st.sampled_from(["personal", "personal", "work"])),
            "form": draw(
                st.sampled_from(["direct", "group", "public_page", "public_comment", "marketplace", "game"])
            ),
            "platform": draw(st.sampled_from(["instagram", "linkedin"])),
            "sanctioned": draw(flag),
            "for_work": draw(st.sampled_from([False, False, True])),
            "child_at_risk": draw(st.sampled_from([False, False, True])),
            "unaware": draw(flag),
        },
    }


choices = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()})
"""Every setting, each with any of its values."""
