"""What the service did by itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class SweepRun(models.Model):
    """One run of the daily sweep. `counts` maps the name of each part that has ended to its figures.

    `failed` names the parts that did not end; the others are not held up by them, and the next run makes up for them.

    Legal states: under way (`finished_at` null; also a run that was cut off), finished, finished with failures.
    Personal data: none; figures alone.
    """

    on = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    failed = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="journeys_sweep_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"Sweep of {self.on}"
