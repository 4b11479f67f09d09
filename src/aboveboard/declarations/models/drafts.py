"""A declaration that is still being written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """Answers given so far, saved at every step, read by their author alone.

    `answers` maps a step's key to what was typed there, unparsed, so that nothing typed is lost.

    `amends_version` is the declaration's version from which its answers were taken.

    Legal states: open; past `expires_on` it is deleted by the sweep, after notice.
    Personal data: the author and whoever they write of; kept until filed, deleted or expired.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="drafts")
    answers = models.JSONField(default=dict)
    amends = models.ForeignKey(
        "declarations.Declaration", null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    amends_version = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_on = models.DateField()
    warned_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-saved_at"]
        indexes: ClassVar = [models.Index(fields=["expires_on"], name="declarations_draft_expires")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | Q(amends_version__isnull=False),
                name="declarations_draft_amends_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
