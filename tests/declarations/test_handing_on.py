"""Nothing waits in an empty chair: vacancies, absences and changes of chair."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.declarations.at_state import NOW, Moves, Office, at_state
from tests.people_of_a_school import SINCE, make_person

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.services.hand_on import reroute_declarations
from aboveboard.notices.models import Notice
from aboveboard.people.models import Absence, Person, RoleHolding
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

pytestmark = pytest.mark.django_db
SWEEP = SystemActor("sweep")
MANAGER = Role.SCHOOL_OPERATIONS_MANAGER
TOMORROW = NOW + timedelta(days=1)


def holders(declaration: Declaration, matter: Matter) -> set[int]:
    rows = declaration.recipients.filter(matter=matter, until_at=None)
    return set(rows.values_list("person_id", flat=True))


def leave(office: Office, role: Role) -> None:
    RoleHolding.objects.filter(person=office.people[role], role=role).update(until_on=NOW.date())


def sit(office: Office, role: Role, name: str, *, deputy: bool = False) -> Person:
    person = make_person(name, "Newcomer", roles=(Role.STAFF_MEMBER,))
    RoleHolding.objects.create(person=person, role=role, school=office.school, from_on=SINCE, deputy=deputy)
    return person


def sweep(on: date | None = None) -> int:
    return reroute_declarations(actor=SWEEP, now=TOMORROW)


def test_what_waits_goes_on_when_the_chair_is_left(office: Office) -> None:
    declaration = office.declare()
    leave(office, MANAGER)
    assert sweep() == 1
    assert holders(declaration, Matter.DECLARATION) == {office.leader.person_id}
    assert sweep() == 0


def test_a_successor_gets_all_of_it_and_one_notice(office: Office) -> None:
    declared = [at_state(office, DeclarationState.ACKNOWLEDGED) for _ in range(3)]
    leave(office, MANAGER)
    successor = sit(office, MANAGER, "Sue")
    Notice.objects.all().delete()
    assert sweep() == 3
    for declaration in declared:
        assert holders(declaration, Matter.DECLARATION) == {successor.pk}
    assert [notice.kind for notice in Notice.objects.all()] == ["declarations_taken_over"]


def test_a_deputy_has_it_too_while_the_holder_is_away(office: Office) -> None:
    declaration = office.declare()
    deputy = sit(office, MANAGER, "Deputy", deputy=True)
    absence = Absence.objects.create(
        person=office.people[MANAGER], from_on=TOMORROW.date(), until_on=TOMORROW.date()
    )
    assert sweep() == 1
    assert holders(declaration, Matter.DECLARATION) == {office.manager.person_id, deputy.pk}
    absence.delete()
    assert sweep() == 0


def test_what_is_filed_while_the_holder_is_away_goes_to_the_deputy(office: Office) -> None:
    deputy = sit(office, MANAGER, "Deputy", deputy=True)
    Absence.objects.create(person=office.people[MANAGER], from_on=NOW.date(), until_on=NOW.date())
    assert holders(office.declare(), Matter.DECLARATION) == {deputy.pk}


def test_a_new_senior_leader_takes_over_nothing_that_is_begun(office: Office) -> None:
    declaration = at_state(office, DeclarationState.REFERRED)
    sit(office, Role.SENIOR_LEADER, "Second")
    assert sweep() == 0
    assert holders(declaration, Matter.COMPATIBILITY) == {office.leader.person_id}


def test_a_decision_moves_up_when_its_senior_leader_leaves(office: Office) -> None:
    declaration = at_state(office, DeclarationState.REFERRED)
    leave(office, Role.SENIOR_LEADER)
    assert sweep() == 1
    assert holders(declaration, Matter.COMPATIBILITY) == {office.head.person_id}


def test_what_nobody_could_take_waits_for_the_first_who_can(office: Office) -> None:
    RoleHolding.objects.all().delete()
    declaration = office.declare()
    assert not declaration.recipients.exists()
    assert sweep() == 0
    newcomer = sit(office, Role.HEADTEACHER, "New Head")
    assert sweep() == 1
    assert holders(declaration, Matter.DECLARATION) == {newcomer.pk}


def test_the_first_reviewer_does_not_get_the_review_when_chairs_change(office: Office) -> None:
    RoleHolding.objects.filter(role=Role.SENIOR_LEADER).delete()
    moves = Moves(office, office.declare())
    moves.refer()
    office.people[Role.SENIOR_LEADER] = office.people[Role.HEADTEACHER]
    moves.ask_to_stop()
    moves.ask_for_review()
    first = office.head.person_id
    assert holders(moves.declaration, Matter.REVIEW) == {office.actor(Role.TRUST_LEADER).person_id}
    leave(office, Role.TRUST_LEADER)
    sweep()
    assert holders(moves.declaration, Matter.REVIEW) == {office.actor(Role.CHAIR).person_id}
    assert first not in holders(moves.declaration, Matter.REVIEW)


def test_rerouting_costs_few_queries_however_many_wait(office: Office) -> None:
    for _ in range(2):
        office.declare()
    sweep()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            sweep()
        return len(queries)

    two = count()
    for _ in range(4):
        office.declare()
    assert count() == two
