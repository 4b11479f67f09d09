"""State tables: (state, step) -> where it goes, which roles may take the step, and the clause.

Conditions between people ("not your own declaration", "not the first reviewer") are predicates beside the table, never
roles in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aboveboard.rules.actor import Role


class DeclarationState(StrEnum):
    """Where a declaration stands. The guidance knows no approval: an operations manager receives and acknowledges."""

    NEW = "new"
    QUESTIONED = "questioned"
    ACKNOWLEDGED = "acknowledged"
    REFERRED = "referred"
    STOP_ASKED = "stop_asked"
    UNDER_REVIEW = "under_review"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    CLOSED = "closed"


class DeclarationStep(StrEnum):
    """What somebody does to a declaration."""

    ACKNOWLEDGE = "acknowledge"
    ADD_CONDITION = "add_condition"
    ASK = "ask"
    ANSWER = "answer"
    REFER = "refer"
    FIND_COMPATIBLE = "find_compatible"
    ASK_TO_STOP = "ask_to_stop"
    RESPOND = "respond"
    STOP = "stop"
    ASK_FOR_REVIEW = "ask_for_review"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    CONFIRM = "confirm"
    AMEND = "amend"
    END = "end"
    CLOSE = "close"
    REOPEN = "reopen"


SERVICE = "service"
"""In place of a role: a step that only a job of the service takes."""

By = frozenset[Role | str]

AUTHOR: By = frozenset({Role.STAFF_MEMBER})
DESK: By = frozenset(
    {
        Role.SCHOOL_OPERATIONS_MANAGER,
        Role.SENIOR_LEADER,
        Role.HEADTEACHER,
        Role.DESIGNATED_SAFEGUARDING_LEAD,
        Role.TRUST_HR,
        Role.TRUST_LEADER,
        Role.CHAIR,
    }
)
LEADERS: By = frozenset({Role.SENIOR_LEADER, Role.HEADTEACHER, Role.TRUST_LEADER, Role.CHAIR})
REVIEWERS: By = frozenset({Role.HEADTEACHER, Role.TRUST_LEADER, Role.CHAIR})
SWEEP: By = frozenset({SERVICE})


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a step leads, who may take it, and why it exists."""

    to: StrEnum
    by: By
    clause: str


_S, _T = DeclarationState, DeclarationStep

