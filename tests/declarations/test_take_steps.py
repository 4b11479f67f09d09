"""Many steps at once do what one step does, many times over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from tests.declarations.declared import declare
from tests.people_of_a_school import make_holders, make_person

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.take_steps import Move, Recorded, take_steps
from aboveboard.ledger.filing import filing
from aboveboard.ledger.models import Entry
from aboveboard.people.selectors.actors import get_actor
from aboveboard.rules.actor import AnyActor, Role, SystemActor
from aboveboard.rules.errors import NotAllowed, StaleState, WrongState
from aboveboard.rules.transitions import DECLARATION_TRANSITIONS, SERVICE, DeclarationState, DeclarationStep

SWEEP = SystemActor("sweep")
HAPPENING = Happening(kinds.CONFIRMED, text="Words.", internal=True)


@pytest.fixture
def two(db: None, now: datetime) -> list[str]:
    """Two declarations that are alike."""
    make_holders()
    author = make_person("Ada", roles=(Role.STAFF_MEMBER,))
    return [declare(author, now=now, name=name) for name in ("Robin One", "Robin Two")]


def at(reference: str, state: DeclarationState) -> Declaration:
    Declaration.objects.filter(reference=reference).update(state=state, version=7)
    return Declaration.objects.select_related("person").get(reference=reference)


def one_step(
    declaration: Declaration, step: DeclarationStep, actor: AnyActor, now: datetime, version: int = 7
) -> str:
    try:
        with filing(actor=actor, now=now) as current:
            return take_step(
                declaration,
                step,
                version=version,
                happening=HAPPENING,
                actor=actor,
                now=now,
                filing=current,
                changes={"confirm_by_on": None},
            ).reference
    except (WrongState, NotAllowed, StaleState) as refused:
        return type(refused).__name__


def as_a_set(
    declaration: Declaration, step: DeclarationStep, actor: AnyActor, now: datetime, version: int = 7
) -> str:
    move = Move(
        declaration=declaration,
        version=version,
        step=step,
        recorded=(Recorded(HAPPENING),),
        changes={"confirm_by_on": None},
    )
    try:
        with filing(actor=actor, now=now) as current:
            (filed,) = take_steps([move], actor=actor, now=now, filing=current)
            return filed.reference
    except (WrongState, NotAllowed, StaleState) as refused:
        return type(refused).__name__


def left_behind(reference: str, filed: str) -> dict[str, Any]:
    """What a step leaves: the row, its last event, and what the ledger has; each without what tells the two apart."""
    found = Declaration.objects.get(reference=reference)
    event = DeclarationEvent.objects.filter(reference=filed).values(
        "kind", "by", "at", "text", "by_on", "internal"
    )
    entry = Entry.objects.filter(reference=filed).first()
    record = json.loads(bytes(entry.parts.get(name="record.json").content)) if entry else None
    if record:
        record.pop("declaration")
    return {
        "row": (found.state, found.version, found.confirm_by_on),
        "event": list(event),
        "entry": (entry.kind, entry.actor, entry.subject) if entry else filed,
        "record": record,
    }


@pytest.mark.parametrize("state", DeclarationState)
def test_a_set_moves_as_one_does_in_every_state(two: list[str], now: datetime, state: DeclarationState):
    people = make_person("Hetty", roles=(Role.HEADTEACHER,)), make_person("Sid", roles=(Role.STAFF_MEMBER,))
    actors: list[AnyActor] = [SWEEP, *(get_actor(person, on=now.date()) for person in people)]
    for actor in actors:
        for step in DeclarationStep:
            singly = one_step(at(two[0], state), step, actor, now)
            together = as_a_set(at(two[1], state), step, actor, now)
            assert left_behind(two[0], singly) == left_behind(two[1], together), (step, actor)


def test_the_table_has_steps_for_the_service():
    assert {step for (_, step), row in DECLARATION_TRANSITIONS.items() if SERVICE in row.by} == {
        DeclarationStep.CLOSE,
        DeclarationStep.REOPEN,
    }


def test_a_set_with_one_that_has_moved_on_moves_nothing(two: list[str], now: datetime):
    rows = [at(reference, DeclarationState.NEW) for reference in two]
    Declaration.objects.filter(pk=rows[1].pk).update(version=8)
    moves = [
        Move(declaration=row, version=7, step=DeclarationStep.CLOSE, recorded=(Recorded(HAPPENING),))
        for row in rows
    ]
    before = DeclarationEvent.objects.count()
    with pytest.raises(StaleState), filing(actor=SWEEP, now=now) as current:
        take_steps(moves, actor=SWEEP, now=now, filing=current)
    assert DeclarationEvent.objects.count() == before
    assert set(Declaration.objects.values_list("state", flat=True)) == {"new"}


@pytest.mark.parametrize("count", [1, 2])
def test_a_set_costs_the_same_however_large(
    two: list[str], now: datetime, count: int, django_assert_num_queries
):
    moves = [
        Move(
            declaration=at(reference, DeclarationState.NEW),
            version=7,
            step=DeclarationStep.CLOSE,
            recorded=(Recorded(HAPPENING),),
        )
        for reference in two[:count]
    ]
    with filing(actor=SWEEP, now=now) as current, django_assert_num_queries(3):
        take_steps(moves, actor=SWEEP, now=now, filing=current)
