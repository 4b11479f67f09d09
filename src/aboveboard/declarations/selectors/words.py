"""What happened to a declaration, in words."""

from __future__ import annotations

from aboveboard.declarations.models import DeclarationEvent


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
    "declaration.matched": "checked it against school records",
    "declaration.conflict_declared": "handed it on",
    "declaration.recipients_changed": "passed it to another person",
}
