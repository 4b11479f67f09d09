"""Many declarations move at once: `steps.take_step` for sets, by the same table and with the same record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.declarations.services.steps import Happening, find_transition, list_changes_since
from aboveboard.ledger.filing import Filed, Filing, Part
from aboveboard.rules.actor import Actor, AnyActor
from aboveboard.rules.errors import StaleState
from aboveboard.rules.transitions import DeclarationStep


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing that is written down of a move, with the papers that go with it."""

    happening: Happening
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to one declaration at `version`. Without a step it changes where it stands.

    Every move changes the same columns. `declaration` has its person loaded.
    """

    declaration: Declaration
    version: int
    recorded: tuple[Recorded, ...]
    step: DeclarationStep | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


def take_steps(moves: Sequence[Move], *, actor: AnyActor, now: datetime, filing: Filing) -> tuple[Filed, ...]:
    """Make every move or none, and file what is recorded of each; the queries do not grow with the moves.

    Raises as `take_step` does: WrongState, NotAllowed, or StaleState for the first that has moved on.
    """
    if not moves:
        return ()
    states = {}
    for move in moves:
        if move.declaration.version != move.version:
            raise StaleState(*list_changes_since(move.declaration, move.version, reader=actor))
        state = move.declaration.state
        if move.step is not None:
            state = find_transition(move.declaration, move.step, actor).to.value
        states[move.declaration.pk] = state
    _check_versions(moves, actor)
    columns = {"state", "version"}
    for move in moves:
        written = {**move.changes, "state": states[move.declaration.pk], "version": move.version + 1}
        for name, value in written.items():
            setattr(move.declaration, name, value)
        columns |= set(written)
    Declaration.objects.bulk_update([move.declaration for move in moves], sorted(columns))
    return _record(moves, actor=actor, now=now, filing=filing)


def _check_versions(moves: Sequence[Move], actor: AnyActor) -> None:
    """The compare of compare and set: the rows stay locked until the filing ends."""
    rows = Declaration.objects.select_for_update().filter(pk__in=[move.declaration.pk for move in moves])
    now_at = {
        pk: (version, state)
        for pk, version, state in rows.order_by("pk").values_list("pk", "version", "state")
    }
    for move in moves:
        if now_at.get(move.declaration.pk) != (move.version, move.declaration.state):
            raise StaleState(*list_changes_since(move.declaration, move.version, reader=actor))


def _record(moves: Sequence[Move], *, actor: AnyActor, now: datetime, filing: Filing) -> tuple[Filed, ...]:
    filed: list[Filed] = []
    events: list[DeclarationEvent] = []
    for move in moves:
        for recorded in move.recorded:
            happening, declaration = recorded.happening, move.declaration
            content = {
                "declaration": declaration.reference,
                "version": declaration.version,
                "state": declaration.state,
                "kind": happening.kind,
                "text": happening.text,
                "by": actor.reference,
                "at": now.isoformat(),
            }
            record = Part("record.json", "application/json", json.dumps(content, ensure_ascii=False).encode())
            filed.append(
                filing.file(
                    kind=happening.kind,
                    subject=declaration.person.reference,
                    parts=[record, *recorded.parts],
                )
            )
            events.append(
                DeclarationEvent(
                    declaration=declaration,
                    kind=happening.kind,
                    by_id=actor.person_id if isinstance(actor, Actor) else None,
                    at=now,
                    text=happening.text,
                    by_on=happening.by_on,
                    internal=happening.internal,
                    reference=filed[-1].reference,
                )
            )
    DeclarationEvent.objects.bulk_create(events)
    return tuple(filed)
