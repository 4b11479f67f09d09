"""The checks before a step at the desk: it is there for this person, it has not moved on, and it is theirs to take."""

from __future__ import annotations

from datetime import datetime

from aboveboard.declarations.models import Declaration
from aboveboard.declarations.selectors.standing import get_standing
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services.steps import find_transition, list_changes_since
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, StaleState
from aboveboard.rules.receiving import may_take
from aboveboard.rules.transitions import DeclarationStep

SAY_WHY = Refused("no_words", "Say it in words: the member of staff will read them.")


def open_for_step(
    *, actor: Actor, reference: str, version: int, step: DeclarationStep, now: datetime
) -> Declaration:
    """The declaration, if `actor` may take `step` on `version` of it now.

    Raises NotFound, StaleState with what happened since, WrongState, or NotAllowed, in this order.
    """
    declaration = get_visible(actor, reference)
    if declaration.version != version:
        raise StaleState(*list_changes_since(declaration, version, reader=actor))
    find_transition(declaration, step, actor)
    decision = may_take(actor, step, get_standing(actor, declaration), on=uk_date(now))
    if isinstance(decision, Refused):
        raise NotAllowed(decision)
    return declaration


def in_words(text: str) -> str:
    """What was written, without the space around it. Raises NotAllowed when nothing was."""
    if not text.strip():
        raise NotAllowed(SAY_WHY)
    return text.strip()
