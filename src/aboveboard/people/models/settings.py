"""The trust's settings of the decision, as a history: nothing is overwritten."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.people.models.persons import Person


class SettingsRevisionState(StrEnum):
    """`proposed` waits for a second person; `withdrawn` never took effect; `in_force` has, until a later one."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class SettingsRevision(models.Model):
    """One change of the settings of the decision: all values after it, who asked for it and why.

    Legal states: proposed -> in_force | withdrawn; straight to in_force when nothing about pupils is loosened.
    Personal data: who proposed and confirmed it, staff; kept as long as the decisions made under it.
    """

    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in SettingsRevisionState]
    )
    values = models.JSONField(help_text="Only what differs from the defaults.")
    reason = models.TextField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SettingsRevisionState]),
                name="people_settings_revision_state",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force", in_force_at__isnull=False)
                | (~Q(state="in_force") & Q(in_force_at__isnull=True)),
                name="people_settings_in_force_since",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="people_one_proposed_settings_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"Settings {self.pk} ({self.state})"
