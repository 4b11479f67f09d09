"""From what an author tells to what they are shown and asked to sign."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from aboveboard.declarations.models import DeclarationMatter, ParentsKnow
from aboveboard.declarations.questions import Case, Kind, conclude, to_facts
from aboveboard.declarations.questions.matters import child_is_concerned
from aboveboard.declarations.services.entries import (
    Asked,
    Entry,
    Relationship,
    Shown,
    can_be_signed,
    is_declared,
    matter_of,
)
from aboveboard.people.selectors.trust import TrustDetails
from aboveboard.rules.actor import Role
from aboveboard.rules.answers import Answer, Labels, answer_in_words
from aboveboard.rules.relationships import Facts, Outcome, Verdict

__all__ = ["STATEMENTS", "DeclarationMatter", "ParentsKnow", "Prepared", "Told"]

_TRUE = "What I have written here is true and complete as far as I know."
_KEPT = "I understand that it goes to the people named above and is kept on my personnel file."

STATEMENTS: dict[DeclarationMatter, str] = {
    DeclarationMatter.RELATIONSHIP: f"{_TRUE} I will say when anything changes and when it ends. {_KEPT}",
    DeclarationMatter.REPORT: f"{_TRUE} I am telling this myself. {_KEPT}",
    DeclarationMatter.APPROACH: f"{_TRUE} I have kept the messages there are. {_KEPT}",
}
"""What is signed, word for word. Source: guidance S4.7, S8.14, S8.19."""


@dataclass(frozen=True, slots=True)
class Told:
    """One person, with every question answered that matters for them.

    `platforms` is empty for a personal relationship alone. `typed` is all of it as typed, as for one person.
    """

    other_name: str
    case: Case
    platforms: tuple[str, ...]
    handle: str
    context: str
    parents_know: ParentsKnow
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    typed_dates: Collection[date] = ()

    def prepared(self, *, school_id: int | None, trust: TrustDetails) -> Prepared:
        """The answer to one case, and what is signed if it is signed."""
        case = self.case
        facts, verdict = to_facts(case), conclude(case)
        if verdict is None:
            return Prepared(self, facts, None, None, None, None)
        labels = _labels(trust)
        answer = answer_in_words(
            facts, verdict, settings=case.settings, labels=labels, typed_dates=self.typed_dates
        )
        matter = matter_of(verdict)
        relationship = Relationship(
            school_id=school_id,
            other_name=self.other_name,
            other_kinds=tuple(kind.value for kind in Kind if case.answers.knows_as(kind)),
            names_a_pupil=child_is_concerned(case),
            parents_know=self.parents_know,
            platforms=self.platforms,
            handle=self.handle,
            context=self.context,
            facts=facts,
            typed=dict(self.typed),
        )
        if not can_be_signed(facts, verdict):
            return Prepared(self, facts, verdict, answer, matter, None)
        if not is_declared(verdict):
            return Prepared(self, facts, verdict, answer, matter, None, Asked(relationship, verdict))
        shown = Shown(statement=STATEMENTS[matter], answer_heading=answer.headline, answer=_as_text(answer))
        return Prepared(self, facts, verdict, answer, matter, Entry(relationship, verdict, shown))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one person's case comes to. `verdict` is None where it is no social media; `entry` where nothing is signed.

    `question`: the answer is to ask first and nothing is declared yet. `asks`: a question goes to somebody, alone or
    together with what is signed.
    """

    told: Told
    facts: Facts
    verdict: Verdict | None
    answer: Answer | None
    matter: DeclarationMatter | None
    entry: Entry | None
    question: Asked | None = None

    @property
    def asks(self) -> bool:
        return self.verdict is not None and self.verdict.outcome is Outcome.SEEK_ADVICE

    @property
    def is_needed(self) -> bool:
        """False where nothing has to be declared, and the author may all the same."""
        return self.verdict is not None and self.verdict.outcome is not Outcome.NOTHING_TO_DECLARE


def _labels(trust: TrustDetails) -> Labels:
    """The trust's own words for the roles in an answer."""
    return Labels(
        operations_manager=trust.labels[Role.SCHOOL_OPERATIONS_MANAGER],
        safeguarding_lead=trust.labels[Role.DESIGNATED_SAFEGUARDING_LEAD],
        trust_leader=trust.labels[Role.TRUST_LEADER],
    )


def _as_text(answer: Answer) -> str:
    """An answer as one text, as it is kept: a line for each point under its heading.

    Not whom it goes to: the answer names offices, and the author may have left somebody out. The page has the names.
    """
    parts: list[tuple[str, tuple[str, ...]]] = [
        ("Why", answer.reasons),
        ("What to do now", answer.steps),
        ("Please note", answer.notes),
        ("When it is looked at again", answer.looked_at_again),
    ]
    return "\n".join(f"{heading}: {' '.join(lines)}" for heading, lines in parts if lines)
