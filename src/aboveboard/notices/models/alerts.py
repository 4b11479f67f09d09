"""What must not wait: an alert goes up its line until somebody says that they have it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.rules.alerts import AlertState


class Alert(models.Model):
    """Something that somebody has to take on before a deadline, or it goes to the next in line.

    `line` is a list of tiers, each a list of stored targets; `step` is the tier told last, and counts on past the end
    of the line each time everybody is told again. `happened` may name people: it is shown on screen to those told,
    and never mailed. `deadline_at` is when it goes further. `reference` and `acknowledged_reference` are the ledger's.

    Source: guidance S4.3, S12.2.

    Legal states: raised -> acknowledged; raised -> exhausted -> acknowledged; and back to raised when whoever had it
    turns out to be concerned. Nothing else ends it.
    Personal data: whoever `happened` is about, who raised it and who took it on; kept as long as its ledger entry, and
    erased with it.
    """

    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=150)
    happened = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True)
    line = models.JSONField()
    excluding = models.JSONField(default=list, blank=True)
    answer_within = models.DurationField()
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in AlertState])
    step = models.PositiveSmallIntegerField(default=0)
    deadline_at = models.DateTimeField(null=True, blank=True)
    raised_by = models.CharField(max_length=80)
    raised_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["deadline_at"], condition=~Q(state="acknowledged"), name="notices_alerts_open"
            ),
            models.Index(fields=["about"], name="notices_alerts_about"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AlertState]), name="notices_alert_state"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="acknowledged", acknowledged_at__isnull=False, deadline_at__isnull=True)
                    & ~Q(acknowledged_reference="")
                )
                | (~Q(state="acknowledged") & Q(acknowledged_at__isnull=True, deadline_at__isnull=False)),
                name="notices_open_alert_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"


class AlertTold(models.Model):
    """A person has been told of an alert: from then on they see it, and may take it on, until it is kept from them.

    Legal states: one row a person and alert; `step` and `told_at` are those of the first time; `kept_from_at` is null,
    or when it turned out that it concerns them. If they had taken it on, the two references are the ledger's, of that
    and of its being taken away; else empty.
    Personal data: staff; that and when they were told; deleted with the alert.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="told")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    step = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()
    kept_from_at = models.DateTimeField(null=True, blank=True)
    had_reference = models.CharField(max_length=40, blank=True)
    taken_away_reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["told_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "person"], name="notices_alert_told_once"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} told of {self.alert_id}"
