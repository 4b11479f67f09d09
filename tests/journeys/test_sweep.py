"""The other parts of the daily sweep, and what holds them together: order, failures, crashes, days off."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from tests.journeys.sweeping import (
    MONDAY,
    SWEEP,
    acknowledge,
    at,
    declare,
    everything,
    get,
    office,
    said_to,
    state,
    sweep,
    take,
)
from tests.people.world import World

from aboveboard.declarations.models import Declaration, Draft, NamedPersonRequest, Round, RoundAnswer
from aboveboard.declarations.services import look_again
from aboveboard.declarations.services.drafts import start_draft
from aboveboard.journeys.models import SweepRun
from aboveboard.journeys.services.rerouting import bring_to_recipients
from aboveboard.journeys.services.sweep import parts, run
from aboveboard.journeys.services.sweep.run import SweepFailed, run_sweep
from aboveboard.ledger.verification import verify
from aboveboard.notices.models import Notice
from aboveboard.people.models import Person
from aboveboard.people.selectors.actors import get_actor
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.transitions import DeclarationState, DeclarationStep
from aboveboard.web import clock

A_DAY = timedelta(days=1)
A_CHILD = {"school": "hill", "from": None, "responsibility": "parental"}
A_PARENT = {"parent_of": [{**A_CHILD, "until": None}]}
LEAVES_SOON = {"parent_of": [{**A_CHILD, "until": MONDAY.isoformat()}]}


# --- Confirmations --------------------------------------------------------------------------------


@pytest.fixture
def to_confirm(world: World, author: Person) -> Declaration:
    return acknowledge(world, declare(world, author, **A_PARENT))


@pytest.mark.parametrize("days", [-14, 0, 14])
def test_an_author_is_reminded_to_confirm_on_the_set_days(to_confirm: Declaration, author: Person, days: int):
    due_on = to_confirm.confirm_by_on
    assert due_on
    sweep(due_on + (days - 1) * A_DAY)
    before = len(said_to(author, "confirm_due"))
    for _ in range(2):
        sweep(due_on + days * A_DAY)
    assert len(said_to(author, "confirm_due")) == before + 1


def test_after_days_off_one_reminder_makes_up_for_those_missed(to_confirm: Declaration, author: Person):
    due_on = to_confirm.confirm_by_on
    assert due_on
    sweep(due_on - 15 * A_DAY)
    sweep(due_on + 3 * A_DAY)
    assert len(said_to(author, "confirm_due")) == 1


def test_who_has_confirmed_is_not_reminded(world: World, author: Person, to_confirm: Declaration):
    due_on = to_confirm.confirm_by_on
    assert due_on
    Declaration.objects.update(confirm_by_on=due_on + 365 * A_DAY)
    sweep(due_on)
    assert not said_to(author, "confirm_due")


# --- Drafts ---------------------------------------------------------------------------------------


@pytest.fixture
def draft(world: World, author: Person) -> Draft:
    return start_draft(actor=get_actor(author, on=MONDAY), now=at(MONDAY))


def test_a_draft_is_deleted_a_week_after_its_author_was_warned(draft: Draft, author: Person):
    sweep(draft.expires_on - 8 * A_DAY)
    assert not said_to(author, "draft_expires")
    for day in (7, 6, 0):
        sweep(draft.expires_on - day * A_DAY)
    assert len(said_to(author, "draft_expires")) == 1
    assert Draft.objects.exists()
    sweep(draft.expires_on + A_DAY)
    assert not Draft.objects.exists()
    assert len(said_to(author, "draft_deleted")) == 1


def test_no_draft_goes_without_a_week_of_warning_even_after_days_off(draft: Draft, author: Person):
    late = draft.expires_on + 20 * A_DAY
    sweep(late)
    assert Draft.objects.get().expires_on == late + 7 * A_DAY
    sweep(late + 7 * A_DAY)
    assert Draft.objects.exists()
    sweep(late + 8 * A_DAY)
    assert not Draft.objects.exists()


# --- Asked to stop --------------------------------------------------------------------------------


@pytest.fixture
def stop_asked(world: World, author: Person) -> Declaration:
    leader = get_actor(world.staff("Lee Leader", Role.SENIOR_LEADER), on=MONDAY)
    declaration = declare(world, author, **A_PARENT)
    declaration = take(declaration, DeclarationStep.REFER, office(world), kind="declaration.referred")
    declaration.recipients.create(person_id=leader.person_id, matter="compatibility", from_at=at(MONDAY))
    return take(
        declaration,
        DeclarationStep.ASK_TO_STOP,
        leader,
        kind="declaration.stop_asked",
        by_on=MONDAY + 10 * A_DAY,
    )


def test_without_a_response_in_time_it_is_put_back_before_the_senior_leader(stop_asked: Declaration):
    leader = Person.objects.get(given_name="Lee")
    sweep(MONDAY + 10 * A_DAY)
    assert not said_to(leader, "stop_unanswered")
    for day in (11, 11, 12):
        sweep(MONDAY + day * A_DAY)
    assert len(said_to(leader, "stop_unanswered")) == 1
    assert state(stop_asked) is DeclarationState.STOP_ASKED


# --- Rounds ---------------------------------------------------------------------------------------


@pytest.fixture
def asked_round(world: World, author: Person) -> Round:
    return Round.objects.create(
        school=world.hill,
        opened_by_id=office(world).person_id,
        opened_at=at(MONDAY),
        due_on=MONDAY + 10 * A_DAY,
        reference="AB-ROUND",
    )


def test_who_has_not_answered_a_round_is_reminded_and_the_office_hears_when_it_is_late(
    world: World, asked_round: Round, author: Person
):
    answered = world.staff("Ann Answered")
    RoundAnswer.objects.create(
        round=asked_round, person=answered, kind="confirmed", at=at(MONDAY), reference="AB-1"
    )
    sweep(asked_round.due_on - 4 * A_DAY)
    assert not said_to(author, "round_reminded")
    for day in (3, 3, 0):
        sweep(asked_round.due_on - day * A_DAY)
    assert len(said_to(author, "round_reminded")) == 2
    assert not said_to(answered, "round_reminded")
    sweep(asked_round.due_on + A_DAY)
    late = Notice.objects.get(kind="round_late")
    assert "2 of those asked have not answered" in late.body
    assert late.target["role"] == Role.SCHOOL_OPERATIONS_MANAGER


def test_a_closed_round_reminds_nobody(asked_round: Round, author: Person):
    Round.objects.update(closed_at=at(MONDAY + A_DAY))
    sweep(asked_round.due_on)
    sweep(asked_round.due_on + A_DAY)
    assert not said_to(author, "round_reminded")
    assert not Notice.objects.filter(kind="round_late").exists()


# --- Requests by people named ---------------------------------------------------------------------


def test_a_request_by_somebody_named_is_brought_to_mind_and_then_goes_further(world: World):
    request = NamedPersonRequest.objects.create(
        kind="complain",
        name="Somebody",
        email="somebody@example.test",
        text="Please tell me.",
        received_at=at(MONDAY),
        acknowledge_by_on=MONDAY + 30 * A_DAY,
        answer_by_on=MONDAY + 30 * A_DAY,
        reference="AB-REQUEST",
    )
    for days in (22, 23, 23, 30):
        sweep(MONDAY + days * A_DAY)
    assert [each.addressee for each in Notice.objects.filter(kind="request_near")] == [
        "data_protection_officer@trust"
    ]
    sweep(MONDAY + 31 * A_DAY)
    late = Notice.objects.filter(kind="request_late")
    assert {each.addressee for each in late} == {"data_protection_officer@trust", "trust_leader@trust"}
    NamedPersonRequest.objects.filter(pk=request.pk).update(state="acknowledged", acknowledged_at=at(MONDAY))
    before = Notice.objects.count()
    sweep(MONDAY + 40 * A_DAY)
    assert Notice.objects.count() == before


# --- The run --------------------------------------------------------------------------------------


def test_a_run_leaves_its_figures_and_no_names(world: World, author: Person):
    acknowledge(world, declare(world, author, **LEAVES_SOON))
    assert sweep(MONDAY + A_DAY) == "declarations: 1 due, 1 closed"
    kept = SweepRun.objects.get()
    assert kept.finished_at is not None
    assert kept.counts["declarations"] == {"due": 1, "closed": 1, "reopened": 0, "changed": 0}
    assert {part.name for part in parts.PARTS} == set(kept.counts)


def test_a_part_that_fails_holds_up_no_other_and_is_made_up_for(
    world: World, author: Person, draft: Draft, monkeypatch
):
    def fails(today: parts.Today) -> dict[str, int]:
        raise RuntimeError("with a name in it")

    broken = tuple(
        parts.SweepPart(part.name, part.words, fails) if part.name == "drafts" else part
        for part in parts.PARTS
    )
    declaration = declare(world, author, **LEAVES_SOON)
    with monkeypatch.context() as patch:
        patch.setattr(run, "PARTS", broken)
        with pytest.raises(SweepFailed, match=r"^drafts$"):
            sweep(draft.expires_on)
    assert state(declaration) is DeclarationState.CLOSED
    assert SweepRun.objects.get().failed == ["drafts"]
    sweep(draft.expires_on + A_DAY)
    assert said_to(author, "draft_expires")


def test_a_crash_between_two_filings_loses_nothing_and_repeats_nothing(
    world: World, author: Person, monkeypatch
):
    declarations = [declare(world, author, **LEAVES_SOON) for _ in range(3)]
    monkeypatch.setattr(look_again, "AT_ONCE", 1)
    filings = []
    whole = look_again.take_steps

    def dies_in_the_second(moves, **rest):
        filings.append(moves)
        if len(filings) == 2:
            raise KeyboardInterrupt
        return whole(moves, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(look_again, "take_steps", dies_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            sweep(MONDAY + A_DAY)
    assert [state(each) for each in declarations].count(DeclarationState.CLOSED) == 1
    sweep(MONDAY + A_DAY)
    assert {state(each) for each in declarations} == {DeclarationState.CLOSED}
    assert [get(each.reference).version for each in declarations] == [2, 2, 2]
    assert len(said_to(author, "declaration_moved")) == 3
    assert verify(now=at(MONDAY)).is_sound


@pytest.mark.parametrize("count", [1, 3])
def test_more_declarations_due_cost_no_more_queries(
    world: World, author: Person, count: int, django_assert_max_num_queries
):
    for _ in range(count):
        declare(world, author, **LEAVES_SOON)
    with django_assert_max_num_queries(75):
        sweep(MONDAY + A_DAY)


def test_the_command_says_what_was_done(world: World, author: Person):
    declare(world, author, **LEAVES_SOON)
    with clock.stopped_at(at(MONDAY)):
        said = StringIO()
        call_command("sweep", stdout=said)
        assert "nothing was due" in said.getvalue()
        call_command("sweep", "--on", f"{MONDAY + A_DAY}", stdout=said)
        assert "1 closed" in said.getvalue()
        with pytest.raises(CommandError, match="has gone by"):
            call_command("sweep", "--on", "2026-11-01")


def test_outside_the_demo_no_other_day_can_be_named(world: World, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo alone"):
        call_command("sweep", "--on", f"{date(2027, 1, 1)}")


def test_a_sweep_with_nothing_there_changes_nothing(db):
    before = everything()
    assert run_sweep(actor=SWEEP, now=at(MONDAY)) == "nothing was due"
    assert everything() == before


def test_the_hourly_look_says_how_many_moved(world: World) -> None:
    assert bring_to_recipients(actor=SystemActor("recipients"), now=at(world.on)) == "0 moved"
