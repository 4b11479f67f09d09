"""The words of the desk."""

from __future__ import annotations

from aboveboard.declarations.models import DeclarationMatter
from aboveboard.declarations.selectors.desk import Received, Tab
from aboveboard.rules.relationships import Outcome, Why
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

TABS: dict[Tab, str] = {
    Tab.MINE: "Waiting for you",
    Tab.NEW: "New",
    Tab.AUTHOR: "Waiting for the member of staff",
    Tab.DUE: "Due",
    Tab.LEADER: "With a senior leader",
    Tab.ALL: "All",
}
NOTHING: dict[Tab, str] = {
    Tab.MINE: "Nothing waits for you",
    Tab.NEW: "Nothing new",
    Tab.AUTHOR: "Nothing waits for a member of staff",
    Tab.DUE: "Nothing is due",
    Tab.LEADER: "Nothing is with a senior leader",
    Tab.ALL: "Nothing has come to you",
}
STATES: dict[DeclarationState, tuple[str, str]] = {
    DeclarationState.NEW: ("New", "blue"),
    DeclarationState.QUESTIONED: ("Asked", "yellow"),
    DeclarationState.ACKNOWLEDGED: ("Acknowledged", "green"),
    DeclarationState.REFERRED: ("With a senior leader", "purple"),
    DeclarationState.STOP_ASKED: ("Asked to stop", "orange"),
    DeclarationState.UNDER_REVIEW: ("With another reviewer", "purple"),
    DeclarationState.STOPPED: ("Stopped", "grey"),
    DeclarationState.SUPERSEDED: ("Replaced", "grey"),
    DeclarationState.ENDED: ("Ended", "grey"),
    DeclarationState.CLOSED: ("Closed", "grey"),
}
"""Each state in words, and the colour of its tag."""
MATTERS: dict[DeclarationMatter, str] = {
    DeclarationMatter.RELATIONSHIP: "Declaration",
    DeclarationMatter.REPORT: "Report of contact",
    DeclarationMatter.APPROACH: "Approach",
}
RECEIVED: dict[Received, str] = {
    Received.WEEK: "In the last 7 days",
    Received.TERM: "This term",
    Received.YEAR: "This school year",
    Received.EARLIER: "Before this school year",
}
CAME_AS: dict[Matter, str] = {
    Matter.DECLARATION: "receives it",
    Matter.DECLARATION_COPY: "has a copy",
    Matter.DECLARATION_NAMING_A_PUPIL: "sees what names a pupil",
    Matter.REPORT: "receives it",
    Matter.REPORT_TO_SAFEGUARDING: "receives it for safeguarding",
    Matter.APPROACH: "receives it",
    Matter.COMPATIBILITY: "decides whether it goes with section 8",
    Matter.REVIEW: "looks at the decision again",
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.NOT_PERMITTED: "Not allowed",
    Outcome.PERMITTED_IF_DECLARED: "Allowed once declared",
    Outcome.NOTHING_TO_DECLARE: "Nothing to declare",
    Outcome.REJECT_AND_REPORT: "Decline and report",
    Outcome.SEEK_ADVICE: "Ask first",
}
WHY: dict[Why, str] = {
    Why.EIGHTEENTH_BIRTHDAY: "they turn 18",
    Why.LEAVES_ROLL: "they have left the school",
    Why.ANNUAL: "a year has passed",
}
