"""What somebody at the desk may do to one declaration: the conditions between people that stand beside the table.

`rules.transitions` says which roles may take a step; this says what the matter that came to them lets them do, that
nobody deals with their own declaration, and that whoever decided first does not review.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aboveboard.rules.access import Allowed, Decision, Refused
from aboveboard.rules.actor import Actor, Role
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DECLARATION_TRANSITIONS, DESK, DeclarationState, DeclarationStep

DESK_ROLES: tuple[Role, ...] = tuple(role for role in Role if role in DESK)
"""Whoever may have a desk, in the order of `Role`."""

_T = DeclarationStep
_FIRST_HAND = frozenset({_T.ACKNOWLEDGE, _T.ASK, _T.ADD_CONDITION, _T.REFER})
_COPY = frozenset({_T.ASK, _T.ADD_CONDITION, _T.REFER})

STEPS_OF: dict[Matter, frozenset[DeclarationStep]] = {
    Matter.DECLARATION: _FIRST_HAND,
    Matter.REPORT: _FIRST_HAND,
    Matter.REPORT_TO_SAFEGUARDING: _FIRST_HAND,
    Matter.APPROACH: _FIRST_HAND,
    Matter.DECLARATION_COPY: _COPY,
    Matter.DECLARATION_NAMING_A_PUPIL: _COPY,
    Matter.COMPATIBILITY: frozenset({_T.FIND_COMPATIBLE, _T.ASK_TO_STOP, _T.STOP}),
    Matter.REVIEW: frozenset({_T.UPHOLD, _T.OVERTURN}),
}
"""What each matter lets its recipient do. A copy is to read; it may be asked about and sent on, not acknowledged."""

WAITS_FOR: dict[DeclarationState, frozenset[Matter]] = {
    DeclarationState.NEW: frozenset(
        {Matter.DECLARATION, Matter.REPORT, Matter.REPORT_TO_SAFEGUARDING, Matter.APPROACH}
    ),
    DeclarationState.REFERRED: frozenset({Matter.COMPATIBILITY}),
    DeclarationState.UNDER_REVIEW: frozenset({Matter.REVIEW}),
}
"""Whose turn it is: the matters whose recipients have something to do while a declaration stands there."""

OWN = Refused("own", "This is your own declaration. Somebody else deals with it.")
NOT_YOURS = Refused(
    "not_yours",
    "This did not come to you to decide. Whoever it came to can do this; their name is on its page.",
)
ANOTHER_REVIEWER = Refused(
    "first_reviewer", "You asked for the contact to stop, so somebody else looks at it again.", "S4.27"
)
TIME_STILL_RUNS = Refused(
    "time_still_runs", "The member of staff still has time to respond. Wait until that day has passed."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One declaration as somebody at the desk stands to it.

    `matters` are those that came to them and still are theirs; `stop_asked_by_ids` whoever has asked for the contact to
    stop; `respond_by_on` the last day to respond to that.
    """

    state: DeclarationState
    author_id: int
    matters: frozenset[Matter]
    stop_asked_by_ids: frozenset[int] = frozenset()
    respond_by_on: date | None = None


def may_take(actor: Actor, step: DeclarationStep, standing: Standing, *, on: date) -> Decision:
    """Whether somebody at the desk may take this step, the table of states and roles apart.

    Source: guidance S4.7, S8.9, S8.11, S8.18.
    """
    if actor.person_id == standing.author_id:
        return OWN
    if not any(step in STEPS_OF.get(matter, ()) for matter in standing.matters):
        return NOT_YOURS
    if step in (_T.UPHOLD, _T.OVERTURN) and actor.person_id in standing.stop_asked_by_ids:
        return ANOTHER_REVIEWER
    if step is _T.STOP and standing.respond_by_on is not None and on <= standing.respond_by_on:
        return TIME_STILL_RUNS
    return Allowed()


def list_steps(actor: Actor, standing: Standing, *, on: date) -> frozenset[DeclarationStep]:
    """Every step that somebody at the desk may take now, by the table and by `may_take`."""
    roles = {holding.role for holding in actor.holdings}
    return frozenset(
        step
        for (state, step), transition in DECLARATION_TRANSITIONS.items()
        if state is standing.state and roles & transition.by and may_take(actor, step, standing, on=on)
    )


def is_waiting_for(standing: Standing) -> bool:
    """Whether it is this recipient's turn."""
    return bool(WAITS_FOR.get(standing.state, frozenset()) & standing.matters)
