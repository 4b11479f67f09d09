"""How long what is kept on a personnel file is kept: kind -> rule, as a table. All figures are the trust's settings.

The defaults are common practice, not law and not advice. A legal hold, wherever it is set, comes before any of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from aboveboard.rules.calendar import add_years


class FileEntryKind(StrEnum):
    """What an entry of a personnel file is. Source: guidance S4.8, S8.15, S8.19."""

    DECLARATION = "declaration"
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    APPROACH = "approach"
    ACKNOWLEDGEMENT = "acknowledgement"


class RetentionRule(StrEnum):
    """The name of a rule, stored with every entry of a file and named by the ledger when something is erased."""

    EMPLOYMENT = "employment"
    ANSWERED_REQUEST = "answered_request"
    RIGHT_TO_ERASURE = "right_to_erasure"


FILE_RULES = (RetentionRule.EMPLOYMENT,)
"""The rules that an entry of a personnel file may be kept by."""


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """The trust's figures."""

    years_after_employment: int = 6
    years_after_request: int = 3
    years_after_absence: int = 1


RULES: dict[FileEntryKind, RetentionRule] = dict.fromkeys(FileEntryKind, RetentionRule.EMPLOYMENT)
"""Every kind has a rule; a test holds that none is forgotten."""

KEPT_AS_THE_FILE_IS = (
    "declaration.",
    "question.",
    "answer.kept",
    "round.answered",
    "personnel_file.",
    "hold.",
)
"""How the ledger's kinds begin that go with the personnel file of the person they are about."""

KEPT_FOR_A_REQUEST = ("named_request.",)
"""How the ledger's kinds begin that go some years after a request by somebody named has been answered."""

KEPT_ON = {
    "alert.": "a child may have been at risk: the safeguarding policy says how long, and a person decides",
    "round.": "that a school asked its staff names nobody but who opened it",
    "platform.": "what a school agreed is about no person",
    "role.": "who held which role says by what right they decided",
    "school.": "about no person",
    "settings.": "by what settings was decided",
    "staff.": "that somebody joined",
    "trust.": "about no person",
}
"""How the kinds begin that nothing erases by itself, and why. A test holds that every kind is in one of the three."""

SETTLED_FOR = timedelta(days=28)
"""Nothing is erased that has changed within these days: whoever changed it by mistake can still put it right."""


def rule_of(kind: str) -> RetentionRule | None:
    """The rule by which what was filed under this kind goes; None if it is kept on."""
    if kind.startswith(KEPT_AS_THE_FILE_IS):
        return RetentionRule.EMPLOYMENT
    return RetentionRule.ANSWERED_REQUEST if kind.startswith(KEPT_FOR_A_REQUEST) else None


def keep_until(rule: RetentionRule, *, ended_on: date | None, settings: RetentionSettings) -> date | None:
    """The last day on which something is kept; None while what it waits for has not ended.

    `ended_on` is the last day of employment, or the day on which the request was answered.
    """
    if ended_on is None:
        return None
    match rule:
        case RetentionRule.EMPLOYMENT:
            return add_years(ended_on, settings.years_after_employment)
        case RetentionRule.ANSWERED_REQUEST:
            return add_years(ended_on, settings.years_after_request)
        case RetentionRule.RIGHT_TO_ERASURE:
            return ended_on


def keep_absences_from(on: date, settings: RetentionSettings | None = None) -> date:
    """Absences that ended before this day are deleted on `on`."""
    return add_years(on, -(settings or RetentionSettings()).years_after_absence)


def in_words(rule: RetentionRule, settings: RetentionSettings) -> str:
    """How long, for the page of the person whose file it is."""
    match rule:
        case RetentionRule.EMPLOYMENT:
            return f"until {settings.years_after_employment} years after you stop working for the trust"
        case RetentionRule.ANSWERED_REQUEST:
            return f"until {settings.years_after_request} years after it was answered"
        case RetentionRule.RIGHT_TO_ERASURE:
            return "until it is erased"
