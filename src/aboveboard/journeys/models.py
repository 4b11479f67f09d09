"""What the service did by itself, and what people decide over all rooms: erasing, and keeping longer."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.rules.retention import RetentionRule


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


class DueState(StrEnum):
    """`asked`: one person has asked for it to be erased, and another has to confirm."""

    DUE = "due"
    ASKED = "asked"
    ERASED = "erased"


class DueRecord(models.Model):
    """The records about one person, or one request, that are past the time for which they are kept.

    `about` is the opaque reference of the person, or that of the request. `records` counts what would be erased. The
    sweep adds what has become due, and takes away what no longer is. `reference` is that of the erasure in the ledger.

    Legal states: due <-> asked -> erased; when erased, nothing leads to the person any more.
    Personal data: staff; whose records are due, until they are erased; who asked and who confirmed, for good.
    """

    rule = models.CharField(max_length=40, choices=[(rule.value, rule.value) for rule in RetentionRule])
    about = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_until_on = models.DateField()
    records = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in DueState],
        default=DueState.DUE.value,
    )
    version = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by_officer = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["kept_until_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rule__in=[rule.value for rule in RetentionRule]), name="journeys_due_rule"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DueState]), name="journeys_due_state"
            ),
            models.CheckConstraint(
                condition=Q(state="due", asked_by__isnull=True, erased_at__isnull=True)
                | Q(state="asked", asked_by__isnull=False, asked_at__isnull=False, erased_at__isnull=True)
                | Q(
                    state="erased",
                    about="",
                    person__isnull=True,
                    asked_by__isnull=False,
                    confirmed_by__isnull=False,
                    erased_at__isnull=False,
                ),
                name="journeys_due_two_people_erase",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="journeys_due_another_confirms",
            ),
            models.UniqueConstraint(fields=["about"], condition=~Q(state="erased"), name="journeys_due_once"),
        ]

    def __str__(self) -> str:
        return f"Records kept until {self.kept_until_on} ({self.state})"


class Hold(models.Model):
    """That the records about one person, or one request, are kept longer than their time: a legal hold.

    `about` is as in `DueRecord`. `reference` and `lifted_reference` are the ledger's.

    Legal states: in force (`lifted_at` null), lifted. At most one in force for each person or request.
    Personal data: staff; that and why their records are kept longer; kept as the personnel file is.
    """

    about = models.CharField(max_length=80)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=40, unique=True)
    lifted_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-set_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_reference="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="journeys_hold_lifted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(lifted_at__isnull=True), name="journeys_held_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
