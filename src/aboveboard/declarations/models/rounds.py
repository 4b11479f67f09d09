"""A school asks everyone at once: is there anything to declare?"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.declarations.models.fields import enum_column, only


class RoundAnswerKind(StrEnum):
    """What somebody said to a round. Telling of a relationship counts too."""

    NOTHING_TO_DECLARE = "nothing_to_declare"
    CONFIRMED = "confirmed"
    DECLARED = "declared"


class Round(models.Model):
    """A request to all staff of a school to declare or to say that there is nothing. Source: guidance S4.5, S8.10.

    Legal states: open (`closed_at` null), closed.
    Personal data: who opened it, staff; kept as long as its answers.
    """

    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, unique=True)
    close_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(closed_at__isnull=True),
                name="declarations_one_open_round_a_school",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="declarations_round_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RoundAnswer(models.Model):
    """One person's answer to a round, signed.

    Legal states: none; a row is never changed, and there is one a person and round.
    Personal data: staff; that they answered, and with what; kept as the personnel file is.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = enum_column(RoundAnswerKind)
    at = models.DateTimeField()
    reference = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            only("kind", RoundAnswerKind, "declarations_round_answer_kind"),
            models.UniqueConstraint(fields=["round", "person"], name="declarations_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.kind}"
