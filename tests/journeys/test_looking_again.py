"""Declarations that the daily sweep looks at again: birthdays, leaving the roll, leaving the job, the settings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.journeys.sweeping import (
    MONDAY,
    acknowledge,
    declare,
    everything,
    get,
    office,
    said_to,
    seen_by_author,
    state,
    sweep,
)
from tests.people.world import World

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.people.models import Engagement, Enrolment, Person, SettingsRevision
from aboveboard.rules.transitions import DeclarationState

A_DAY = timedelta(days=1)
WEDNESDAY, SUNDAY = MONDAY + 2 * A_DAY, MONDAY + 6 * A_DAY
NEXT_MONDAY = MONDAY + 7 * A_DAY
A_PARENT = {"parent_of": [{"school": "hill", "from": None, "until": None, "responsibility": "parental"}]}


def parent_of_a_pupil(world: World, **pupil):
    parent = world.person("Pat Parent", account=False)
    child = world.pupil("Chris Child", **pupil)
    world.link(parent, child)
    return parent, child


def test_a_sweep_with_nothing_due_changes_nothing(world: World, author):
    declare(world, author, **A_PARENT)
    before = everything()
    assert "declarations" not in sweep(WEDNESDAY)
    assert everything() == before


def test_a_friend_whose_child_leaves_on_a_day_that_was_told_is_closed_the_day_after(world: World, author):
    child = {"school": "hill", "from": None, "until": WEDNESDAY.isoformat(), "responsibility": "parental"}
    declaration = acknowledge(world, declare(world, author, parent_of=[child]))
    sweep(WEDNESDAY)
    assert state(declaration) is DeclarationState.ACKNOWLEDGED
    sweep(WEDNESDAY + A_DAY)
    assert state(declaration) is DeclarationState.CLOSED
    assert get(declaration.reference).confirm_by_on is None
    assert seen_by_author(declaration)[-1] == "declaration.closed"
    assert len(said_to(author, "declaration_moved")) == 1


def test_what_the_roster_loosens_waits_for_monday(world: World, author):
    parent, child = parent_of_a_pupil(world)
    declaration = declare(world, author, matched=parent, **A_PARENT)
    sweep(MONDAY)
    Enrolment.objects.filter(person=child).update(until_on=MONDAY + A_DAY)
    for day in (WEDNESDAY, SUNDAY):
        sweep(day)
        assert state(declaration) is DeclarationState.NEW
        assert seen_by_author(declaration) == ["declaration.submitted"]
    assert not said_to(author, "declaration_moved")
    sweep(NEXT_MONDAY)
    assert state(declaration) is DeclarationState.CLOSED
    assert len(said_to(author, "declaration_moved")) == 1


@pytest.mark.parametrize("late", [0, 1, 6, 7, 8])
def test_a_sweep_missed_is_made_up_for(world: World, author, late: int):
    parent, child = parent_of_a_pupil(world)
    declaration = declare(world, author, matched=parent, **A_PARENT)
    sweep(MONDAY)
    Enrolment.objects.filter(person=child).update(until_on=MONDAY + A_DAY)
    sweep(NEXT_MONDAY + late * A_DAY)
    assert state(declaration) is DeclarationState.CLOSED


def test_what_the_roster_tightens_counts_at_once_and_comes_back_to_the_desk(world: World, author):
    manager = office(world)
    former = world.pupil(
        "Fran Former", born_on=date(2009, 1, 5), until_on=date(2025, 7, 18), school=world.lake
    )
    declaration = declare(world, author, matched=former, kind="none", since=None, peer=False)
    sweep(MONDAY)
    acknowledge(world, declaration)
    world.pupil()  # somebody else
    Enrolment.objects.create(person=former, school=world.hill, from_on=MONDAY)
    sweep(WEDNESDAY)
    found = get(declaration.reference)
    assert found.state == DeclarationState.NEW
    assert found.record_verdict["outcome"] == "not_permitted"
    assert found.names_a_pupil
    assert said_to(author, "declaration_moved")[-1].urgent
    came_back = DeclarationEvent.objects.filter(declaration=found, kind="declaration.reopened").get()
    assert came_back.text.startswith("This contact is not allowed")
    assert len(said_to(Person.objects.get(pk=manager.person_id), "declarations_came_back")) == 1


def test_no_word_to_the_author_holds_a_name_or_a_date(world: World, author):
    pupil = world.pupil("Chris Child", born_on=date(2008, 11, 25), until_on=date(2026, 7, 17))
    declaration = declare(world, author, matched=pupil, kind="none", since=None, peer=False)
    sweep(MONDAY)
    sweep(NEXT_MONDAY)
    events = DeclarationEvent.objects.filter(declaration=declaration, internal=False)
    words = " ".join(
        [each.text for each in events]
        + [f"{each.subject} {each.body}" for each in said_to(author, "declaration_moved")]
    )
    assert state(declaration) in (DeclarationState.NEW, DeclarationState.CLOSED)
    assert not any(word in words for word in ("Chris", "Child", "18", "20", "birthday", "Hill", "turn"))


def test_a_leap_day_birthday_counts_by_the_settings(world: World, author):
    born = {"born_on": "2008-02-29", "enrolments": [{"school": "hill", "from": None, "until": "2025-07-18"}]}
    start = date(2026, 2, 2)
    told = {"kind": "family", "since": None, "peer": False, **born}
    declaration = acknowledge(world, declare(world, author, on=start, names_a_pupil=True, **told))
    sweep(date(2026, 2, 28))
    assert state(declaration) is DeclarationState.ACKNOWLEDGED
    sweep(date(2026, 3, 1))
    assert state(declaration) is DeclarationState.CLOSED


def test_who_leaves_the_job_is_no_longer_bound_the_day_after(world: World, author):
    declaration = acknowledge(world, declare(world, author, **A_PARENT))
    Engagement.objects.filter(person=author).update(until_on=WEDNESDAY)
    sweep(WEDNESDAY)
    assert state(declaration) is DeclarationState.ACKNOWLEDGED
    sweep(WEDNESDAY + A_DAY)
    assert state(declaration) is DeclarationState.CLOSED
    assert get(declaration.reference).record_verdict["rule"] == "R2"


def test_a_leavers_tie_to_a_pupil_goes_on_as_the_rules_say(world: World, author):
    pupil = {"born_on": "2012-05-05", "enrolments": [{"school": "hill", "from": None, "until": None}]}
    declaration = acknowledge(world, declare(world, author, names_a_pupil=True, **pupil))
    Engagement.objects.filter(person=author).update(until_on=WEDNESDAY)
    sweep(WEDNESDAY + A_DAY)
    found = get(declaration.reference)
    assert found.state == DeclarationState.NEW
    assert (found.record_verdict["rule"], found.record_verdict["outcome"]) == ("R2", "seek_advice")


def test_a_closed_one_opens_again_when_there_is_something_to_declare(world: World, author):
    parent, child = parent_of_a_pupil(world, until_on=MONDAY - 30 * A_DAY)
    declaration = acknowledge(world, declare(world, author, matched=parent, **A_PARENT))
    sweep(MONDAY)
    assert state(declaration) is DeclarationState.CLOSED
    Enrolment.objects.create(person=child, school=world.hill, from_on=WEDNESDAY)
    sweep(WEDNESDAY)
    found = get(declaration.reference)
    assert found.state == DeclarationState.NEW
    assert found.confirm_by_on is not None


def test_a_yearly_look_moves_the_day_and_says_nothing(world: World, author):
    office(world)  # somebody receives it from the first
    declaration = acknowledge(world, declare(world, author, **A_PARENT))
    due_on = declaration.look_again_on
    assert due_on is not None
    version, events = declaration.version, DeclarationEvent.objects.count()
    sweep(due_on)
    found = get(declaration.reference)
    assert found.look_again_on == due_on.replace(year=due_on.year + 1)
    assert (found.version, DeclarationEvent.objects.count()) == (version, events)


def test_new_settings_are_followed(world: World, author):
    declaration = acknowledge(world, declare(world, author, kind="acquaintance", since=None, **A_PARENT))
    assert declaration.told_verdict["outcome"] == "seek_advice"
    SettingsRevision.objects.create(
        state="in_force",
        values={"acquainted_parent": "bar"},
        reason="Clearer.",
        proposed_by=author,
        proposed_at=declaration.submitted_at,
        in_force_at=declaration.submitted_at,
    )
    sweep(MONDAY)
    assert get(declaration.reference).record_verdict["outcome"] == "not_permitted"
    assert state(declaration) is DeclarationState.NEW
    before = everything()
    sweep(MONDAY)
    sweep(MONDAY + A_DAY)
    sweep(MONDAY + 2 * A_DAY)
    assert everything()["events"] == before["events"]


def test_a_report_of_what_happened_is_not_undone_by_a_birthday(world: World, author):
    pupil = {"born_on": "2008-12-01", "enrolments": [{"school": "hill", "from": None, "until": "2026-07-17"}]}
    declaration = declare(world, author, kind="none", since=None, peer=False, **pupil)
    assert declaration.matter == "report"
    before = everything()
    sweep(date(2026, 12, 2))
    assert everything() == before


def test_running_again_changes_nothing(world: World, author):
    parent, child = parent_of_a_pupil(world)
    declare(world, author, matched=parent, **A_PARENT)
    Enrolment.objects.filter(person=child).update(until_on=MONDAY - A_DAY)
    sweep(MONDAY)
    before = everything()
    for _ in range(2):
        sweep(MONDAY)
    assert everything() == before
    assert Declaration.objects.get().state == DeclarationState.CLOSED
