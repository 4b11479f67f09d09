"""Whom a matter goes to."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.rules.actor import Role
from aboveboard.rules.clauses import CLAUSES
from aboveboard.rules.routing import (
    LINES,
    Bars,
    Matter,
    PassedOver,
    Seat,
    Why,
    line_of_alert,
    route,
)

SCHOOL = 1
OPERATIONS, SENIOR, SENIOR_TOO, HEAD, SAFEGUARDING, SAFEGUARDING_DEPUTY, LEADER, CHAIR, HR, OFFICER = range(
    10, 20
)
SEATS = (
    Seat(Role.SCHOOL_OPERATIONS_MANAGER, SCHOOL, OPERATIONS),
    Seat(Role.SENIOR_LEADER, SCHOOL, SENIOR),
    Seat(Role.SENIOR_LEADER, SCHOOL, SENIOR_TOO),
    Seat(Role.HEADTEACHER, SCHOOL, HEAD),
    Seat(Role.DESIGNATED_SAFEGUARDING_LEAD, SCHOOL, SAFEGUARDING),
    Seat(Role.DESIGNATED_SAFEGUARDING_LEAD, SCHOOL, SAFEGUARDING_DEPUTY, deputy=True),
    Seat(Role.TRUST_LEADER, None, LEADER),
    Seat(Role.CHAIR, None, CHAIR),
    Seat(Role.TRUST_HR, None, HR),
    Seat(Role.DATA_PROTECTION_OFFICER, None, OFFICER),
)


def receivers(matter, *, concerned=(), below=(), seats=SEATS, school_id=SCHOOL, line_manager_id=None):
    bars = Bars(frozenset(concerned), frozenset(below))
    return route(
        matter, school_id=school_id, seats=seats, bars=bars, line_manager_id=line_manager_id
    ).person_ids


@pytest.mark.parametrize(
    ("matter", "first"),
    [
        (Matter.DECLARATION, OPERATIONS),
        (Matter.DECLARATION_COPY, SENIOR),
        (Matter.DECLARATION_NAMING_A_PUPIL, SAFEGUARDING),
        (Matter.REPORT, HEAD),
        (Matter.REPORT_TO_SAFEGUARDING, SAFEGUARDING),
        (Matter.APPROACH, SENIOR),
        (Matter.QUESTION, HEAD),
        (Matter.QUESTION_ABOUT_A_PUPIL, SAFEGUARDING),
        (Matter.COMPATIBILITY, SENIOR),
        (Matter.REVIEW, HEAD),
        (Matter.CHILD_AT_RISK, SAFEGUARDING),
        (Matter.REQUEST_BY_SOMEONE_NAMED, OFFICER),
    ],
)
def test_each_matter_goes_first_to(matter, first):
    assert receivers(matter) == (first,)


def test_every_matter_has_a_line_that_ends_with_the_chair_and_cites_known_clauses():
    known = {clause.id for clause in CLAUSES}
    for matter in Matter:
        assert LINES[matter][-1].role is Role.CHAIR
        assert {step.clause for step in LINES[matter]} <= known


def test_a_question_goes_to_the_line_manager_first():
    assert receivers(Matter.QUESTION, line_manager_id=77) == (77,)


def test_a_line_manager_who_is_away_is_passed_over():
    away = (*SEATS, Seat(Role.SENIOR_LEADER, SCHOOL, 77, away=True))
    assert receivers(Matter.QUESTION, line_manager_id=77, seats=away) == (HEAD,)


def test_an_operations_managers_own_declaration_goes_one_level_up():
    assert receivers(Matter.DECLARATION, concerned={OPERATIONS}) == (SENIOR,)


def test_a_headteachers_report_on_themselves_goes_to_the_trust_leader_and_theirs_to_the_chair():
    assert receivers(Matter.REPORT, concerned={HEAD}) == (LEADER,)
    assert receivers(Matter.REPORT, concerned={HEAD, LEADER}) == (CHAIR,)


def test_a_headteachers_declaration_passes_over_everyone_who_works_under_them():
    below = {OPERATIONS, SENIOR, SENIOR_TOO, SAFEGUARDING, SAFEGUARDING_DEPUTY}
    found = route(
        Matter.DECLARATION, school_id=SCHOOL, seats=SEATS, bars=Bars(frozenset({HEAD}), frozenset(below))
    )
    assert found.person_ids == (LEADER,)
    assert found.passed_over == (
        PassedOver(Role.SCHOOL_OPERATIONS_MANAGER, Why.SUBORDINATE),
        PassedOver(Role.SENIOR_LEADER, Why.SUBORDINATE),
        PassedOver(Role.HEADTEACHER, Why.CONCERNED),
    )


def test_a_deputy_receives_when_the_holder_is_away_or_concerned_and_not_otherwise():
    assert receivers(Matter.REPORT_TO_SAFEGUARDING) == (SAFEGUARDING,)
    assert receivers(Matter.REPORT_TO_SAFEGUARDING, concerned={SAFEGUARDING}) == (SAFEGUARDING_DEPUTY,)
    away = tuple(
        Seat(seat.role, seat.school_id, seat.person_id, seat.deputy, away=seat.person_id == SAFEGUARDING)
        for seat in SEATS
    )
    assert receivers(Matter.REPORT_TO_SAFEGUARDING, seats=away) == (SAFEGUARDING_DEPUTY,)


def test_an_empty_chair_holds_nothing_up():
    vacant = tuple(seat for seat in SEATS if seat.role is not Role.SCHOOL_OPERATIONS_MANAGER)
    assert receivers(Matter.DECLARATION, seats=vacant) == (SENIOR,)


def test_someone_of_the_central_team_declares_to_trust_hr():
    trust_seats = tuple(seat for seat in SEATS if seat.school_id is None)
    assert receivers(Matter.DECLARATION, school_id=None, seats=trust_seats) == (HR,)


def test_when_nobody_may_receive_it_nobody_does_and_every_reason_is_kept():
    everyone = {seat.person_id for seat in SEATS}
    found = route(Matter.REPORT, school_id=SCHOOL, seats=SEATS, bars=Bars(frozenset(everyone)))
    assert found.person_ids == ()
    assert [step.why for step in found.passed_over] == [Why.CONCERNED] * 3


def test_an_alert_goes_to_the_lead_then_the_deputy_then_up_and_to_nobody_twice():
    head_leads = (*SEATS, Seat(Role.DESIGNATED_SAFEGUARDING_LEAD, SCHOOL, HEAD, deputy=True))
    line = line_of_alert(Matter.CHILD_AT_RISK, school_id=SCHOOL, seats=head_leads, bars=Bars())
    assert line == ((SAFEGUARDING,), (HEAD, SAFEGUARDING_DEPUTY), (LEADER,), (CHAIR,)) or line == (
        (SAFEGUARDING,),
        (SAFEGUARDING_DEPUTY, HEAD),
        (LEADER,),
        (CHAIR,),
    )


def test_whoever_is_away_is_told_of_a_child_at_risk_last_but_told():
    away = tuple(
        Seat(seat.role, seat.school_id, seat.person_id, seat.deputy, away=seat.person_id == SAFEGUARDING)
        for seat in SEATS
    )
    line = line_of_alert(Matter.CHILD_AT_RISK, school_id=SCHOOL, seats=away, bars=Bars())
    assert line == ((SAFEGUARDING_DEPUTY,), (HEAD,), (LEADER,), (CHAIR,), (SAFEGUARDING,))


people = st.integers(1, 12)
seats = st.lists(
    st.builds(
        Seat,
        role=st.sampled_from(list(Role)),
        school_id=st.sampled_from([None, SCHOOL, 2]),
        person_id=people,
        deputy=st.booleans(),
        away=st.booleans(),
    ),
    max_size=12,
).map(tuple)
bars = st.builds(Bars, concerned=st.frozensets(people), below=st.frozensets(people))


@given(
    matter=st.sampled_from(list(Matter)),
    school_id=st.sampled_from([None, SCHOOL]),
    seats=seats,
    bars=bars,
    line_manager_id=st.none() | people,
)
def test_nothing_goes_to_anyone_concerned_or_below_or_to_another_school(
    matter, school_id, seats, bars, line_manager_id
):
    found = route(matter, school_id=school_id, seats=seats, bars=bars, line_manager_id=line_manager_id)
    for person_id in found.person_ids:
        assert person_id not in bars.concerned
        assert person_id not in bars.below
        in_reach = [
            seat for seat in seats if seat.person_id == person_id and seat.school_id in (None, school_id)
        ]
        assert in_reach or person_id == line_manager_id
    shuffled = tuple(reversed(seats))
    assert (
        route(
            matter, school_id=school_id, seats=shuffled, bars=bars, line_manager_id=line_manager_id
        ).person_ids
        == found.person_ids
    )


@given(school_id=st.sampled_from([None, SCHOOL]), seats=seats, bars=bars)
def test_an_alert_reaches_everyone_on_its_line_exactly_once(school_id, seats, bars):
    line = line_of_alert(Matter.CHILD_AT_RISK, school_id=school_id, seats=seats, bars=bars)
    told = list(itertools.chain.from_iterable(line))
    assert len(told) == len(set(told))
    assert not set(told) & (bars.concerned | bars.below)
    assert all(line)
