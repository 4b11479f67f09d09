"""Who may see one record. Each predicate has a twin that filters many in SQL; a test proves that the two agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from aboveboard.rules.access import NOT_HERE, Allowed, Decision
from aboveboard.rules.actor import Actor, AnyActor, Role, SystemActor


class CameTo(NamedTuple):
    """Somebody a record came to, and in which chair; None: not as the holder of a role (a line manager)."""

    person_id: int
    role: Role | None


@dataclass(frozen=True, slots=True)
class DeclarationParties:
    """The people around one declaration. `came_to` are those it came to and from whom it was not taken since."""

    author_id: int
    school_id: int | None
    came_to: frozenset[CameTo]
    matched_person_id: int | None
    barred_ids: frozenset[int]


def may_see_declaration(actor: AnyActor, parties: DeclarationParties) -> Decision:
    """Its author, and whoever received it and still sits in the chair they received it in.

    Never the person it names, nor anyone left out or in conflict. Source: guidance S4.7, S8.11, S8.18.
    """
    if isinstance(actor, SystemActor):
        return Allowed()
    if actor.person_id == parties.author_id:
        return Allowed()
    if actor.person_id == parties.matched_person_id:
        return NOT_HERE
    if actor.person_id in parties.barred_ids:
        return NOT_HERE
    if any(_still_has(actor, row, parties.school_id) for row in parties.came_to):
        return Allowed()
    return NOT_HERE


def _still_has(actor: Actor, row: CameTo, school_id: int | None) -> bool:
    if row.person_id != actor.person_id:
        return False
    return row.role is None or school_id in actor.scope(row.role)


@dataclass(frozen=True, slots=True)
class QuestionParties:
    """The people around one question: who asked, who has it now, who answered it.

    `kept_from_ids` are those whom its declaration names and those barred from it.
    """

    asker_id: int
    assigned_to_id: int | None
    answered_by_id: int | None
    kept_from_ids: frozenset[int] = frozenset()


def may_see_question(actor: AnyActor, parties: QuestionParties) -> Decision:
    """Who asked, who is to answer and who answered. Source: guidance S3.8, S4.27."""
    if isinstance(actor, SystemActor):
        return Allowed()
    if actor.person_id == parties.asker_id:
        return Allowed()
    if actor.person_id in parties.kept_from_ids:
        return NOT_HERE
    if actor.person_id in (parties.assigned_to_id, parties.answered_by_id):
        return Allowed()
    return NOT_HERE
