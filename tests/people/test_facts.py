from datetime import date, timedelta

import pytest
from tests.people.world import World

from aboveboard.people.models import (
    AgreedPlatform,
    Audience,
    Engagement,
    Person,
    SettingsRevision,
)
from aboveboard.people.selectors.facts import get_person_facts, get_staff_facts
from aboveboard.people.selectors.platforms import is_agreed, list_agreed_platforms
from aboveboard.people.selectors.settings import get_settings, get_settings_in_force
from aboveboard.rules.actor import Role
from aboveboard.rules.errors import NotFound
from aboveboard.rules.relationships.facts import Board, Category, Colleague, Responsibility
from aboveboard.rules.relationships.settings import DEFAULTS

A_DAY = timedelta(days=1)


def job(world: World, person: Person, school, from_on, until_on=None, category=Category.PERMANENT) -> None:
    Engagement.objects.create(
        person=person, school=school, category=category, from_on=from_on, until_on=until_on
    )


def test_the_dates_of_the_job_are_those_of_the_school_concerned(
    world: World, django_assert_num_queries
) -> None:
    person = world.person()
    job(world, person, world.hill, date(2019, 9, 1))
    job(world, person, world.lake, date(2024, 1, 1), date(2027, 7, 31), Category.CASUAL)
    with django_assert_num_queries(1):
        at_lake = get_staff_facts(person.pk, school_id=world.lake.pk, on=world.on)
    assert at_lake.schools == ("hill", "lake")
    assert (at_lake.category, at_lake.engaged_from) == (Category.CASUAL, date(2024, 1, 1))
    assert at_lake.engaged_until == date(2027, 7, 31)
    at_hill = get_staff_facts(person.pk, school_id=world.hill.pk, on=world.on)
    assert (at_hill.engaged_from, at_hill.engaged_until, at_hill.central) == (date(2019, 9, 1), None, False)


def test_jobs_that_follow_each_other_are_one(world: World) -> None:
    person = world.person()
    job(world, person, world.hill, date(2020, 9, 1), date(2022, 8, 31), Category.TEMPORARY)
    job(world, person, world.hill, date(2022, 9, 1))
    job(world, person, world.hill, date(2015, 9, 1), date(2016, 8, 31))
    facts = get_staff_facts(person.pk, school_id=world.hill.pk, on=world.on)
    assert (facts.engaged_from, facts.category) == (date(2020, 9, 1), Category.PERMANENT)


def test_somebody_appointed_counts_with_the_job_to_come_and_a_leaver_with_the_last(world: World) -> None:
    coming, left = world.person(), world.person()
    job(world, coming, world.hill, world.on + A_DAY)
    job(world, left, world.hill, date(2019, 9, 1), date(2020, 7, 31))
    job(world, left, world.lake, date(2021, 9, 1), world.on - A_DAY)
    assert get_staff_facts(coming.pk, school_id=None, on=world.on).engaged_from == world.on + A_DAY
    facts = get_staff_facts(left.pk, school_id=None, on=world.on)
    assert (facts.schools, facts.engaged_until) == (("lake",), world.on - A_DAY)


def test_the_central_team_works_for_every_school(world: World) -> None:
    facts = get_staff_facts(world.staff(central=True).pk, school_id=world.hill.pk, on=world.on)
    assert (facts.central, facts.schools) == (True, ())


def test_somebody_who_never_worked_here_has_no_facts(world: World) -> None:
    with pytest.raises(NotFound):
        get_staff_facts(world.person().pk, school_id=None, on=world.on)
    with pytest.raises(NotFound):
        get_person_facts(0, for_staff_id=1, on=world.on)


def test_a_pupil_is_on_record_with_birth_date_and_enrolments(world: World) -> None:
    pupil = world.pupil(until_on=date(2027, 7, 20))
    facts = get_person_facts(pupil.pk, for_staff_id=world.staff().pk, on=world.on)
    assert facts.born_on == date(2014, 5, 5)
    assert [(e.school, e.until) for e in facts.enrolments] == [("hill", date(2027, 7, 20))]
    assert (facts.taught_by_staff, facts.parent_of, facts.colleague) == (None, (), Colleague.NONE)


def test_a_parent_is_on_record_with_each_childs_enrolments(world: World) -> None:
    parent, elder, younger = world.person(), world.pupil(), world.pupil(school=world.lake)
    world.link(parent, elder)
    world.link(parent, younger, Responsibility.NONE)
    facts = get_person_facts(parent.pk, for_staff_id=world.staff().pk, on=world.on)
    assert [(c.school, c.responsibility.value) for c in facts.parent_of] == [
        ("hill", "parental"),
        ("lake", "none"),
    ]


