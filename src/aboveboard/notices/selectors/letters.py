"""What was last sent to addresses outside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from aboveboard.notices.models import Letter, MailState
from aboveboard.rules.actor import AnyActor


@dataclass(frozen=True, slots=True)
class LastLetter:
    """The last letter of a kind to an address. `state` is waiting, sent or failed; `put_off` that a try failed."""

    address: str
    subject: str
    made_at: datetime
    state: MailState
    sent_at: datetime | None
    put_off: bool


def get_last_letters(actor: AnyActor, *, kind: str, addresses: Collection[str]) -> dict[str, LastLetter]:
    """The last letter of this kind to each of these addresses, where there is one. Does no access check."""
    newest = (
        Letter.objects.filter(kind=kind, address__in=addresses)
        .order_by()
        .values("address")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return {
        letter.address: LastLetter(
            address=letter.address,
            subject=letter.subject,
            made_at=letter.made_at,
            state=MailState(letter.state),
            sent_at=letter.sent_at,
            put_off=letter.attempts > 0,
        )
        for letter in Letter.objects.filter(pk__in=newest)
    }
