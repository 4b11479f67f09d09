"""What was decided about roles, platforms, settings and the trust itself: the room's filed records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aboveboard.people.models.persons import Person


class RecordedDecision(models.Model):
    """One decision as it was filed, in words, under its reference in the ledger.

    Legal states: kept; erased (`words` empty and `about` null; the reference stays).
    Personal data: who decided and whom it was about, staff; kept as long as decisions made by their roles.
    """

    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)

    objects: ClassVar[models.Manager[RecordedDecision]] = models.Manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "at"], name="people_decision_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
