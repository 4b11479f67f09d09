"""What is mailed to addresses outside the service, where nobody signs in to read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from aboveboard.notices.models.outbox import MailState


class Letter(models.Model):
    """One plain e-mail to one address, sent word for word as it was written.

    `kind` and `key` say which event it is about: the same to one address is written once.

    Legal states: waiting (free, or claimed by a worker until `claimed_until`) -> sent | failed.
    Personal data: the name and address of somebody outside, or of an office; deleted a year after it was written.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=100)
    address = models.EmailField()
    subject = models.CharField(max_length=150)
    body = models.TextField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in MailState],
        default=MailState.WAITING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notices_letter_waiting"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "address", "key"], name="notices_letter_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MailState]), name="notices_letter_state"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notices_letter_sent_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"
