"""The one way a declaration moves: check the table, compare and set, file the step, tell whoever it is new to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aboveboard.declarations.models import Declaration, DeclarationEvent
from aboveboard.declarations.selectors.words import describe_event
from aboveboard.ledger.filing import Filed, Filing, Part
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor, AnyActor, SystemActor
from aboveboard.rules.errors import NotAllowed, StaleState, WrongState
from aboveboard.rules.transitions import (
    DECLARATION_TRANSITIONS,
    SERVICE,
    DeclarationState,
    DeclarationStep,
    Transition,
)

NOT_YOURS_TO_DO = Refused(
    "role", "Only the person it came to can do this. Ask them, or ask your headteacher."
)


def find_transition(declaration: Declaration, step: DeclarationStep, actor: AnyActor) -> Transition:
    """The row of the table for this step. Raises WrongState when there is none, NotAllowed when it is not theirs."""
    transition = DECLARATION_TRANSITIONS.get((DeclarationState(declaration.state), step))
    if transition is None:
        raise WrongState(
            f"This declaration is {declaration.state.replace('_', ' ')}, so that cannot be done to it now."
        )
    if isinstance(actor, SystemActor):
        allowed = SERVICE in transition.by
    else:
        roles = {holding.role for holding in actor.holdings}
        allowed = bool(roles & transition.by)
    if not allowed:
        raise NotAllowed(NOT_YOURS_TO_DO)
    return transition


@dataclass(frozen=True, slots=True)
class Happening:
    """What is written down of a step: the ledger's kind, the words, and a day by which something is asked for.

    `internal` keeps it from the author: what the roster gave away must not reach them.
    """

    kind: str
    text: str = ""
    by_on: date | None = None
    internal: bool = False


def take_step(
    declaration: Declaration,
    step: DeclarationStep,
    *,
    version: int,
    happening: Happening,
    actor: AnyActor,
    now: datetime,
    filing: Filing,
    changes: Mapping[str, Any] | None = None,
    parts: tuple[Part, ...] = (),
    reference: str | None = None,
) -> Filed:
    """Move `declaration` by `step` if it still is at `version`, and file it.

    Raises WrongState, NotAllowed, or StaleState with what happened since `version`. Checks the table alone: that the
    actor may see it, and is not the first reviewer, is the calling service's to check.
    """
    if declaration.version != version:
        raise StaleState(*list_changes_since(declaration, version, reader=actor))
    transition = find_transition(declaration, step, actor)
    written = {**(changes or {}), "state": transition.to.value}
    change_in_place(declaration, version=version, changes=written, actor=actor)
    return record_happening(
        declaration, happening, actor=actor, now=now, filing=filing, parts=parts, reference=reference
    )


def change_in_place(
    declaration: Declaration, *, version: int, changes: Mapping[str, Any], actor: AnyActor
) -> None:
    """Compare and set: write `changes` and the next version if it still is at `version`, or raise StaleState."""
    written = {**changes, "version": version + 1}
    changed = Declaration.objects.filter(pk=declaration.pk, version=version, state=declaration.state).update(
        **written
    )
    if not changed:
        raise StaleState(*list_changes_since(declaration, version, reader=actor))
    for name, value in written.items():
        setattr(declaration, name, value)


def record_happening(
    declaration: Declaration,
    happening: Happening,
    *,
    actor: AnyActor,
    now: datetime,
    filing: Filing,
    parts: tuple[Part, ...] = (),
    reference: str | None = None,
) -> Filed:
    """File something that happened to a declaration, and put it on its history.

    `reference` is one made before, where a document already shows it.
    """
    content = {
        "declaration": declaration.reference,
        "version": declaration.version,
        "state": declaration.state,
        "kind": happening.kind,
        "text": happening.text,
        "by": actor.reference,
        "at": now.isoformat(),
    }
    filed = filing.file(
        kind=happening.kind,
        subject=declaration.person.reference,
        parts=[
            Part("record.json", "application/json", json.dumps(content, ensure_ascii=False).encode()),
            *parts,
        ],
        reference=reference,
    )
    DeclarationEvent.objects.create(
        declaration=declaration,
        kind=happening.kind,
        by_id=actor.person_id if isinstance(actor, Actor) else None,
        at=now,
        text=happening.text,
        by_on=happening.by_on,
        internal=happening.internal,
        reference=filed.reference,
    )
    return filed


def list_changes_since(declaration: Declaration, version: int, *, reader: AnyActor) -> list[str]:
    """What happened since `reader` saw `version`, in words, oldest first; to its author nothing that is internal."""
    current = Declaration.objects.only("version").get(pk=declaration.pk).version
    events = (
        DeclarationEvent.objects.filter(declaration=declaration).select_related("by").order_by("-at", "-pk")
    )
    since = list(events[: max(current - version, 1)])
    author = isinstance(reader, Actor) and reader.person_id == declaration.person_id
    return [describe_event(event) for event in reversed(since) if not (author and event.internal)]