DECLARATION_TRANSITIONS: dict[tuple[DeclarationState, DeclarationStep], Transition] = {
    (_S.NEW, _T.ACKNOWLEDGE): Transition(_S.ACKNOWLEDGED, DESK, "S4.7"),
    (_S.NEW, _T.ASK): Transition(_S.QUESTIONED, DESK, "S4.7"),
    (_S.NEW, _T.REFER): Transition(_S.REFERRED, DESK, "S8.9"),
    (_S.NEW, _T.AMEND): Transition(_S.SUPERSEDED, AUTHOR, "S8.10"),
    (_S.NEW, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.NEW, _T.CLOSE): Transition(_S.CLOSED, SWEEP, "S8.8"),
    (_S.QUESTIONED, _T.ANSWER): Transition(_S.NEW, AUTHOR, "S8.10"),
    (_S.QUESTIONED, _T.ACKNOWLEDGE): Transition(_S.ACKNOWLEDGED, DESK, "S4.7"),
    (_S.QUESTIONED, _T.REFER): Transition(_S.REFERRED, DESK, "S8.9"),
    (_S.QUESTIONED, _T.AMEND): Transition(_S.SUPERSEDED, AUTHOR, "S8.10"),
    (_S.QUESTIONED, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.QUESTIONED, _T.CLOSE): Transition(_S.CLOSED, SWEEP, "S8.8"),
    (_S.ACKNOWLEDGED, _T.ADD_CONDITION): Transition(_S.ACKNOWLEDGED, DESK, "S8.20"),
    (_S.ACKNOWLEDGED, _T.ASK): Transition(_S.QUESTIONED, DESK, "S4.7"),
    (_S.ACKNOWLEDGED, _T.REFER): Transition(_S.REFERRED, DESK, "S8.9"),
    (_S.ACKNOWLEDGED, _T.CONFIRM): Transition(_S.ACKNOWLEDGED, AUTHOR, "S4.5"),
    (_S.ACKNOWLEDGED, _T.AMEND): Transition(_S.SUPERSEDED, AUTHOR, "S8.10"),
    (_S.ACKNOWLEDGED, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.ACKNOWLEDGED, _T.CLOSE): Transition(_S.CLOSED, SWEEP, "S8.8"),
    (_S.ACKNOWLEDGED, _T.REOPEN): Transition(_S.NEW, SWEEP, "S8.8"),
    (_S.REFERRED, _T.FIND_COMPATIBLE): Transition(_S.ACKNOWLEDGED, LEADERS, "S8.9"),
    (_S.REFERRED, _T.ASK_TO_STOP): Transition(_S.STOP_ASKED, LEADERS, "S8.7"),
    (_S.REFERRED, _T.AMEND): Transition(_S.SUPERSEDED, AUTHOR, "S8.10"),
    (_S.REFERRED, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.REFERRED, _T.CLOSE): Transition(_S.CLOSED, SWEEP, "S8.8"),
    (_S.STOP_ASKED, _T.RESPOND): Transition(_S.REFERRED, AUTHOR, "S8.10"),
    (_S.STOP_ASKED, _T.ASK_FOR_REVIEW): Transition(_S.UNDER_REVIEW, AUTHOR, "S4.27"),
    (_S.STOP_ASKED, _T.STOP): Transition(_S.STOPPED, AUTHOR | LEADERS, "S8.7"),
    (_S.STOP_ASKED, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.UNDER_REVIEW, _T.UPHOLD): Transition(_S.STOPPED, REVIEWERS, "S8.7"),
    (_S.UNDER_REVIEW, _T.OVERTURN): Transition(_S.ACKNOWLEDGED, REVIEWERS, "S8.9"),
    (_S.UNDER_REVIEW, _T.END): Transition(_S.ENDED, AUTHOR, "S8.10"),
    (_S.STOPPED, _T.AMEND): Transition(_S.SUPERSEDED, AUTHOR, "S8.10"),
    (_S.CLOSED, _T.REOPEN): Transition(_S.NEW, SWEEP, "S8.8"),
}


class QuestionState(StrEnum):
    """Where a question about a relationship stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class QuestionStep(StrEnum):
    """What somebody does to a question."""

    ANSWER = "answer"
    HAND_UP = "hand_up"
    WITHDRAW = "withdraw"


ANSWERERS: By = DESK | {Role.STAFF_MEMBER}

QUESTION_TRANSITIONS: dict[tuple[QuestionState, QuestionStep], Transition] = {
    (QuestionState.ASKED, QuestionStep.ANSWER): Transition(QuestionState.ANSWERED, ANSWERERS, "S3.4"),
    (QuestionState.ASKED, QuestionStep.HAND_UP): Transition(QuestionState.ASKED, ANSWERERS | SWEEP, "S3.4"),
    (QuestionState.ASKED, QuestionStep.WITHDRAW): Transition(QuestionState.WITHDRAWN, AUTHOR, "S3.8"),
}

OPEN_STATES = frozenset({_S.NEW, _S.QUESTIONED, _S.ACKNOWLEDGED, _S.REFERRED, _S.STOP_ASKED, _S.UNDER_REVIEW})
"""States in which a relationship is declared and may change; the sweep looks at these (and at closed ones)."""

WAITING_FOR_THE_DESK = frozenset({_S.NEW, _S.REFERRED, _S.UNDER_REVIEW})
WAITING_FOR_THE_AUTHOR = frozenset({_S.QUESTIONED, _S.STOP_ASKED})
