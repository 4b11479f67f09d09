"""The records of the matrix that are past their time, or kept longer: of people who left long ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tests.architecture.rows import Made, Who
from tests.people_of_a_school import actor_of, make_person
from tests.personnel.filing import put_on_file

from aboveboard.journeys.models import DueRecord, DueState, Hold
from aboveboard.journeys.services.holds import set_hold
from aboveboard.journeys.services.retention import find_due_records
from aboveboard.people.models import Engagement, Person
from aboveboard.personnel.services.looks import open_personnel_file
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.web import clock


def make_leaver(people: Mapping[Who, Person], *, at: datetime) -> Person:
    """Somebody who left eight years ago, at whose file somebody looked two months before `at`."""
    leaver = make_person(f"Leaver {Person.objects.count()}", roles=(Role.STAFF_MEMBER,))
    Engagement.objects.filter(person=leaver).update(from_on=date(2010, 9, 1), until_on=date(2018, 8, 31))
    before = at - timedelta(days=60)
    put_on_file(leaver, actor=actor_of(leaver), now=before)
    open_personnel_file(
        actor=actor_of(people[Role.TRUST_HR]),
        person_reference=leaver.reference,
        reason="A claim.",
        now=before,
    )
    return leaver


def a_due_record(people: Mapping[Who, Person]) -> Made:
    leaver = make_leaver(people, at=clock.now())
    find_due_records(actor=SystemActor("sweep"), now=clock.now())
    return Made(kwargs={"due_id": DueRecord.objects.get(person=leaver, state=DueState.DUE).pk})


def somebody_who_left(people: Mapping[Who, Person]) -> Made:
    return Made(kwargs={"about": make_leaver(people, at=clock.now()).reference})


def a_hold(people: Mapping[Who, Person]) -> Made:
    held = Hold.objects.filter(lifted_at__isnull=True).first()
    if held is not None:
        return Made(kwargs={"reference": held.reference})
    leaver = make_leaver(people, at=clock.now())
    filed = set_hold(
        actor=actor_of(people[Role.TRUST_HR]), about=leaver.reference, reason="A court asks.", now=clock.now()
    )
    return Made(kwargs={"reference": filed.reference})
