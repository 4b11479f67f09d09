"""What this room filed, as the ledger's record sources: found for subject access, erased by retention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from aboveboard.declarations.models import (
    KeptAnswer,
    NamedPersonRequest,
    Question,
    RoundAnswer,
    RoundAnswerKind,
)
from aboveboard.rules.transitions import QuestionState


class KeptAnswers:
    """Answers that somebody kept."""

    kind = "answer.kept"

    def iterate(self) -> Iterator[str]:
        return KeptAnswer.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = KeptAnswer.objects.filter(person__reference=subject)
        return mine.values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        KeptAnswer.objects.filter(reference=reference).delete()


class AskedQuestions:
    """Questions as they were asked."""

    kind = "question.asked"

    def iterate(self) -> Iterator[str]:
        return Question.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = Question.objects.filter(person__reference=subject)
        return mine.values_list("reference", flat=True).iterator()

    def depending_on(self, reference: str) -> Iterator[str]:
        """Its answer, or that it was taken back."""
        ended = Question.objects.filter(reference=reference).exclude(answer_reference="").order_by()
        return ended.values_list("answer_reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        Question.objects.filter(reference=reference).delete()


class EndedQuestions:
    """What ended a question: its answer, or that it was taken back. `kind` is the one for `state`."""

    def __init__(self, kind: str, state: QuestionState) -> None:
        self.kind = kind
        self.state = state

    def _ended(self) -> QuerySet[Question]:
        return Question.objects.filter(state=self.state).order_by()

    def iterate(self) -> Iterator[str]:
        return self._ended().values_list("answer_reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = self._ended().filter(person__reference=subject)
        return mine.values_list("answer_reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        self._ended().filter(answer_reference=reference).update(answer="")


class RoundAnswers:
    """What staff signed when their school asked: nothing to declare. Other answers are declarations."""

    kind = "round.answered"

    def _signed(self) -> QuerySet[RoundAnswer]:
        return RoundAnswer.objects.filter(kind=RoundAnswerKind.NOTHING_TO_DECLARE).order_by()

    def iterate(self) -> Iterator[str]:
        return self._signed().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = self._signed().filter(person__reference=subject)
        return mine.values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        self._signed().filter(reference=reference).delete()


class NamedRequests:
    """One step of a request by somebody who may be named in a record; `column` holds its reference."""

    def __init__(self, kind: str, column: str) -> None:
        self.kind = kind
        self.column = column

    def iterate(self) -> Iterator[str]:
        taken = NamedPersonRequest.objects.exclude(**{self.column: ""}).order_by()
        return taken.values_list(self.column, flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        """Whoever writes from the public page has no reference: the officer finds them by name."""
        return iter(())

    def depending_on(self, reference: str) -> Iterator[str]:
        """With the request as it came go the steps that answered it."""
        asked = NamedPersonRequest.objects.filter(**{self.column: reference}).order_by()
        for steps in asked.values_list("acknowledged_reference", "answer_reference"):
            yield from (step for step in steps if step and self.column == "reference")

    def erase(self, reference: str, *, now: datetime) -> None:
        found = NamedPersonRequest.objects.filter(**{self.column: reference})
        if self.column == "reference":
            found.delete()
        else:
            found.update(answer="")