@pytest.mark.parametrize("children", [1, 3])
def test_a_large_family_costs_no_more_queries(world: World, children: int, django_assert_num_queries) -> None:
    parent, staff = world.person(), world.staff()
    for _ in range(children):
        world.link(parent, world.pupil())
    with django_assert_num_queries(6):
        get_person_facts(parent.pk, for_staff_id=staff.pk, on=world.on)


def test_the_line_between_two_colleagues_is_on_record(world: World) -> None:
    boss = world.staff()
    staff = world.staff(manager=boss)
    report, other = world.staff(manager=staff), world.staff()
    left = world.staff(until_on=world.on - A_DAY)
    member = world.staff(category=Category.LAB_MEMBER)
    expected = {
        boss: Colleague.LINE_MANAGER,
        report: Colleague.LINE_REPORT,
        other: Colleague.COLLEAGUE,
        left: Colleague.NONE,
        member: Colleague.NONE,
    }
    for person, colleague in expected.items():
        assert get_person_facts(person.pk, for_staff_id=staff.pk, on=world.on).colleague is colleague


def test_the_board_somebody_sits_on_is_on_record(world: World) -> None:
    trustee, local, chair = world.person(), world.person(), world.person()
    world.hold(trustee, Role.BOARD_MEMBER, None)
    world.hold(local, Role.BOARD_MEMBER, world.hill)
    world.hold(chair, Role.CHAIR, None)
    member = world.staff(category=Category.LAB_MEMBER)
    staff = world.staff()
    expected = {
        trustee: Board.TRUSTEE,
        local: Board.LAB,
        chair: Board.TRUSTEE,
        member: Board.LAB,
        staff: Board.NONE,
    }
    for person, board in expected.items():
        assert get_person_facts(person.pk, for_staff_id=staff.pk, on=world.on).board is board


def agree(world: World, **changes) -> AgreedPlatform:
    values = {
        "school": world.hill,
        "platform": "teams",
        "audience": Audience.PUPILS,
        "purpose": "Homework",
        "agreed_on": world.on,
        "agreed_by": world.staff(),
    }
    return AgreedPlatform.objects.create(**values | changes)


def test_absent_means_no(world: World) -> None:
    def agreed(
        audience=Audience.PUPILS, one_to_one=False, platform="teams", school=world.hill, on=world.on
    ) -> bool:
        return is_agreed(
            school_id=school.pk, platform=platform, audience=audience, one_to_one=one_to_one, on=on
        )

    assert not agreed()
    agree(world, ended_on=world.on)
    assert agreed()
    assert not agreed(one_to_one=True)
    assert not agreed(audience=Audience.PARENTS)
    assert not agreed(platform="instagram")
    assert not agreed(school=world.lake)
    assert not agreed(on=world.on - A_DAY)
    assert not agreed(on=world.on + A_DAY)
    agree(world, one_to_one=True)
    assert agreed(one_to_one=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_everybody_reads_the_list_of_their_own_school_in_one_query(
    world: World, rows: int, django_assert_num_queries
) -> None:
    for _ in range(rows):
        agree(world)
    agree(world, school=world.lake)
    teacher = world.actor(world.staff())
    with django_assert_num_queries(1):
        found = list_agreed_platforms(actor=teacher, on=world.on)
    assert [row.school_name for row in found] == ["Hill School"] * rows
    everywhere = world.actor(world.staff("", Role.TRUST_HR, central=True))
    assert len(list_agreed_platforms(actor=everywhere, on=world.on)) == rows + 1


def test_without_a_choice_the_defaults_hold(world: World, now) -> None:
    assert get_settings(now) == DEFAULTS
    assert get_settings_in_force(now=now).revision_id is None


def test_the_newest_revision_in_force_holds_and_a_proposed_one_does_not(world: World, now) -> None:
    who = world.staff()

    def revision(state: str, value: str, at) -> None:
        SettingsRevision.objects.create(
            state=state,
            values={"colleagues": value},
            reason="x",
            proposed_by=who,
            proposed_at=now,
            in_force_at=at,
        )

    revision("in_force", "declare", now - A_DAY)
    revision("proposed", "nothing", None)
    assert get_settings(now).colleagues == "declare"
    assert get_settings(now - 2 * A_DAY) == DEFAULTS
    revision("in_force", "close_only", now)
    assert get_settings(now) == DEFAULTS
