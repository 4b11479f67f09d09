"""Sending what is due. Two workers may do this at once, and either may die at any moment.

First people are found for each notice and a delivery is written for each, in one transaction. Then each person's
e-mail is claimed by compare-and-set, sent, and marked. A worker that dies between sending and marking leaves a claim
that runs out, and the e-mail goes a second time with the same message id: at least once, never not at all.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from aboveboard.notices import directory
from aboveboard.notices.models import Beat, Delivery, MailState, Notice, NoticeState
from aboveboard.notices.services.composing import compose
from aboveboard.notices.targets import ToPerson, from_json
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import uk_date

logger = logging.getLogger(__name__)

BATCH = 200
CLAIM = timedelta(minutes=5)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one pass did: people found for notices, e-mails sent, e-mails that did not go this time."""

    resolved: int = 0
    emailed: int = 0
    put_off: int = 0


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the nth failed attempt: one minute, doubling, at most six hours. Two days in all."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def send_due_notices(*, actor: SystemActor, now: datetime) -> Sent:
    """Find people for the notices that are due and e-mail them; what fails is put off, and given up in the end."""
    resolved = _resolve_due(now)
    emailed, put_off = _email_due(now)
    _settle()
    return Sent(resolved, emailed, put_off)


def _resolve_due(now: datetime) -> int:
    due = Notice.objects.filter(state=NoticeState.QUEUED, resolved_at__isnull=True, send_after__lte=now)
    return sum(_resolve(notice, now) for notice in due.order_by("-urgent", "send_after", "pk")[:BATCH])


def _resolve(notice: Notice, now: datetime) -> bool:
    people = directory.resolve([from_json(notice.target)], on=uk_date(now))
    mine = Notice.objects.filter(
        pk=notice.pk, state=NoticeState.QUEUED, resolved_at__isnull=True, attempts=notice.attempts
    )
    if not people:
        attempts = notice.attempts + 1
        given_up = attempts >= MOST_ATTEMPTS
        mine.update(
            attempts=attempts,
            send_after=now + wait_after(attempts),
            state=NoticeState.FAILED if given_up else NoticeState.QUEUED,
            error="Nobody could be found to send this to.",
        )
        logger.warning("notice has nobody to go to", extra={"notice": notice.pk, "given_up": given_up})
        return False
    with transaction.atomic():
        if not mine.update(resolved_at=now, error=""):
            return False  # another worker has it, or it was withdrawn
        Delivery.objects.bulk_create(
            [
                Delivery(
                    notice=notice,
                    kind=notice.kind,
                    key=notice.key,
                    person_id=person.person_id,
                    made_at=now,
                    mail=MailState.WAITING if notice.by_email and person.email else MailState.NONE,
                    next_try_at=now if notice.urgent else now + settings.NOTICES_GROUPED_FOR,
                )
                for person in people
            ],
            ignore_conflicts=True,  # one person, several hats: told once
        )
    return True


def _email_due(now: datetime) -> tuple[int, int]:
    """Claim, send and mark; urgent ones first and singly, the rest of a person's in one e-mail."""
    claimed = _claim(now)
    if not claimed:
        return 0, 0
    emailed = put_off = 0
    connection = get_connection()
    try:
        for group in _groups(claimed):
            if _email(group, now, connection):
                emailed += 1
            else:
                put_off += 1
    finally:
        connection.close()
    return emailed, put_off


def _claim(now: datetime) -> list[Delivery]:
    token = secrets.token_hex(16)
    free = Delivery.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now), mail=MailState.WAITING
    )
    # What is due takes the rest of that person's ordinary mail along, so that it is one e-mail and not three.
    due_soon = Delivery.objects.filter(
        person=OuterRef("person"),
        notice__urgent=False,
        mail=MailState.WAITING,
        attempts=0,
        next_try_at__lte=now,
    )
    due = free.filter(Q(next_try_at__lte=now) | Q(Exists(due_soon), notice__urgent=False, attempts=0))
    ids = list(due.order_by("-notice__urgent", "next_try_at", "pk").values_list("pk", flat=True)[:BATCH])
    free.filter(pk__in=ids).update(claim=token, claimed_until=now + CLAIM)
    return list(
        Delivery.objects.filter(claim=token, mail=MailState.WAITING)
        .select_related("notice")
        .order_by("-notice__urgent", "person_id", "pk")
    )


def _groups(claimed: Iterable[Delivery]) -> list[list[Delivery]]:
    def together(delivery: Delivery) -> tuple[bool, int, int]:
        alone = delivery.pk if delivery.notice.urgent else 0
        return (not delivery.notice.urgent, delivery.person_id, alone)

    return [list(group) for _, group in groupby(sorted(claimed, key=together), key=together)]


def _email(group: list[Delivery], now: datetime, connection: BaseEmailBackend) -> bool:
    ids = [delivery.pk for delivery in group]
    mine = Delivery.objects.filter(pk__in=ids, claim=group[0].claim, mail=MailState.WAITING)
    # Asked again at the last moment: an address may have changed, and a leaver is not written to.
    people = directory.resolve([ToPerson(group[0].person_id)], on=uk_date(now))
    if not people or not people[0].email:
        mine.update(
            mail=MailState.NONE, claim="", claimed_until=None, error="There is no address to write to."
        )
        return True
    try:
        message = compose(people[0], group)
        message.connection = connection
        message.send()
    except Exception as fault:
        # Whatever goes wrong with one e-mail (a refused address, a mail server away), the others must still go.
        _put_off(group, now, fault)
        return False
    mine.update(mail=MailState.SENT, emailed_at=now, claim="", claimed_until=None, error="")
    Beat.objects.update_or_create(name="mail", defaults={"at": now, "well": True, "words": ""})
    return True


def _put_off(group: list[Delivery], now: datetime, fault: Exception) -> None:
    # The kind of fault alone: what a mail server says often holds the address.
    reason = type(fault).__name__
    logger.warning("mail put off", extra={"deliveries": len(group), "fault": reason})
    for delivery in group:
        attempts = delivery.attempts + 1
        Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, mail=MailState.WAITING).update(
            attempts=attempts,
            next_try_at=now + wait_after(attempts),
            mail=MailState.FAILED if attempts >= MOST_ATTEMPTS else MailState.WAITING,
            claim="",
            claimed_until=None,
            error=reason,
        )
    Beat.objects.update_or_create(name="mail failed", defaults={"at": now, "well": False, "words": reason})


def _settle() -> None:
    """Mark notices of which no e-mail waits any more: sent, or failed when one was given up.

    All of them, and not only those of this pass: a worker that died, or two that sent the last e-mails at one moment,
    leave some behind.
    """
    waiting = Exists(Delivery.objects.filter(notice=OuterRef("pk"), mail=MailState.WAITING))
    given_up = Exists(Delivery.objects.filter(notice=OuterRef("pk"), mail=MailState.FAILED))
    resolved = Notice.objects.filter(state=NoticeState.QUEUED, resolved_at__isnull=False).exclude(waiting)
    if resolved.exists():  # asked once a second, and most often there is nothing to write
        resolved.filter(given_up).update(state=NoticeState.FAILED, error="An e-mail could not be delivered.")
        resolved.exclude(given_up).update(state=NoticeState.SENT)
