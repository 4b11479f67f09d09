"""A declaration, who receives it, and everything that happened to it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.declarations.models.fields import enum_column, only
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState


class DeclarationMatter(StrEnum):
    """What the answer made of it.

    `relationship`: Appendix 1's form. `report`: contact that is not allowed, told by oneself (R4, R25 and their like).
    `approach`: declined or ignored, and reported (R24). Source: guidance S4.7, S4.27, S8.14, A1.2.
    """

    RELATIONSHIP = "relationship"
    REPORT = "report"
    APPROACH = "approach"


class ParentsKnow(StrEnum):
    """Whether the child's parents know of the contact."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    NOT_A_CHILD = "not_a_child"


class Declaration(models.Model):
    """One relationship, declared by one member of staff, once for each (A1.3).

    `told_facts` and `told_verdict` are what the author answered and was told; `record_facts` and `record_verdict` are
    what the roster makes of it once the office has matched the name, null before. Sweeps decide on the second where
    there is one. `look_again_on` is internal: its author never sees a date that the roster gave.
    `version` rises with every step; a step taken on an older version is refused.

    Legal states: the rows of `rules.transitions.DECLARATION_TRANSITIONS`; it starts as `new`.
    Personal data: the author (staff) and the other person (pupil, parent, colleague ...): name as typed, how they know
    each other, platforms, context; kept as the personnel file is, for the author's own protection (S4.8, S8.19).
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="declarations")
    school = models.ForeignKey(
        "people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter = enum_column(DeclarationMatter)
    state = enum_column(DeclarationState, default=DeclarationState.NEW.value)
    version = models.PositiveIntegerField(default=1)

    other_name = models.CharField(max_length=200)
    other_kinds = models.JSONField(help_text="How they know each other, as ticked: pupil, parent, friend ...")
    names_a_pupil = models.BooleanField()
    parents_know = enum_column(ParentsKnow, default=ParentsKnow.NOT_A_CHILD.value)
    platforms = models.JSONField(help_text="Platform keys; empty for a personal relationship alone.")
    handle = models.CharField(max_length=100, blank=True)
    context = models.TextField()

    typed = models.JSONField(
        default=dict, help_text="The answers as typed, by step: what an amendment starts from."
    )
    told_facts = models.JSONField()
    told_verdict = models.JSONField()
    record_facts = models.JSONField(null=True, blank=True)
    record_verdict = models.JSONField(null=True, blank=True)
    matched_person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    look_again_on = models.DateField(null=True, blank=True)
    confirm_by_on = models.DateField(null=True, blank=True)

    submitted_at = models.DateTimeField()
    signed_name = models.CharField(max_length=200)
    signed_by_method = models.CharField(max_length=40)
    settings_revision = models.ForeignKey(
        "people.SettingsRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    draft_number = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The draft that it was signed from, so that signing twice files once.",
    )
    reference = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["look_again_on"], name="declarations_look_again"),
            models.Index(fields=["confirm_by_on"], name="declarations_confirm_by"),
            models.Index(fields=["school", "state", "submitted_at"], name="declarations_at_school"),
            models.Index(fields=["person", "state"], name="declarations_of_person"),
            models.Index(fields=["matched_person"], name="declarations_matched"),
            models.Index(fields=["draft_number"], name="declarations_from_draft"),
        ]
        constraints: ClassVar = [
            only("matter", DeclarationMatter, "declarations_matter"),
            only("state", DeclarationState, "declarations_state"),
            only("parents_know", ParentsKnow, "declarations_parents_know"),
        ]

    def __str__(self) -> str:
        return self.reference


class DeclarationRecipient(models.Model):
    """Somebody to whom a declaration came, as what, and until when. This is what makes it visible to them.

    Legal states: current (`until_at` null), over. At most one current row a person and matter.
    Personal data: staff and board members; that they received it; kept as long as the declaration.
    """

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    matter = enum_column(Matter)
    role = models.CharField(max_length=40, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["person", "role", "declaration"],
                condition=Q(until_at__isnull=True),
                name="declarations_received_now",
            )
        ]
        constraints: ClassVar = [
            only("matter", Matter, "declarations_recipient_matter"),
            models.UniqueConstraint(
                fields=["declaration", "person", "matter"],
                condition=Q(until_at__isnull=True),
                name="declarations_received_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration}: {self.matter}"


class DeclarationBar(models.Model):
    """Somebody who must not receive a declaration: left out by its author, or in conflict. No reason is asked.

    Legal states: none to speak of; a row is never changed.
    Personal data: staff and board members; that they were left out; kept as long as the declaration, and never shown
    to the person left out.
    """

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="bars")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by_author = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration", "person"], name="declarations_barred_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration}: one left out"


class DeclarationEvent(models.Model):
    """One thing that happened to a declaration, filed in the ledger under `reference`.

    `kind` is the ledger's kind (`declaration.acknowledged`). `internal` events are not shown to the author.

    Legal states: none; a row is never changed.
    Personal data: whoever acted (staff) and what they wrote; kept as long as the declaration.
    """

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    by_on = models.DateField(null=True, blank=True, help_text="By when something is asked for.")
    internal = models.BooleanField(default=False)
    reference = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.declaration}: {self.kind}"
