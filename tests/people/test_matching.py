import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people.world import World

from aboveboard.people.selectors.matching import Link, suggest_matches
from aboveboard.people.selectors.names import (
    likeness,
    list_likely_role_holder_ids,
    may_be_the_same,
    plain,
)
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.errors import NotAllowed

SOM = Role.SCHOOL_OPERATIONS_MANAGER


def suggest(world: World, role: Role, typed: str, **arguments):
    central = role is Role.TRUST_HR
    actor = world.actor(world.staff("The Office", role, central=central))
    return suggest_matches(actor=actor, typed_name=typed, school_id=world.hill.pk, on=world.on, **arguments)


def test_the_likeliest_comes_first_and_says_why(world: World) -> None:
    near, same = world.pupil("Zofia Wojcik"), world.pupil("Zofia Wójcik")
    world.pupil("Harry Green")
    same_too = world.pupil("Zofia Wójcik")
    found = suggest(world, SOM, "wojcik, ZOFIA")
    assert {one.person_id for one in found} == {near.pk, same.pk, same_too.pk}
    assert found[0].why == "The same name; on roll."


def test_a_slip_of_the_pen_still_finds_them(world: World) -> None:
    pupil = world.pupil("Freya Whitaker")
    (found,) = suggest(world, SOM, "Freya Whittaker")
    assert (found.person_id, found.why) == (pupil.pk, "Very like the name; on roll.")


def test_each_suggestion_says_what_they_are_to_the_school(world: World) -> None:
    child, former = world.pupil("Ivy Marsh"), world.pupil("Ivy Marsh", until_on=world.on.replace(year=2025))
    mother = world.staff("Ivy Marsh")
    world.link(mother, child)
    elsewhere = world.pupil("Ivy Marsh", school=world.lake)
    links = {one.person_id: set(one.links) for one in suggest(world, Role.TRUST_HR, "Ivy Marsh")}
    assert links == {
        child.pk: {Link.PUPIL},
        former.pk: {Link.FORMER_PUPIL},
        mother.pk: {Link.PARENT, Link.COLLEAGUE},
    }
    assert elsewhere.pk not in links
    assert len(suggest(world, Role.TRUST_HR, "Ivy Marsh", links=[Link.PUPIL])) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {SOM, Role.TRUST_HR, Role.DESIGNATED_SAFEGUARDING_LEAD}))
def test_nobody_but_the_office_looks_people_up(world: World, role: Role) -> None:
    world.pupil("Ivy Marsh")
    with pytest.raises(NotAllowed):
        suggest(world, role, "Ivy Marsh")


def test_an_office_looks_up_its_own_school_only(world: World) -> None:
    actor = world.actor(world.staff("", SOM, school=world.lake))
    for school_id in (world.hill.pk, None):
        with pytest.raises(NotAllowed):
            suggest_matches(actor=actor, typed_name="Ivy", school_id=school_id, on=world.on)


def test_trust_hr_looks_up_the_whole_trust(world: World) -> None:
    world.pupil("Ivy Marsh", school=world.lake)
    actor = world.actor(world.staff("", Role.TRUST_HR, central=True))
    assert suggest_matches(actor=actor, typed_name="Ivy Marsh", school_id=None, on=world.on)


def test_no_job_looks_anybody_up(world: World) -> None:
    with pytest.raises(NotAllowed):
        suggest_matches(actor=SystemActor("sweep"), typed_name="Ivy", school_id=None, on=world.on)


@pytest.mark.parametrize("pupils", [1, 3])
def test_looking_up_costs_one_query_for_each_kind(
    world: World, pupils: int, django_assert_num_queries
) -> None:
    for _ in range(pupils):
        world.link(world.person("Ann Marsh"), world.pupil("Ivy Marsh"))
    actor = world.actor(world.staff("", SOM))
    with django_assert_num_queries(len(Link)):
        suggest_matches(actor=actor, typed_name="Ivy Marsh", school_id=world.hill.pk, on=world.on)


def test_a_name_of_titles_and_dots_finds_nobody(world: World) -> None:
    world.pupil("Ivy Marsh")
    assert suggest(world, SOM, " Mrs. ") == ()


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("Mrs Prosser", "Helen Prosser", True),
        ("H. Prosser", "Helen Prosser", True),
        ("Prosser, Helen", "Helen Prosser", True),
        ("Helen Proser", "Helen Prosser", True),
        ("Siobhan Ni Dhomhnaill", "Siobhán Ní Dhomhnaill", True),
        ("Gareth Prosser", "Helen Prosser", False),
        ("Helen Marsh", "Helen Prosser", False),
        ("", "Helen Prosser", False),
        ("محمد الأحمد", "محمد الأحمد", True),
        ("陈嘉欣", "嘉欣 陈", True),
    ],
)
def test_a_typed_name_may_mean_a_role_holder(typed: str, name: str, same: bool) -> None:
    assert may_be_the_same(typed, name) is same


def test_a_matter_is_held_back_from_whoever_is_likely_named(world: World, django_assert_num_queries) -> None:
    helen = world.staff("Helen Prosser", SOM)
    world.staff("Gareth Pugh", Role.HEADTEACHER)
    world.staff("Helen Prosser")  # of the same name, and holds no role
    with django_assert_num_queries(2):
        ids = list_likely_role_holder_ids("Mrs Prosser", school_id=world.hill.pk, on=world.on)
    assert ids == {helen.pk}


@given(st.text(max_size=40))
def test_every_name_is_the_same_as_itself(name: str) -> None:
    if plain(name):
        assert likeness(plain(name), plain(name)) == 100
        assert may_be_the_same(name, name)
