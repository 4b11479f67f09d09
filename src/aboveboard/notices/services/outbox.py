"""Writing to the outbox. Nothing is sent here: the rows commit with what they are about, and the worker sends them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from aboveboard.notices.models import Delivery, MailState, Notice, NoticeState
from aboveboard.notices.targets import Target, ToPerson, ToRole, addressee, as_json
from aboveboard.rules.actor import Actor, AnyActor
from aboveboard.rules.errors import NotFound


def send_notice(
    *,
    actor: AnyActor,
    now: datetime,
    to: Target | Sequence[Target],
    kind: str,
    key: str,
    subject: str,
    body: str,
    link: str = "",
    about: str = "",
    urgent: bool = False,
    by_email: bool = True,
    send_after: datetime | None = None,
) -> None:
    """Put one thing to be said into the outbox, in the caller's transaction.

    `kind` and `key` (which event: say, `declaration-12-acknowledged`) are its identity: said again to the same target
    it is not written twice, and whoever several targets mean gets it once. `subject` and `body` are plain text, name
    no pupil and no other person, and say how to act; `link` is a path of ours, and the e-mail makes it an address.
    `about` is a reference by which it can be withdrawn. Urgent ones are mailed one by one and at once, others
    together; without `by_email` it shows on screen alone. Does no access checks: whom to tell is the caller's to know.
    """
    said = ToSay(
        to=to,
        kind=kind,
        key=key,
        subject=subject,
        body=body,
        link=link,
        about=about,
        urgent=urgent,
        by_email=by_email,
        send_after=send_after,
    )
    send_notices(things=[said], actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class ToSay:
    """One thing to be said, as `send_notice` takes it."""

    to: Target | Sequence[Target]
    kind: str
    key: str
    subject: str
    body: str
    link: str = ""
    about: str = ""
    urgent: bool = False
    by_email: bool = True
    send_after: datetime | None = None

    def __post_init__(self) -> None:
        if self.link and not self.link.startswith("/"):
            raise ValueError(f"The link of a notice is a path that begins with /, not {self.link!r}.")


def send_notices(*, things: Iterable[ToSay], actor: AnyActor, now: datetime) -> None:
    """As `send_notice`, for many things at once: one query, however many there are."""
    Notice.objects.bulk_create(
        [
            Notice(
                kind=said.kind,
                key=said.key,
                addressee=addressee(target),
                target=as_json(target),
                subject=said.subject,
                body=said.body,
                link=said.link,
                about=said.about,
                urgent=said.urgent,
                by_email=said.by_email,
                made_by=actor.reference,
                made_at=now,
                send_after=said.send_after or now,
            )
            for said in things
            for target in ([said.to] if isinstance(said.to, ToPerson | ToRole) else said.to)
        ],
        ignore_conflicts=True,
    )


def withdraw_notices(*, actor: AnyActor, now: datetime, about: str, to: Target | None = None) -> int:
    """Take back what has not been mailed yet about `about`, and take it off the screens; returns how many notices.

    With `to`, only what was for this one.

    What has reached somebody's mailbox stays on record as said. What a worker is mailing at this moment goes out.
    """
    if not about:
        raise ValueError("Name what the notices to withdraw are about.")
    with transaction.atomic():
        unsent = Notice.objects.filter(about=about, state=NoticeState.QUEUED).exclude(
            deliveries__mail=MailState.SENT
        )
        if to is not None:
            unsent = unsent.filter(addressee=addressee(to))
        ids = list(unsent.values_list("pk", flat=True))
        withdrawn = Notice.objects.filter(pk__in=ids, state=NoticeState.QUEUED).update(
            state=NoticeState.WITHDRAWN
        )
        Delivery.objects.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            notice__in=ids,
            mail=MailState.WAITING,
        ).update(mail=MailState.NONE)
    return withdrawn


def mark_notice_read(*, actor: Actor, now: datetime, delivery_id: int) -> None:
    """Note that the actor has read a notice of theirs. Reading twice keeps the first time. Raises NotFound."""
    mine = Delivery.objects.filter(pk=delivery_id, person_id=actor.person_id)
    if not mine.exists():
        raise NotFound
    mine.filter(read_at__isnull=True).update(read_at=now)


def mark_all_notices_read(*, actor: Actor, now: datetime) -> int:
    """Note that the actor has read every notice of theirs; returns how many were unread."""
    return Delivery.objects.filter(person_id=actor.person_id, read_at__isnull=True).update(read_at=now)
