"""How long what is kept on a personnel file is kept: kind -> rule, as a table. All figures are the trust's settings.

The defaults are common practice, not law and not advice. A legal hold, wherever it is set, comes before any of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """The name of a rule, stored with every entry and named by the ledger when it is erased."""

    EMPLOYMENT = "employment"
    ANSWERED_REQUEST = "answered_request"
    RIGHT_TO_ERASURE = "right_to_erasure"


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """The trust's figures."""

    years_after_employment: int = 6


RULES: dict[FileEntryKind, RetentionRule] = dict.fromkeys(FileEntryKind, RetentionRule.EMPLOYMENT)
"""Every kind has a rule; a test holds that none is forgotten."""


def keep_until(
    rule: RetentionRule, *, employment_ended_on: date | None, settings: RetentionSettings
) -> date | None:
    """The last day on which an entry is kept; None while the person still works for the trust."""
    if employment_ended_on is None:
        return None
    match rule:
        case RetentionRule.EMPLOYMENT:
            return add_years(employment_ended_on, settings.years_after_employment)


def in_words(rule: RetentionRule, settings: RetentionSettings) -> str:
    """How long, for the page of the person whose file it is."""
    match rule:
        case RetentionRule.EMPLOYMENT:
            return f"until {settings.years_after_employment} years after you stop working for the trust"
