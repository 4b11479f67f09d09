"""Letters: e-mail to addresses outside. Written in the caller's transaction, sent by the worker."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import utf8_charset_qp
from django.db.models import Q

from aboveboard.notices.models import Beat, Letter, MailState
from aboveboard.notices.services.sending import BATCH, CLAIM, MOST_ATTEMPTS, wait_after
from aboveboard.rules.actor import AnyActor, SystemActor

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside, or an office: a name to write in the letter, and where it goes."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class ToWrite:
    """One letter. `body` is sent word for word; `kind` and `key` are its identity, as those of a notice are."""

    to: Recipient
    kind: str
    key: str
    subject: str
    body: str


def write_letters(*, actor: AnyActor, now: datetime, letters: Iterable[ToWrite]) -> None:
    """Put letters into the outbox. One whose kind and key went to the address before is not written again."""
    Letter.objects.bulk_create(
        [
            Letter(
                kind=letter.kind,
                key=letter.key,
                name=letter.to.name,
                address=letter.to.address,
                subject=letter.subject,
                body=letter.body,
                made_by=actor.reference,
                made_at=now,
                next_try_at=now,
            )
            for letter in letters
        ],
        ignore_conflicts=True,
    )


def send_due_letters(*, actor: SystemActor, now: datetime) -> int:
    """Send what is due; returns how many went. What fails is put off, and given up in the end, as notices are."""
    token = secrets.token_hex(16)
    waiting = Letter.objects.filter(state=MailState.WAITING)
    free = waiting.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
    ids = list(
        free.filter(next_try_at__lte=now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:BATCH]
    )
    if not ids:  # asked once a second, and most often there is nothing to write
        return 0
    free.filter(pk__in=ids).update(claim=token, claimed_until=now + CLAIM)
    connection = get_connection()
    try:
        mine = list(waiting.filter(claim=token).order_by("pk"))
        return sum(_send(letter, now, connection) for letter in mine)
    finally:
        connection.close()


def _send(letter: Letter, now: datetime, connection: BaseEmailBackend) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, claim=letter.claim, state=MailState.WAITING)
    try:
        message = compose_letter(letter)
        message.connection = connection
        message.send()
    except Exception as fault:
        # Whatever goes wrong with one letter, the others must still go. Its kind alone: the words may hold an address.
        reason, attempts = type(fault).__name__, letter.attempts + 1
        logger.warning("letter put off", extra={"letter": letter.pk, "fault": reason})
        mine.update(
            attempts=attempts,
            next_try_at=now + wait_after(attempts),
            state=MailState.FAILED if attempts >= MOST_ATTEMPTS else MailState.WAITING,
            claim="",
            claimed_until=None,
            error=reason,
        )
        Beat.objects.update_or_create(
            name="mail failed", defaults={"at": now, "well": False, "words": reason}
        )
        return False
    mine.update(state=MailState.SENT, sent_at=now, claim="", claimed_until=None, error="")
    Beat.objects.update_or_create(name="mail", defaults={"at": now, "well": True, "words": ""})
    return True


def compose_letter(letter: Letter) -> EmailMessage:
    """The e-mail. Its lines come out as they were written: quoted-printable is 7-bit on the way and wraps nothing."""
    domain = settings.PUBLIC_ADDRESS.split("://")[-1].split("/")[0].split(":")[0]
    message = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        to=[letter.address],
        # Made from the row, so that a letter sent twice after a crash is known for the same.
        headers={"Message-ID": f"<letter-{letter.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.encoding = utf8_charset_qp
    return message
