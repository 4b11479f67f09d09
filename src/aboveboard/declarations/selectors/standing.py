"""How somebody at the desk stands to a declaration: what `rules.receiving` asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from aboveboard.declarations.models import Declaration, DeclarationEvent, DeclarationRecipient
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import add_working_days
from aboveboard.rules.receiving import Standing
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

STOP_ASKED = "declaration.stop_asked"


def get_earliest_response_date(*, on: date) -> date:
    """The first day by which a response may be asked for on `on`: the trust's usual working days later."""
    return add_working_days(on, get_trust().answer_within_working_days)


def get_standing(actor: Actor, declaration: Declaration) -> Standing:
    """`actor`'s standing to `declaration`, in two queries."""
    return standing_of(
        actor,
        declaration,
        recipients=declaration.recipients.filter(until_at__isnull=True),
        events=declaration.events.filter(kind=STOP_ASKED),
    )


def standing_of(
    actor: Actor,
    declaration: Declaration,
    *,
    recipients: Iterable[DeclarationRecipient],
    events: Iterable[DeclarationEvent],
) -> Standing:
    """The same from rows at hand; `events` oldest first."""
    asked = [event for event in events if event.kind == STOP_ASKED]
    return Standing(
        state=DeclarationState(declaration.state),
        author_id=declaration.person_id,
        matters=frozenset(
            Matter(row.matter)
            for row in recipients
            if row.person_id == actor.person_id and row.until_at is None
        ),
        stop_asked_by_ids=frozenset(event.by_id for event in asked if event.by_id is not None),
        respond_by_on=asked[-1].by_on if asked else None,
    )
