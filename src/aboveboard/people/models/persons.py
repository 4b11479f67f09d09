"""One row a human being, however many hats they wear: member of staff, parent, board member, former pupil."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.people.models.schools import School
from aboveboard.rules.relationships.facts import Category, Responsibility


def new_person_reference() -> str:
    """An opaque name for a person, for the ledger: it says nothing and can be forgotten."""
    return f"person-{secrets.token_hex(8)}"


def _values(choices: type[StrEnum]) -> list[str]:
    return [choice.value for choice in choices]


class Person(models.Model):
    """A human being known to the trust.

    Legal states: any combination of engagements, enrolments, parent links and roles, none included.
    Personal data: anyone known to the trust; name, work e-mail, birth date of pupils (the decision needs it); kept
    while any record needs them, then erased by retention.
    """

    reference = models.CharField(max_length=40, unique=True, default=new_person_reference, editable=False)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(null=True, blank=True)
    scim_id = models.CharField(max_length=100, blank=True)
    line_manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="line_reports"
    )

    class Meta:
        ordering: ClassVar = ["family_name", "given_name", "pk"]
        indexes: ClassVar = [models.Index(fields=["family_name", "given_name"], name="people_person_name")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Engagement(models.Model):
    """A period in which a person works for a school, or, without a school, for the trust's central team.

    Source: guidance S1.5.

    Legal states: to come, current, ended; the last day counts as current.
    Personal data: staff; category, agency, job title and dates; kept as the personnel file is.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="engagements")
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    category = models.CharField(max_length=20, choices=[(value, value) for value in _values(Category)])
    job_title = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=120, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, help_text="The roster that keeps this row; else by hand."
    )
    source_id = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering: ClassVar = ["person", "from_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(category__in=_values(Category)), name="people_engagement_category"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="people_engagement_source_once"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="people_engagement_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.school or 'the trust'}"


class Enrolment(models.Model):
    """A period on a school's roll. `until_on` is the last day, which still counts.

    Legal states: to come, on roll, past.
    Personal data: pupils and former pupils; school and dates; kept until the former pupil is 18 and no record needs it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="enrolments")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, help_text="The roster that keeps this row; else by hand."
    )
    source_id = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering: ClassVar = ["person", "from_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["until_on"], name="people_enrolment_until")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="people_enrolment_source_once"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="people_enrolment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} on roll at {self.school}"


class ParentLink(models.Model):
    """An adult and a pupil they look after.

    Legal states: any; whether the adult is a parent today follows from the pupil's enrolments.
    Personal data: parents, carers and pupils; that they belong together; kept while the pupil is on roll.
    """

    parent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children_links")
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parent_links")
    responsibility = models.CharField(
        max_length=20, choices=[(value, value) for value in _values(Responsibility)]
    )

    source = models.CharField(
        max_length=60, blank=True, help_text="The roster that keeps this row; else by hand."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "pupil"], name="people_parent_link_once"),
            models.CheckConstraint(
                condition=Q(responsibility__in=_values(Responsibility)),
                name="people_parent_link_responsibility",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pupil")), name="people_nobody_is_their_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.parent}, for {self.pupil}"
