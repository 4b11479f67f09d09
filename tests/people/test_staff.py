"""Members of staff as other rooms ask for them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db.models import Q
from tests.people_of_a_school import make_person, make_school

from aboveboard.people.models import Engagement, Person
from aboveboard.people.selectors.seats import list_subordinate_ids
from aboveboard.people.selectors.staff import find_staff, get_staff_member, list_superior_ids
from aboveboard.rules.actor import Role
from aboveboard.rules.errors import NotFound

ON = date(2026, 11, 23)


def in_line(*people: Person) -> None:
    """Each works under the next."""
    for person, manager in pairwise(people):
        Person.objects.filter(pk=person.pk).update(line_manager=manager)


def test_those_above_and_those_below_agree_even_where_the_line_goes_in_a_circle(db):
    people = [make_person(name) for name in ("Ann", "Bea", "Cal", "Dot")]
    in_line(*people, people[1])
    for lower in people:
        for upper in people:
            assert (upper.pk in list_superior_ids(lower.pk)) is (lower.pk in list_subordinate_ids(upper.pk))


def test_a_member_of_staff_stands_as_they_do_on_the_day(db):
    school = make_school()
    person = make_person("Ann", roles=(Role.STAFF_MEMBER, Role.HEADTEACHER), school=school)
    Engagement.objects.create(
        person=person, school=None, category="permanent", until_on=ON - timedelta(days=1)
    )
    found = get_staff_member(person.reference, on=ON)
    assert (found.schools, found.central, found.roles) == (
        ((school.pk, school.name),),
        False,
        frozenset({Role.HEADTEACHER}),
    )
    assert get_staff_member(person.reference, on=ON - timedelta(days=1)).central


def test_somebody_who_never_worked_here_is_not_found_as_staff(db):
    parent = make_person("Ann", "Parent")
    with pytest.raises(NotFound):
        get_staff_member(parent.reference, on=ON)
    assert find_staff("parent", among=Q(), on=ON) == ()


def test_every_word_must_occur_and_no_words_find_nobody(db):
    make_person("Ann", "Moss", roles=(Role.STAFF_MEMBER,))
    leaver = make_person("Ann", "Reed", roles=(Role.STAFF_MEMBER,))
    Engagement.objects.filter(person=leaver).update(until_on=ON - timedelta(days=1))
    assert [each.name for each in find_staff("ann mo", among=Q(), on=ON)] == ["Ann Moss"]
    assert [each.works_as for each in find_staff("reed", among=Q(), on=ON)] == ["No longer works here"]
    assert find_staff("  ", among=Q(), on=ON) == ()
