"""Who may see one record. Each predicate has a twin that filters many in SQL; a test proves that the two agree."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.rules.access import NOT_HERE, Allowed, Decision
from aboveboard.rules.actor import AnyActor, SystemActor


@dataclass(frozen=True, slots=True)
class DeclarationParties:
    """The people around one declaration. `recipient_ids` are those it came to and from whom it was not taken since."""

    author_id: int
    recipient_ids: frozenset[int]
    matched_person_id: int | None
    barred_ids: frozenset[int]


def may_see_declaration(actor: AnyActor, parties: DeclarationParties) -> Decision:
    """Its author, and whoever received it; never the person it names, nor anyone left out or in conflict.

    Source: guidance S4.7, S8.11, S8.18.
    """
    if isinstance(actor, SystemActor):
        return Allowed()
    if actor.person_id == parties.author_id:
        return Allowed()
    if actor.person_id == parties.matched_person_id:
        return NOT_HERE
    if actor.person_id in parties.barred_ids:
        return NOT_HERE
    if actor.person_id in parties.recipient_ids:
        return Allowed()
    return NOT_HERE


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
