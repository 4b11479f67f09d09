"""Who on the roster a declared name may be, for the office that confirms it."""

from __future__ import annotations

from datetime import date

from aboveboard.declarations.models import Declaration
from aboveboard.people.selectors.matching import (
    FOR_THE_OFFICE,
    OFFICE,
    Suggestion,
    suggest_matches,
)
from aboveboard.rules.access import Allowed, Decision
from aboveboard.rules.actor import Actor
from aboveboard.rules.transitions import OPEN_STATES, DeclarationState


def may_match(actor: Actor, declaration: Declaration) -> Decision:
    """The office of the declaration's school, of the trust for its central team."""
    if declaration.school_id is None:
        trust_wide = any(holding.role in OFFICE and holding.school_id is None for holding in actor.holdings)
        return Allowed() if trust_wide else FOR_THE_OFFICE
    return Allowed() if actor.holds(*OFFICE, at=declaration.school_id) else FOR_THE_OFFICE


def is_open(declaration: Declaration) -> bool:
    """Whether there is still something to match it for: a match that closed it can be put right too."""
    closed_by_match = (
        declaration.state == DeclarationState.CLOSED and declaration.matched_person_id is not None
    )
    return declaration.state in OPEN_STATES or closed_by_match


def suggest(actor: Actor, declaration: Declaration, *, on: date) -> tuple[Suggestion, ...]:
    """People of the school whose name is like the one typed; not the author.

    Raises NotAllowed unless the actor may look people up there.
    """
    found = suggest_matches(
        actor=actor, typed_name=declaration.other_name, school_id=declaration.school_id, on=on, limit=7
    )
    return tuple(each for each in found if each.person_id != declaration.person_id)
