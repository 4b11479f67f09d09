"""Somebody named in a record asks, corrects or complains: the public page."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.declarations.models.fields import enum_column, only


class RequestKind(StrEnum):
    """What they want."""

    ASK = "ask"
    CORRECT = "correct"
    COMPLAIN = "complain"


class NamedPersonRequestState(StrEnum):
    """Where it stands; a complaint is acknowledged within 30 days."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"


class NamedPersonRequest(models.Model):
    """A request by somebody who may be named in a record. Source: guidance S8.6.

    Legal states: received -> acknowledged -> answered.
    Personal data: the public; name, e-mail address and what they wrote; kept for three years after the answer.
    """

    kind = enum_column(RequestKind)
    state = enum_column(NamedPersonRequestState, default=NamedPersonRequestState.RECEIVED.value)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    text = models.TextField()
    received_at = models.DateTimeField()
    acknowledge_by_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_reference = models.CharField(max_length=40, blank=True)
    answer_by_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answer_reference = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["acknowledge_by_on", "pk"]
        constraints: ClassVar = [
            only("kind", RequestKind, "declarations_request_kind"),
            only("state", NamedPersonRequestState, "declarations_request_state"),
            models.CheckConstraint(
                condition=Q(state="received") | Q(acknowledged_at__isnull=False),
                name="declarations_request_acknowledged_at",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
