"""Who holds which role, where and when; and who is away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.people.models.persons import Person
from aboveboard.people.models.schools import School
from aboveboard.rules.actor import Role


class RoleHolding(models.Model):
    """A role held by a person at a school, or, without a school, for the whole trust, for a period.

    `deputy` marks somebody who stands in for the holder: they hold the same rights, and come second in line.

    Legal states: to come, current, ended; the last day counts as current.
    Personal data: staff and board members; that they hold the role; kept as long as the record of their decisions.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_holdings")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="role_holdings"
    )
    deputy = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["role", "school", "deputy", "from_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["role", "school"], name="people_role_at_school")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="people_role_holding_role"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="people_role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Absence(models.Model):
    """Days on which a role holder cannot act, so that what comes in goes to the next in line. No reason is kept.

    Legal states: to come, current, past.
    Personal data: staff; that they are away; deleted a year after it ends.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="people_absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} away"
