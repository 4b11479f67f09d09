"""What is to be said to whom, and to whom it has been said."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q


class NoticeState(StrEnum):
    """`queued` until every recipient is settled; `failed` if nobody could be found, or not all could be mailed."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class MailState(StrEnum):
    """The e-mail of one delivery. `none`: there is none to send (on screen alone, no address, or withdrawn)."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NONE = "none"


class Notice(models.Model):
    """One thing to be said to one target, written in the transaction of what it is about.

    `key` says which event it is about: the same kind and key reach a person once, through whatever target.
    `subject` and `body` are plain text that names no pupil and no other person; `link` is a path of ours.

    Legal states: queued (people found or not yet) -> sent | failed | withdrawn.
    Personal data: staff; the id of a person it is addressed to or kept from; deleted a year after it was made.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    addressee = models.CharField(max_length=80)
    target = models.JSONField()
    subject = models.CharField(max_length=150)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=80, blank=True)
    urgent = models.BooleanField(default=False)
    by_email = models.BooleanField(default=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    send_after = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in NoticeState],
        default=NoticeState.QUEUED.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["send_after"], condition=Q(state="queued"), name="notices_queued"),
            models.Index(fields=["about"], name="notices_about"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "addressee"], name="notices_said_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in NoticeState]), name="notices_notice_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(resolved_at__isnull=False), name="notices_sent_to_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.addressee} ({self.state})"


class Delivery(models.Model):
    """One notice to one person: on screen from the moment the row exists, and by e-mail when `mail` says so.

    Legal states: mail waiting (free, or claimed by a worker until `claimed_until`) -> sent | failed | none; unread or
    read, in each.
    Personal data: staff; what they were told, when it was mailed and read; deleted with its notice.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, choices=[(state.value, state.value) for state in MailState])
    emailed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(mail="waiting"), name="notices_mail_waiting"),
            models.Index(fields=["person", "-made_at"], name="notices_mine"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="notices_person_told_once"),
            models.CheckConstraint(
                condition=Q(mail__in=[state.value for state in MailState]), name="notices_mail_state"
            ),
            models.CheckConstraint(
                condition=Q(mail="sent", emailed_at__isnull=False)
                | (~Q(mail="sent") & Q(emailed_at__isnull=True)),
                name="notices_emailed_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to person {self.person_id} (mail {self.mail})"
