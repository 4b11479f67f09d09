"""What the decision answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """The five answers."""

    NOT_PERMITTED = "not_permitted"
    PERMITTED_IF_DECLARED = "permitted_if_declared"
    NOTHING_TO_DECLARE = "nothing_to_declare"
    REJECT_AND_REPORT = "reject_and_report"
    SEEK_ADVICE = "seek_advice"


class Duty(StrEnum):
    """What the asker must do, in the order in which duties are always listed."""

    TELL_SAFEGUARDING_LEAD = "tell_safeguarding_lead"
    KEEP_CHILD_SAFE_REPLY = "keep_child_safe_reply"
    NO_CONTACT_UNTIL_ANSWERED = "no_contact_until_answered"
    PAUSE_PRIVATE_MESSAGES = "pause_private_messages"
    END_CONTACT = "end_contact"
    DECLINE = "decline"
    REJECT_PROFESSIONALLY = "reject_professionally"
    RETAIN_COMMUNICATIONS = "retain_communications"
    REPORT_TO_SENIOR_LEADERS = "report_to_senior_leaders"
    DECLARE_TO_OPERATIONS_MANAGER = "declare_to_operations_manager"
    COPY_TO_SENIOR_LEADER = "copy_to_senior_leader"
    KEEP_ON_PERSONNEL_FILE = "keep_on_personnel_file"
    MODERATE_AUDIENCE = "moderate_audience"
    USE_WORK_CHANNEL = "use_work_channel"


class Why(StrEnum):
    """Why a date to look again was set."""

    EIGHTEENTH_BIRTHDAY = "eighteenth_birthday"
    LEAVES_ROLL = "leaves_roll"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class ReviewDate:
    """A date on which the answer changes or is looked at again.

    Internal unless the outcome is permitted_if_declared: shown to the asker, it may give away a child's
    birth date. `aboveboard.rules.answers` decides what may be seen.
    """

    on: date
    why: Why


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question, and why.

    `rule` is the number in rules.md of the rule that decided, such as R25. `clauses` has the most decisive
    first, at most five. `duties` stand in the order of `Duty`, `review_on` in the order of the dates.
    """

    outcome: Outcome
    rule: str
    clauses: tuple[str, ...]
    duties: tuple[Duty, ...]
    review_on: tuple[ReviewDate, ...]

    def as_json(self) -> dict[str, Any]:
        """The JSON object of schema.md, its keys in that order."""
        return {
            "outcome": self.outcome,
            "rule": self.rule,
            "clauses": self.clauses,
            "duties": self.duties,
            "review_on": [{"on": review.on.isoformat(), "why": review.why} for review in self.review_on],
        }
