from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people.world import LONG_AGO, World

from aboveboard.notices.directory import resolve
from aboveboard.notices.targets import ToPerson, ToRole
from aboveboard.people.models import Absence, Engagement, Person
from aboveboard.people.selectors.actors import get_actor
from aboveboard.people.selectors.contacts import list_contacts_to_tell
from aboveboard.people.selectors.seats import (
    get_line_manager_id,
    is_subordinate,
    list_seats,
    list_subordinate_ids,
)
from aboveboard.rules.actor import Holding, Role

DSL, HEAD = Role.DESIGNATED_SAFEGUARDING_LEAD, Role.HEADTEACHER


def away(person: Person, on: date) -> None:
    Absence.objects.create(person=person, from_on=on, until_on=on)


def test_an_actor_is_read_in_one_query(world: World, django_assert_num_queries) -> None:
    person = world.staff("", Role.HEADTEACHER, DSL)
    with django_assert_num_queries(1):
        actor = get_actor(person, on=world.on)
    assert actor.holdings == {
        Holding(role, world.hill.pk) for role in (Role.STAFF_MEMBER, Role.HEADTEACHER, DSL)
    }


def test_a_role_counts_up_to_and_with_its_last_day(world: World) -> None:
    person = world.person()
    holding = world.hold(person, HEAD, world.hill)
    holding.until_on = world.on
    holding.save()
    assert get_actor(person, on=world.on).holds(HEAD)
    assert not get_actor(person, on=world.on + timedelta(days=1)).holds(HEAD)
    assert not get_actor(person, on=LONG_AGO - timedelta(days=1)).holds(HEAD)


def test_seats_are_of_the_school_and_of_the_trust_in_one_query(
    world: World, django_assert_num_queries
) -> None:
    head = world.staff("", HEAD)
    leader = world.staff("", Role.TRUST_LEADER, central=True)
    world.staff("", HEAD, school=world.lake)
    away(head, world.on)
    with django_assert_num_queries(1):
        seats = list_seats(school_id=world.hill.pk, on=world.on)
    assert {(seat.role, seat.person_id, seat.away) for seat in seats} == {
        (HEAD, head.pk, True),
        (Role.TRUST_LEADER, leader.pk, False),
    }


def test_the_whole_line_is_below_and_a_loop_ends(world: World) -> None:
    head = world.staff()
    deputy = world.staff(manager=head)
    teacher = world.staff(manager=deputy)
    Person.objects.filter(pk=head.pk).update(line_manager=teacher)
    assert list_subordinate_ids(head.pk) == {deputy.pk, teacher.pk}
    assert is_subordinate(teacher.pk, of_id=head.pk)
    assert not is_subordinate(head.pk, of_id=head.pk)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(managers=st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=6, max_size=6))
def test_whoever_is_below_has_the_other_somewhere_up_their_line(
    world: World, managers: list[int | None]
) -> None:
    people = [Person.objects.create(given_name="Loop", family_name=str(n)) for n in range(6)]
    for person, manager in zip(people, managers, strict=True):
        person.line_manager = None if manager is None else people[manager]
        person.save()

    def above(person: Person) -> set[int]:
        found: set[int] = set()
        at = person.line_manager
        while at is not None and at.pk not in found:
            found.add(at.pk)
            at = Person.objects.get(pk=at.pk).line_manager
        return found - {person.pk}

    for boss in people:
        below = list_subordinate_ids(boss.pk)
        assert below == {person.pk for person in people if boss.pk in above(person)}


def test_a_question_goes_past_a_manager_who_is_away_or_has_left(world: World) -> None:
    head = world.staff()
    left = world.staff(manager=head, until_on=world.on - timedelta(days=1))
    absent = world.staff(manager=left)
    teacher = world.staff(manager=absent)
    assert get_line_manager_id(teacher.pk, on=world.on) == absent.pk
    away(absent, world.on)
    assert get_line_manager_id(teacher.pk, on=world.on) == head.pk
    assert get_line_manager_id(head.pk, on=world.on) is None


def test_managers_who_manage_each_other_are_nobody_in_the_end(world: World) -> None:
    one = world.staff()
    other = world.staff(manager=one)
    Person.objects.filter(pk=one.pk).update(line_manager=other)
    Engagement.objects.all().delete()
    assert get_line_manager_id(one.pk, on=world.on) is None


def told(world: World, role: Role, school_id: int | None = None) -> list[int]:
    return [one.person_id for one in resolve([ToRole(role, school_id)], on=world.on)]


def test_a_notice_to_a_chair_reaches_its_holders_then_deputies_then_the_trust(world: World) -> None:
    hill = world.hill.pk
    trusts = world.staff("", DSL, central=True)
    assert told(world, DSL, hill) == [trusts.pk]
    lead = world.staff("", DSL)
    deputy = world.staff("", DSL, deputy=True)
    assert told(world, DSL, hill) == [lead.pk]
    away(lead, world.on)
    assert told(world, DSL, hill) == [deputy.pk]
    away(deputy, world.on)
    assert set(told(world, DSL, hill)) == {lead.pk, deputy.pk}
    assert told(world, Role.CHAIR) == []


def test_a_notice_to_a_person_has_their_address(world: World) -> None:
    person = world.staff("Priya Raman")
    (found,) = resolve([ToPerson(person.pk), ToPerson(0)], on=world.on)
    assert (found.person_id, found.name, found.email) == (person.pk, "Priya Raman", person.email)


def test_the_first_to_tell_is_whoever_is_there(world: World, django_assert_max_num_queries) -> None:
    hill = world.hill.pk
    lead, deputy = world.staff("Ann Lead", DSL), world.staff("Bo Deputy", DSL, deputy=True)
    head = world.staff("Cy Head", HEAD)
    away(lead, world.on)
    with django_assert_max_num_queries(5):
        contacts = list_contacts_to_tell(school_id=hill, on=world.on)
    assert [one.person_id for one in contacts] == [deputy.pk, head.pk, lead.pk]
    assert [one.role for one in contacts] == [
        "deputy designated safeguarding lead",
        "headteacher",
        "designated safeguarding lead",
    ]
    assert all(one.telephone for one in contacts)


def test_whom_it_concerns_is_not_told_and_the_trust_stands_in(world: World) -> None:
    both = world.staff("Ann Both", DSL, HEAD)
    leader = world.staff("", Role.TRUST_LEADER, central=True)
    assert [one.person_id for one in list_contacts_to_tell(school_id=world.hill.pk, on=world.on)] == [both.pk]
    contacts = list_contacts_to_tell(school_id=world.hill.pk, on=world.on, excluding={both.pk})
    assert [one.person_id for one in contacts] == [leader.pk]


def test_a_lead_without_a_number_of_their_own_has_the_schools(world: World) -> None:
    lead = world.staff("", DSL)
    Person.objects.filter(pk=lead.pk).update(telephone="")
    (contact,) = list_contacts_to_tell(school_id=world.hill.pk, on=world.on)
    assert contact.telephone == world.hill.safeguarding_telephone
