"""Every table of the room, by subject."""

from aboveboard.declarations.models.declarations import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
    ParentsKnow,
)
from aboveboard.declarations.models.drafts import Draft
from aboveboard.declarations.models.questions import KeptAnswer, Question
from aboveboard.declarations.models.requests import NamedPersonRequest, NamedPersonRequestState, RequestKind
from aboveboard.declarations.models.rounds import Round, RoundAnswer, RoundAnswerKind

__all__ = [
    "Declaration",
    "DeclarationBar",
    "DeclarationEvent",
    "DeclarationMatter",
    "DeclarationRecipient",
    "Draft",
    "KeptAnswer",
    "NamedPersonRequest",
    "NamedPersonRequestState",
    "ParentsKnow",
    "Question",
    "RequestKind",
    "Round",
    "RoundAnswer",
    "RoundAnswerKind",
]
