"""Doubts: a question to somebody who can answer, and an answer kept for oneself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aboveboard.declarations.models.fields import enum_column, only
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import QuestionState


class Question(models.Model):
    """A doubt about a relationship, put to one person, with a day by which it is answered.

    `facts` and `verdict` are what the asker answered and was told. When nobody answers in time it goes one level up.
    Source: guidance S3.4, S3.8, S4.27, S4.28.

    Legal states: asked -> answered | withdrawn (`rules.transitions.QUESTION_TRANSITIONS`); `assigned_to` is null only
    while no chair can take it, which the daily sweep mends.
    Personal data: the asker (staff) and whoever they ask about; kept as the personnel file is.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        "people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declaration = models.OneToOneField(
        "declarations.Declaration", null=True, blank=True, on_delete=models.PROTECT, related_name="question"
    )
    state = enum_column(QuestionState, default=QuestionState.ASKED.value)
    version = models.PositiveIntegerField(default=1)
    matter = enum_column(Matter)
    assigned_to = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_by = models.ManyToManyField(
        "people.Person", related_name="+", help_text="Who had it, was left out, or may not have it."
    )
    other_name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    facts = models.JSONField()
    verdict = models.JSONField()
    asked_at = models.DateTimeField()
    answer_by_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, unique=True)
    answer_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["answer_by_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["assigned_to", "state"], name="declarations_question_for"),
            models.Index(fields=["state", "answer_by_on"], name="declarations_question_due"),
        ]
        constraints: ClassVar = [
            only("state", QuestionState, "declarations_question_state"),
            only("matter", Matter, "declarations_question_matter"),
        ]

    def __str__(self) -> str:
        return self.reference


class KeptAnswer(models.Model):
    """That somebody asked "Can I ...?" and was told. Kept by their choice; theirs alone until they share it.

    Source: guidance S4.28.

    Legal states: private (`shared_at` null), shared.
    Personal data: the asker (staff); the situation without any name; kept as the personnel file is.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="kept_answers")
    facts = models.JSONField()
    verdict = models.JSONField()
    shown = models.TextField(help_text="The answer as it was shown.")
    kept_at = models.DateTimeField()
    shared_with = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shared_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["-kept_at"]

    def __str__(self) -> str:
        return self.reference
