"""Recipes of the desk: declarations that came to somebody, and the rounds of a school."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.architecture.rows import Made, Who
from tests.declarations.at_state import Office
from tests.people_of_a_school import actor_of, make_person, make_school

from aboveboard.declarations.models import Round
from aboveboard.declarations.selectors.desk import Tab
from aboveboard.declarations.services.ask_school import close_round, open_round
from aboveboard.declarations.services.hand_on import declare_conflict
from aboveboard.declarations.services.match import match_person
from aboveboard.people.models import Person, School
from aboveboard.rules.actor import Role
from aboveboard.web import clock

DESK_HEAPS = ("desk", *(f"desk_{tab.value}" for tab in Tab if tab is not Tab.MINE))


def a_declaration_received(people: Mapping[Who, Person]) -> Made:
    """Names a pupil. Beside whom it came to: its author, an operations manager whom the author left out, one who has
    handed it on, one who works under the author, one of another school.
    """
    office = Office.of(people)
    number = Person.objects.count()
    manager = (Role.STAFF_MEMBER, Role.SCHOOL_OPERATIONS_MANAGER)
    author = make_person(f"Author {number}", roles=(Role.STAFF_MEMBER,))
    left_out = make_person(f"Left {number}", "Quillfeather", roles=manager)
    in_conflict = make_person(f"Conflict {number}", "Zimmerman", roles=manager)
    below = make_person(f"Below {number}", "Overington", roles=manager)
    Person.objects.filter(pk=below.pk).update(line_manager=author)
    elsewhere = make_person(
        f"Elsewhere {number}", roles=manager, school=make_school("elm", "Elm Primary School")
    )
    declaration = office.declare(
        by=actor_of(author), names_a_pupil=True, leave_out=frozenset({left_out.pk}), now=clock.now()
    )
    declare_conflict(actor=actor_of(in_conflict), reference=declaration.reference, version=1, now=clock.now())
    return Made(
        kwargs={"reference": declaration.reference},
        people={
            "author": author,
            "left out": left_out,
            "in conflict": in_conflict,
            "below the author": below,
            "of another school": elsewhere,
        },
    )


def a_declaration_to_ask_about(people: Mapping[Who, Person]) -> Made:
    made = a_declaration_received(people)
    return Made(kwargs={**made.kwargs, "slug": "ask"}, people=made.people)


def a_declaration_matched(people: Mapping[Who, Person]) -> Made:
    number = Person.objects.count()
    named = make_person(f"Named {number}", "Haverstock", roles=(Role.STAFF_MEMBER,))
    office = Office.of(people)
    declaration = office.declare(other_name=str(named), names_a_pupil=True, now=clock.now())
    match_person(
        actor=office.manager,
        reference=declaration.reference,
        version=1,
        person_id=named.pk,
        now=clock.now(),
    )
    return Made(kwargs={"reference": declaration.reference}, people={"named": named})


def a_round_of_the_school(people: Mapping[Who, Person]) -> Made:
    school = School.objects.get(key="oak")
    manager = actor_of(people[Role.SCHOOL_OPERATIONS_MANAGER])
    for asked in Round.objects.filter(closed_at__isnull=True):
        close_round(actor=manager, reference=asked.reference, now=clock.now())
    filed = open_round(
        actor=manager, school_id=school.pk, due_on=clock.today() + timedelta(days=14), now=clock.now()
    )
    return Made(kwargs={"reference": filed.reference})
