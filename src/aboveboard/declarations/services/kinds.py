"""What this room files in the ledger, and what it means to an auditor."""

from __future__ import annotations

from aboveboard.ledger.kinds import register

SUBMITTED = register("declaration.submitted", "A member of staff declared a relationship")
ACKNOWLEDGED = register("declaration.acknowledged", "The school acknowledged a declaration")
CONDITION_ADDED = register("declaration.condition_added", "The school added a condition to a declaration")
QUESTIONED = register("declaration.questioned", "The school asked about a declaration")
ANSWERED = register("declaration.answered", "The author answered a question about a declaration")
REFERRED = register("declaration.referred", "A declaration went to a senior leader to be looked at")
FOUND_COMPATIBLE = register(
    "declaration.found_compatible", "A senior leader found that the contact may go on"
)
STOP_ASKED = register("declaration.stop_asked", "A senior leader asked for the contact to stop")
RESPONDED = register("declaration.responded", "The author responded to being asked to stop")
STOPPED = register("declaration.stopped", "The contact was recorded as stopped")
REVIEW_ASKED = register("declaration.review_asked", "The author asked for another reviewer")
STOP_UPHELD = register("declaration.stop_upheld", "Another reviewer upheld that the contact stops")
STOP_OVERTURNED = register("declaration.stop_overturned", "Another reviewer found that the contact may go on")
CONFIRMED = register("declaration.confirmed", "The author confirmed that a declaration is still right")
SUPERSEDED = register("declaration.superseded", "The author replaced a declaration with a newer one")
ENDED = register("declaration.ended", "The author said that a relationship has ended")
CLOSED = register("declaration.closed", "A declaration was closed: there is nothing to declare any more")
REOPENED = register("declaration.reopened", "A declaration was opened again: the answer has changed")
LOOKED_AGAIN = register("declaration.looked_again", "The daily sweep worked out a declaration's answer anew")
MATCHED = register("declaration.matched", "The office checked a declaration against the roster")
NOT_MATCHED = register("declaration.not_matched", "The office found nobody on the roster for a declaration")
UNMATCHED = register("declaration.unmatched", "The office took back whom a declaration was matched to")
ANSWER_CHANGED = register("declaration.answer_changed", "The author was given a new answer")
CONFLICT_DECLARED = register("declaration.conflict_declared", "A recipient handed a declaration on")
RECIPIENTS_CHANGED = register("declaration.recipients_changed", "A declaration came to other people")

ANSWER_KEPT = register("answer.kept", "Somebody asked whether they may, and kept the answer")
QUESTION_ASKED = register("question.asked", "Somebody asked for advice about a relationship")
QUESTION_ANSWERED = register("question.answered", "A question about a relationship was answered")
QUESTION_WITHDRAWN = register("question.withdrawn", "Somebody took back their question")

ROUND_OPENED = register("round.opened", "A school asked its staff whether there is anything to declare")
ROUND_CLOSED = register("round.closed", "A school stopped asking")
ROUND_ANSWERED = register("round.answered", "Somebody said that they have nothing to declare")

NAMED_REQUESTED = register(
    "named_request.received", "Somebody who may be named in a record asked or complained"
)
NAMED_ACKNOWLEDGED = register("named_request.acknowledged", "Such a request was acknowledged")
NAMED_ANSWERED = register("named_request.answered", "Such a request was answered")
