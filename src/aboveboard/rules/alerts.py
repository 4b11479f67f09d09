"""An alert's states: passed on until somebody has it, never silently ended. Source: guidance S4.3, S12.2."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from aboveboard.rules.transitions import SERVICE, By, Transition


class AlertState(StrEnum):
    """`raised`: somebody in the line has been told; `exhausted`: all have, in vain; `acknowledged`: one has it."""

    RAISED = "raised"
    EXHAUSTED = "exhausted"
    ACKNOWLEDGED = "acknowledged"


class AlertStep(StrEnum):
    """What happens to an alert. The deadline alone passes it on, runs it out or tells everybody again.

    It is taken away from whoever has it when it turns out to concern them.
    """

    ACKNOWLEDGE = "acknowledge"
    PASS_ON = "pass_on"  # noqa: S105 - not a password
    RUN_OUT = "run_out"
    TELL_AGAIN = "tell_again"
    TAKE_AWAY = "take_away"


TOLD = "told"
"""In place of a role: only those who have been told of the alert take the step."""

_TOLD: By = frozenset({TOLD})
_WORKER: By = frozenset({SERVICE})
_S, _T = AlertState, AlertStep

ALERT_TRANSITIONS: dict[tuple[AlertState, AlertStep], Transition] = {
    (_S.RAISED, _T.ACKNOWLEDGE): Transition(_S.ACKNOWLEDGED, _TOLD, "S12.2"),
    (_S.RAISED, _T.PASS_ON): Transition(_S.RAISED, _WORKER, "S12.2"),
    (_S.RAISED, _T.RUN_OUT): Transition(_S.EXHAUSTED, _WORKER, "S4.3"),
    (_S.EXHAUSTED, _T.TELL_AGAIN): Transition(_S.EXHAUSTED, _WORKER, "S4.3"),
    (_S.EXHAUSTED, _T.ACKNOWLEDGE): Transition(_S.ACKNOWLEDGED, _TOLD, "S12.2"),
    (_S.ACKNOWLEDGED, _T.TAKE_AWAY): Transition(_S.RAISED, _WORKER, "S12.2"),
}

LONGEST_WAIT = timedelta(days=1)


def next_deadline(now: datetime, *, answer_within: timedelta, times_told_again: int = 0) -> datetime:
    """When an alert told at `now` goes further. Once the line has run out the wait doubles, up to a day."""
    wait = answer_within
    for _ in range(times_told_again):
        wait = min(wait * 2, max(LONGEST_WAIT, answer_within))
    return now + wait
