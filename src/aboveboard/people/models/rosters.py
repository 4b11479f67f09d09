"""Where rows of the roster came from, so that the next import finds the same people; and what waits to be taken in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.people.models.persons import Person
from aboveboard.people.models.schools import School
from aboveboard.people.roster_files.shape import RosterFormat


class PersonSource(models.Model):
    """What another system calls somebody. Two of its records of one person lead to the same person here.

    Legal states: any; one person for each source and id.
    Personal data: staff, pupils and parents; the other system's id, and of pupils the unique pupil number, to find
    the same person again; kept as long as the person.
    """

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=255)
    upn = models.CharField("UPN", max_length=13, blank=True, db_index=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sources")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_id"], name="people_person_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.person}"


class SchoolSource(models.Model):
    """What another system calls a school, or, without a school, the trust itself.

    Legal states: any; one school for each source and id.
    Personal data: none.
    """

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=255)
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_id"], name="people_school_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.school or 'the trust'}"


class ColumnMapping(models.Model):
    """Which column of a list holds what, as it was answered last for a source.

    Legal states: one for each source and format.
    Personal data: none; headings only.
    """

    source = models.CharField(max_length=60)
    format = models.CharField(max_length=20, choices=[(value.value, value.value) for value in RosterFormat])
    columns = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "format"], name="people_column_mapping_once"),
            models.CheckConstraint(
                condition=Q(format__in=[value.value for value in RosterFormat]),
                name="people_column_mapping_format",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} from {self.source}"


class RosterUpload(models.Model):
    """A file that was handed in on the web and waits to be looked at and taken in.

    `columns` stays null until somebody has said what they hold, for the formats that ask. `preview` is what would
    change, in figures, and what is wrong, once it was worked out.

    Legal states: handed in, looked at (`preview` not null); the row goes when it is taken in, withdrawn, or a day old.
    Personal data: whoever is in the file, with all that the other system put there; a day at most.
    """

    reference = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=60)
    format = models.CharField(max_length=20, choices=[(value.value, value.value) for value in RosterFormat])
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    is_whole = models.BooleanField(default=False)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    trust_code = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(null=True, blank=True)
    preview = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(format__in=[value.value for value in RosterFormat]),
                name="people_roster_upload_format",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.at:%Y-%m-%d}"
