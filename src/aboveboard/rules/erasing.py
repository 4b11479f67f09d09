"""Who may erase what is past its time: two people, one of whom is the data protection officer.

What is erased cannot be brought back, and erasing could hide something. So one person asks, with the list before them,
and another confirms.
"""

from __future__ import annotations

from aboveboard.rules.access import Allowed, Decision, Refused
from aboveboard.rules.actor import AnyActor, Role, SystemActor

ERASERS = (Role.TRUST_HR, Role.DATA_PROTECTION_OFFICER)
"""Who sees what is due to be erased, and keeps records longer where the law wants them."""

FOR_ERASERS = Refused(
    "eraser", "Only trust HR and the data protection officer look after what is erased. Ask them."
)
ANOTHER_CONFIRMS = Refused("second_person", "Somebody else must confirm this: not the one who asked for it.")
NEEDS_THE_OFFICER = Refused(
    "officer", "One of the two must be the data protection officer. Ask them to confirm this."
)


def may_ask_to_erase(actor: AnyActor) -> Decision:
    """Trust HR, or the data protection officer. Never a job of the service: a person decides."""
    if isinstance(actor, SystemActor) or not actor.holds(*ERASERS):
        return FOR_ERASERS
    return Allowed()


def may_confirm_erasure(actor: AnyActor, *, asked_by_id: int, asked_by_officer: bool) -> Decision:
    """The second person. One of the two is the data protection officer."""
    if isinstance(actor, SystemActor) or not actor.holds(*ERASERS):
        return FOR_ERASERS
    if actor.person_id == asked_by_id:
        return ANOTHER_CONFIRMS
    if not asked_by_officer and not actor.holds(Role.DATA_PROTECTION_OFFICER):
        return NEEDS_THE_OFFICER
    return Allowed()
