"""What each role may do at the desk to a declaration in each state, by the services themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.declarations.at_state import NOW, Moves, Office, at_state
from tests.people_of_a_school import actor_of, make_person

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.decide import (
    ask_to_stop,
    conclude_stop,
    find_compatible,
    overturn,
    uphold,
)
from aboveboard.declarations.services.hand_on import declare_conflict
from aboveboard.declarations.services.look_into import add_condition, ask_author, refer_declaration
from aboveboard.notices.models import Notice
from aboveboard.people.models import Person, RoleHolding
from aboveboard.personnel.models import FileEntry
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

pytestmark = pytest.mark.django_db
MUCH_LATER = NOW + timedelta(days=30)

MANAGER, LEADER, HEAD = Role.SCHOOL_OPERATIONS_MANAGER, Role.SENIOR_LEADER, Role.HEADTEACHER


def acknowledge(*, reference: str, version: int, **rest: Any) -> object:
    return acknowledge_declarations(versions={reference: version}, **rest)


SERVICES: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "acknowledge": (acknowledge, {}),
    "ask": (ask_author, {"text": "Since when?"}),
    "add_condition": (add_condition, {"text": "Not about school."}),
    "refer": (refer_declaration, {"reasons": "They met here."}),
    "find_compatible": (find_compatible, {"reasons": "An old friend."}),
    "ask_to_stop": (
        ask_to_stop,
        {"reasons": "They met here.", "respond_by_on": MUCH_LATER.date() + timedelta(days=21)},
    ),
    "stop": (conclude_stop, {"reasons": "No response."}),
    "uphold": (uphold, {"reasons": "I agree."}),
    "overturn": (overturn, {"reasons": "I see it otherwise."}),
}

# Written on its own, from the guidance and the brief: state -> step -> (who, where it leads). All else is refused.
EXPECTED: dict[str, dict[str, tuple[set[Role], str]]] = {
    "new": {
        "acknowledge": ({MANAGER}, "acknowledged"),
        "ask": ({MANAGER, LEADER}, "questioned"),
        "refer": ({MANAGER, LEADER}, "referred"),
    },
    "questioned": {
        "acknowledge": ({MANAGER}, "acknowledged"),
        "refer": ({MANAGER, LEADER}, "referred"),
    },
    "acknowledged": {
        "ask": ({MANAGER, LEADER}, "questioned"),
        "add_condition": ({MANAGER, LEADER}, "acknowledged"),
        "refer": ({MANAGER, LEADER}, "referred"),
    },
    "referred": {
        "find_compatible": ({LEADER}, "acknowledged"),
        "ask_to_stop": ({LEADER}, "stop_asked"),
    },
    "stop_asked": {"stop": ({LEADER}, "stopped")},
    "under_review": {"uphold": ({HEAD}, "stopped"), "overturn": ({HEAD}, "acknowledged")},
}


def outcome(declaration: Declaration, step: str, actor: Actor) -> str:
    """The state after the step, or the name of the refusal; nothing stays written."""
    service, words = SERVICES[step]
    before = transaction.savepoint()
    try:
        service(
            actor=actor,
            reference=declaration.reference,
            version=declaration.version,
            now=MUCH_LATER,
            **words,
        )
        return Declaration.objects.get(pk=declaration.pk).state
    except (NotFound, NotAllowed, WrongState) as refusal:
        return type(refusal).__name__
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("state", list(DeclarationState))
def test_every_step_by_every_role_is_taken_or_refused(office: Office, state: DeclarationState) -> None:
    declaration = at_state(office, state)
    wrong = []
    for step in SERVICES:
        who, leads_to = EXPECTED.get(state.value, {}).get(step, (set(), ""))
        for role in Role:
            found = outcome(declaration, step, office.actor(role))
            refused = found in ("NotFound", "NotAllowed", "WrongState")
            if (role in who and found != leads_to) or (role not in who and not refused):
                wrong.append(f"{step} by {role}: {found}")
    assert not wrong


def test_nobody_at_the_desk_deals_with_their_own(office: Office) -> None:
    declaration = office.declare(by=office.manager)
    for step in ("acknowledge", "ask", "refer"):
        assert outcome(declaration, step, office.manager) == "NotAllowed"
    assert outcome(declaration, "acknowledge", office.leader) == "acknowledged"
    with pytest.raises(NotAllowed):
        declare_conflict(actor=office.manager, reference=declaration.reference, version=1, now=MUCH_LATER)


def test_whoever_asked_for_the_stop_never_reviews_it(office: Office) -> None:
    RoleHolding.objects.filter(role=LEADER).delete()
    moves = Moves(office, office.declare())
    moves.refer()
    by_on = MUCH_LATER.date()
    ask_to_stop(
        actor=office.head,
        reference=moves.declaration.reference,
        version=2,
        reasons="They met here.",
        respond_by_on=by_on,
        now=NOW + timedelta(minutes=5),
    )
    moves.declaration.refresh_from_db()
    moves.ask_for_review()
    assert outcome(moves.declaration, "uphold", office.head) == "NotAllowed"
    assert outcome(moves.declaration, "uphold", office.actor(Role.TRUST_LEADER)) == "stopped"


def test_a_stop_is_not_concluded_while_there_is_time_to_respond(office: Office) -> None:
    declaration = at_state(office, DeclarationState.STOP_ASKED)
    with pytest.raises(NotAllowed) as refusal:
        conclude_stop(
            actor=office.leader,
            reference=declaration.reference,
            version=declaration.version,
            reasons="Now.",
            now=NOW + timedelta(days=7),
        )
    assert refusal.value.refused.ground == "time_still_runs"


@pytest.mark.parametrize("step", ["ask", "add_condition", "refer", "find_compatible", "uphold"])
def test_a_step_that_needs_words_is_refused_without(office: Office, step: str) -> None:
    service, words = SERVICES[step]
    with pytest.raises(NotAllowed) as refusal:
        service(
            actor=office.leader,
            reference=office.declare().reference,
            version=1,
            now=NOW,
            **dict.fromkeys(words, "  "),
        )
    assert refusal.value.refused.ground == "no_words"


def test_a_decision_is_a_sealed_record_on_the_authors_file(office: Office) -> None:
    moves = Moves(office, at_state(office, DeclarationState.REFERRED))
    filed = find_compatible(
        actor=office.leader,
        reference=moves.declaration.reference,
        version=moves.declaration.version,
        reasons="An old friend.",
        conditions="Nothing about school.",
        now=MUCH_LATER,
    )
    entry = FileEntry.objects.get(reference=filed.reference)
    assert (entry.person_id, entry.kind, entry.part_name) == (
        office.author.person_id,
        "decision",
        "decision.pdf",
    )
    texts = moves.declaration.events.values_list("kind", "text")
    assert ("declaration.condition_added", "Nothing about school.") in set(texts)


def test_acknowledging_is_an_event_and_no_document(office: Office) -> None:
    at_state(office, DeclarationState.ACKNOWLEDGED)
    assert list(FileEntry.objects.values_list("kind", flat=True)) == ["declaration"]


def test_the_second_of_two_loses_nothing_and_hears_what_changed(office: Office) -> None:
    declaration = office.declare()
    Moves(office, declaration).acknowledge()
    with pytest.raises(StaleState) as stale:
        ask_author(
            actor=office.leader, reference=declaration.reference, version=1, text="Since when?", now=NOW
        )
    assert stale.value.changed == (f"{office.manager.name} acknowledged it",)
    assert declaration.events.count() == 2


def test_of_many_the_ones_that_moved_on_are_named(office: Office) -> None:
    moved, fresh, foreign = office.declare(), office.declare(), office.declare()
    Moves(office, moved).ask()
    declare_conflict(actor=office.manager, reference=foreign.reference, version=1, now=NOW)
    done = acknowledge_declarations(
        actor=office.manager,
        versions={moved.reference: 1, fresh.reference: 1, foreign.reference: 1},
        now=MUCH_LATER,
    )
    assert set(done.filed) == {fresh.reference}
    assert {each.reference: each.why for each in done.left_alone} == {
        moved.reference: (f"{office.manager.name} asked a question",),
        foreign.reference: ("It is not on your desk any more.",),
    }


def test_a_senior_leader_in_conflict_hands_the_decision_one_level_up(office: Office) -> None:
    declaration = at_state(office, DeclarationState.REFERRED)
    declare_conflict(
        actor=office.leader,
        reference=declaration.reference,
        version=declaration.version,
        now=MUCH_LATER,
    )
    with pytest.raises(NotFound):
        get_visible(office.leader, declaration.reference)
    declaration.refresh_from_db()
    assert outcome(declaration, "find_compatible", office.head) == "acknowledged"
    assert not declaration.events.filter(kind="declaration.conflict_declared", internal=False).exists()


def test_whoever_is_told_is_told_once_and_of_no_name(office: Office) -> None:
    declaration = at_state(office, DeclarationState.STOPPED)
    said = Notice.objects.exclude(kind="declaration_came").values_list("addressee", "subject", "body")
    author = f"person:{office.author.person_id}"
    assert [subject for who, subject, _ in said.order_by("pk") if who == author] == [
        "A senior leader will look at something you declared",
        "You are asked to stop contact that you declared",
        "Another reviewer has decided",
    ]
    for _, subject, body in said:
        assert declaration.other_name not in subject + body
    to_leader = [
        subject for who, subject, _ in said.order_by("pk") if who == f"person:{office.leader.person_id}"
    ]
    assert to_leader == ["A declaration waits for your decision", "Another reviewer has decided"]


def test_a_line_report_of_the_author_gets_nothing(office: Office) -> None:
    Person.objects.filter(pk=office.leader.person_id).update(line_manager_id=office.author.person_id)
    declaration = office.declare()
    assert {row.matter for row in declaration.recipients.filter(person_id=office.leader.person_id)} == set()
    held = declaration.recipients.get(matter=Matter.DECLARATION_COPY)
    assert held.person_id == office.head.person_id


def test_one_person_with_all_the_hats_gets_one_notice(office: Office) -> None:
    RoleHolding.objects.exclude(role__in=[Role.TRUST_LEADER, Role.CHAIR]).delete()
    everything = make_person("Una", "Hats", roles=(Role.STAFF_MEMBER, MANAGER, LEADER, HEAD))
    office.declare(names_a_pupil=True)
    assert Notice.objects.filter(addressee=f"person:{everything.pk}").count() == 1
    assert actor_of(everything).person_id == everything.pk
