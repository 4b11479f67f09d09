"""What the clock has set going, and what was last done."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q


class JobRunState(StrEnum):
    """`running` past its `claimed_until`, and `failed` past it with tries left, are taken up again."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRun(models.Model):
    """One slot of one job: the row is the claim, and there is one of it.

    Legal states: running -> done | failed; failed -> running, until its tries are used up.
    Personal data: none; `error` holds the kind of fault and where it was, no values.
    """

    job = models.CharField(max_length=60)
    slot = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in JobRunState])
    tries = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    claimed_until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-slot", "job"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "slot"], name="notices_job_slot_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in JobRunState]), name="notices_job_run_state"
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="notices_job_finished_unless_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} for {self.slot:%Y-%m-%d %H:%M} ({self.state})"


class Beat(models.Model):
    """When something was last done, by name: the worker's heartbeat, the last backup, the last verification.

    Legal states: one row a name; `well` false means that it was tried and went wrong.
    Personal data: none.
    """

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    well = models.BooleanField(default=True)
    words = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"
