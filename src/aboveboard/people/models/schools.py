"""The trust, its schools, and what each school has agreed may be used with pupils."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.people.roster_files.shape import RosterScope


class Trust(models.Model):
    """The one trust that this installation serves.

    `labels` maps the code's one word for a role to the trust's own, for example
    `{"school_operations_manager": "school business manager"}`.

    Legal states: exactly one row, with primary key 1.
    Personal data: none; the mailboxes are those of offices, not of people.
    """

    name = models.CharField(max_length=200)
    hr_email = models.EmailField(blank=True)
    data_protection_email = models.EmailField(blank=True)
    labels = models.JSONField(default=dict, blank=True)
    confirm_every_days = models.PositiveSmallIntegerField(
        default=365, help_text="How often staff are asked to confirm their declarations."
    )
    answer_within_working_days = models.PositiveSmallIntegerField(
        default=5, help_text="By when a question about a relationship is answered."
    )
    leavers_days = models.PositiveSmallIntegerField(
        default=90, help_text="How long those who left may sign in to fetch their own file and receipts."
    )
    roster_scope = models.CharField(
        max_length=20,
        choices=[(scope.value, scope.value) for scope in RosterScope],
        default=RosterScope.STAFF,
        help_text="Whom a roster may bring in.",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="people_one_trust"),
            models.CheckConstraint(
                condition=Q(roster_scope__in=[scope.value for scope in RosterScope]),
                name="people_trust_roster_scope",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """One school of the trust. `key` is what the rules know it by.

    Legal states: open (`closed_on` null or to come), closed.
    Personal data: none, but for a telephone number of the safeguarding office.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    urn = models.CharField("URN", max_length=6, blank=True)
    establishment = models.CharField(
        max_length=7, blank=True, help_text="Local authority and establishment number."
    )
    phase = models.CharField(max_length=40, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    safeguarding_telephone = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="people_school_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Audience(StrEnum):
    """With whom an agreed platform may be used. Each is agreed by itself. Source: guidance S5.1, S6.2."""

    PUPILS = "pupils"
    PARENTS = "parents"
    COLLEAGUES = "colleagues"
    PUBLIC = "public"


class AgreedPlatform(models.Model):
    """A platform that a school has agreed for work, with whom and for what. Absent means no.

    `purpose` is for people to read; what is looked up is the platform, the audience, and one-to-one or not.
    Source: guidance S6.1, S6.2.

    Legal states: agreed (`ended_on` null or to come), ended; `ended_on` is the last day it counts.
    Personal data: who agreed it, a member of staff; kept while the school is in the trust.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="agreed_platforms")
    platform = models.CharField(max_length=40)
    audience = models.CharField(
        max_length=20, choices=[(audience.value, audience.value) for audience in Audience]
    )
    purpose = models.CharField(max_length=200)
    one_to_one = models.BooleanField(default=False, help_text="May be used with one person alone.")
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["school", "platform", "audience", "purpose"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(audience__in=[audience.value for audience in Audience]),
                name="people_agreed_platform_audience",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on")),
                name="people_agreed_platform_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} at {self.school}"
