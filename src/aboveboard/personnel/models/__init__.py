"""The tables of the personnel file: what is on it, whom an entry mentions, and who has looked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from aboveboard.rules.retention import FILE_RULES, FileEntryKind

__all__ = ["FileEntry", "FileLook", "FileMention"]


class FileEntry(models.Model):
    """One thing on a person's file. Its sealed PDF is the part `part_name` of the ledger's entry `reference`.

    `rule` says how long it is kept, by its name in `rules.retention`.

    Legal states: one; an entry is never changed, and goes only by retention.
    Personal data: staff; what they declared or was decided about them; kept for their own protection, until six years
    (a setting) after employment ends. Source: guidance S4.8, S8.15, S8.19.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in FileEntryKind])
    title = models.CharField(max_length=200)
    filed_at = models.DateTimeField()
    reference = models.CharField(max_length=40)
    part_name = models.CharField(max_length=100)
    rule = models.CharField(max_length=40, choices=[(rule.value, rule.value) for rule in FILE_RULES])

    class Meta:
        ordering: ClassVar = ["-filed_at", "-pk"]
        verbose_name_plural = "file entries"
        indexes: ClassVar = [models.Index(fields=["person", "-filed_at"], name="personnel_entry_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FileEntryKind]), name="personnel_entry_kind"
            ),
            models.CheckConstraint(
                condition=Q(rule__in=[rule.value for rule in FILE_RULES]), name="personnel_entry_rule"
            ),
            models.UniqueConstraint(fields=["person", "reference"], name="personnel_entry_filed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


class FileMention(models.Model):
    """A person whom an entry mentions, and who must therefore not learn of it from another's file.

    Legal states: one.
    Personal data: staff, parents and pupils known to the trust; that an entry mentions them; kept as the entry is.
    """

    entry = models.ForeignKey(FileEntry, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "person"], name="personnel_mentioned_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.entry}"


class FileLook(models.Model):
    """That somebody opened another person's file, or, with `entry`, took a document from it; and why.

    `reference` is the ledger's. The person whose file it is can read every one.

    Legal states: one; a look is never changed.
    Personal data: staff; who read whose file, when and for what reason; kept as long as the file is.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    entry = models.ForeignKey(
        FileEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="looks"
    )
    reference = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="personnel_look_at_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("person")), name="personnel_look_at_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="personnel_look_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.by} at the file of {self.person}"
