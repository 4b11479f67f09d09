"""Declarations, what happened to them and the rounds of a school, as the ledger's record sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aboveboard.declarations.models import Declaration, DeclarationEvent, Question, Round, RoundAnswer
from aboveboard.declarations.selectors.words import WORDS

HAPPENINGS = tuple(kind for kind in WORDS if kind != "declaration.submitted")
"""The kinds under which something that happened to a declaration is filed."""


class Declarations:
    """Declarations as they were signed."""

    kind = "declaration.submitted"

    def iterate(self) -> Iterator[str]:
        return Declaration.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = Declaration.objects.filter(person__reference=subject).order_by()
        return mine.values_list("reference", flat=True).iterator()

    def depending_on(self, reference: str) -> Iterator[str]:
        """What happened to it says nothing without it."""
        happened = DeclarationEvent.objects.filter(declaration__reference=reference).order_by()
        return happened.values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        """The declaration and everything that hangs on it; a question about it and a newer one lose the tie alone."""
        Question.objects.filter(declaration__reference=reference).update(declaration=None)
        Declaration.objects.filter(supersedes__reference=reference).update(supersedes=None)
        RoundAnswer.objects.filter(reference=reference).delete()
        Declaration.objects.filter(reference=reference).delete()


class OpenedRounds:
    """A school's requests to all of its staff."""

    kind = "round.opened"

    def iterate(self) -> Iterator[str]:
        return Round.objects.order_by().values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        return iter(())  # about a school

    def erase(self, reference: str, *, now: datetime) -> None:
        Round.objects.filter(reference=reference).update(note="")


class ClosedRounds:
    """That a school stopped asking."""

    kind = "round.closed"

    def iterate(self) -> Iterator[str]:
        closed = Round.objects.exclude(close_reference="").order_by()
        return closed.values_list("close_reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        return iter(())  # about a school

    def erase(self, reference: str, *, now: datetime) -> None:
        """Says nothing of anybody."""


class Happenings:
    """What happened to declarations, under one of the room's kinds."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def iterate(self) -> Iterator[str]:
        events = DeclarationEvent.objects.filter(kind=self.kind).order_by()
        return events.values_list("reference", flat=True).iterator()

    def for_person(self, subject: str) -> Iterator[str]:
        mine = DeclarationEvent.objects.filter(kind=self.kind, declaration__person__reference=subject)
        return mine.order_by().values_list("reference", flat=True).iterator()

    def erase(self, reference: str, *, now: datetime) -> None:
        RoundAnswer.objects.filter(reference=reference).delete()
        DeclarationEvent.objects.filter(reference=reference).delete()
