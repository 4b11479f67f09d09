"""What happened to a declaration, in words."""

from __future__ import annotations

from aboveboard.declarations.models import DeclarationEvent, DeclarationMatter, ParentsKnow
from aboveboard.declarations.questions.answers import Kind
from aboveboard.declarations.questions.texts import KINDS
from aboveboard.rules.platforms import find_platform
from aboveboard.rules.transitions import DeclarationState


def describe_event(event: DeclarationEvent) -> str:
    """One event in plain words, for example "Ada Lovelace acknowledged it"."""
    who = str(event.by) if event.by else "Aboveboard"
    return f"{who} {WORDS.get(event.kind, 'changed it')}"


WORDS: dict[str, str] = {
    "declaration.submitted": "declared it",
    "declaration.acknowledged": "acknowledged it",
    "declaration.condition_added": "added a condition",
    "declaration.questioned": "asked a question",
    "declaration.answered": "answered the question",
    "declaration.referred": "sent it to a senior leader",
    "declaration.found_compatible": "found that it may go on",
    "declaration.stop_asked": "asked for the contact to stop",
    "declaration.responded": "responded",
    "declaration.stopped": "recorded that the contact has stopped",
    "declaration.review_asked": "asked for another reviewer",
    "declaration.stop_upheld": "decided, on review, that the contact stops",
    "declaration.stop_overturned": "decided, on review, that it may go on",
    "declaration.confirmed": "confirmed that it is still right",
    "declaration.superseded": "replaced it with a newer declaration",
    "declaration.ended": "said that it has ended",
    "declaration.closed": "closed it: there is nothing to declare any more",
    "declaration.reopened": "opened it again, because the answer has changed",
    "declaration.looked_again": "worked out the answer again",
    "declaration.matched": "checked it against school records",
    "declaration.not_matched": "found nobody of that name in school records",
    "declaration.unmatched": "took back the check against school records",
    "declaration.answer_changed": "gave a new answer",
    "declaration.conflict_declared": "handed it on",
    "declaration.recipients_changed": "passed it to another person",
}


STATES: dict[DeclarationState, str] = {
    DeclarationState.NEW: "Sent",
    DeclarationState.QUESTIONED: "You are asked a question",
    DeclarationState.ACKNOWLEDGED: "Acknowledged",
    DeclarationState.REFERRED: "With a senior leader",
    DeclarationState.STOP_ASKED: "You are asked to stop",
    DeclarationState.UNDER_REVIEW: "With another reviewer",
    DeclarationState.STOPPED: "Stopped",
    DeclarationState.SUPERSEDED: "Replaced",
    DeclarationState.ENDED: "Ended",
    DeclarationState.CLOSED: "Closed",
}
MATTERS: dict[DeclarationMatter, str] = {
    DeclarationMatter.RELATIONSHIP: "Relationship",
    DeclarationMatter.REPORT: "Report",
    DeclarationMatter.APPROACH: "Approach",
}
PARENTS_KNOW: dict[ParentsKnow, str] = {
    ParentsKnow.YES: "Yes",
    ParentsKnow.NO: "No",
    ParentsKnow.NOT_SURE: "I am not sure",
    ParentsKnow.NOT_A_CHILD: "",
}


def describe_kind(kind: str) -> str:
    """How somebody knows the other person, in words."""
    return KINDS[Kind(kind)] if kind in {each.value for each in Kind} else kind


def describe_platform(key: str) -> str:
    """The name of a platform."""
    found = find_platform(key)
    return found.name if found else key
