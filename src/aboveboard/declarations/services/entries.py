"""What is filed, as services hand it to each other: one relationship, the answer to it, and what its author saw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aboveboard.declarations.models import DeclarationMatter, ParentsKnow
from aboveboard.rules.relationships import Duty, Facts, Outcome, Verdict
from aboveboard.rules.relationships.facts import Stage


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship as its author tells it: one declaration each. Source: guidance A1.2, A1.3, A1.5.

    `typed` are the answers as typed, by step, from which an amendment starts.
    """

    school_id: int | None
    other_name: str
    other_kinds: tuple[str, ...]
    names_a_pupil: bool
    parents_know: ParentsKnow
    platforms: tuple[str, ...]
    handle: str
    context: str
    facts: Facts
    typed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the signer saw, word for word: the statement they signed and the answer they were given."""

    statement: str
    answer_heading: str
    answer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One relationship with the answer its author was given and what they saw when they signed."""

    relationship: Relationship
    verdict: Verdict
    shown: Shown

    @property
    def seen(self) -> str:
        """What was shown, as one short word, which the page carries from the showing to the signing."""
        digest = hashlib.sha256()
        for text in (
            self.relationship.other_name,
            self.relationship.context,
            self.shown.statement,
            self.shown.answer_heading,
            self.shown.answer,
        ):
            digest.update(f"{len(text)}:{text}".encode())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Asked:
    """A case in which nothing is declared yet: the answer is to ask first, and a question goes to somebody."""

    relationship: Relationship
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Amended:
    """The declaration that a new one replaces, as its author last saw it."""

    reference: str
    version: int


TITLES: dict[DeclarationMatter, str] = {
    DeclarationMatter.RELATIONSHIP: "Declaration of a social media relationship",
    DeclarationMatter.REPORT: "Report of contact on social media",
    DeclarationMatter.APPROACH: "Report of an approach on social media",
}


def matter_of(verdict: Verdict) -> DeclarationMatter:
    """What filing makes of an answer: a declaration, a report of what is not allowed, or an approach.

    A partner who is or was a pupil (R4) is a report even while the answer is to ask. Source: guidance S4.27, S8.14.
    """
    if verdict.outcome is Outcome.REJECT_AND_REPORT:
        return DeclarationMatter.APPROACH
    if verdict.outcome is Outcome.NOT_PERMITTED or Duty.REPORT_TO_SENIOR_LEADERS in verdict.duties:
        return DeclarationMatter.REPORT
    return DeclarationMatter.RELATIONSHIP


def can_be_signed(facts: Facts, verdict: Verdict) -> bool:
    """False where contact is not allowed and there is none: it ends kindly, with nothing to sign.

    Asked for is contact too when it must be reported.
    """
    if verdict.outcome is not Outcome.NOT_PERMITTED:
        return True
    return facts.contact.stage is Stage.CONNECTED or Duty.REPORT_TO_SENIOR_LEADERS in verdict.duties


def is_declared(verdict: Verdict) -> bool:
    """False where the answer is to ask first and the tie itself need not be declared: then a question goes alone.

    Source: guidance S4.6, S4.28.
    """
    declared = {Duty.DECLARE_TO_OPERATIONS_MANAGER, Duty.REPORT_TO_SENIOR_LEADERS}
    return verdict.outcome is not Outcome.SEEK_ADVICE or bool(declared & set(verdict.duties))
