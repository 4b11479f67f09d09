"""Mailing the newest checkpoint to those outside, once a day, through the outbox."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from aboveboard.ledger.publishing import PublishedCheckpoint, get_latest_checkpoint
from aboveboard.ledger.receipts import SigningError, sign_head
from aboveboard.ledger.tree import NoLogError
from aboveboard.notices.services.letters import Recipient, ToWrite, write_letters
from aboveboard.people.models import CheckpointAddress
from aboveboard.people.selectors.trust import get_trust_name
from aboveboard.rules.actor import Actor, AnyActor, SystemActor
from aboveboard.rules.administration import may_administer
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import WrongState, require
from aboveboard.web.dates import date_and_time

CHECKPOINT_LETTER = "checkpoint"
FAREWELL_LETTER = "checkpoint.farewell"

_BODY = """\
Dear {name},

this is the newest checkpoint of the records of {trust}, of {moment}. It fixes {entries} that had been filed by then, \
and shows nothing of what they say.{changed}

WHAT TO DO WITH IT
Keep this e-mail. With it anybody can check later that nothing in the records was changed, taken out or put back: \
see "For auditors, and for unions" in the guide.

THE CHECKPOINT
If you are asked for it, copy all of it between the two lines of dashes, as it stands.

----------
{note}----------

THE KEY'S FINGERPRINT
{fingerprint}

It is the same in every one of these e-mails. If it changes, and nobody told you why by another way than e-mail, \
ask the trust, and keep both e-mails.

The newest checkpoint is always at
{address}
"""

_FAREWELL = """\
Dear {name},

{trust} no longer sends the checkpoints of its records to this address.

The reason that was given: {reason}

Keep those that you have. If you did not expect this, ask the trust's leader. The newest checkpoint is always at
{address}
"""


def mail_checkpoints(*, actor: SystemActor, now: datetime) -> str:
    """Write to everybody on the list, once a day however often this runs. Says how many, without names.

    What was filed a moment ago is signed first. What must not be signed keeps nobody from the newest that was.
    """
    with suppress(NoLogError, SigningError):
        sign_head()
    written = _write(actor, now, key=uk_date(now).isoformat())
    return "Nothing filed yet" if written is None else f"{written} written to"


def mail_checkpoints_now(*, actor: Actor, now: datetime) -> int:
    """Write to everybody on the list, whatever was sent today; once a minute. Returns to how many.

    Raises NotAllowed, or WrongState when there is nothing to send or nobody to send it to.
    """
    require(may_administer(actor))
    written = _write(actor, now, key=f"{now:%Y-%m-%dT%H:%M}Z")
    if written is None:
        raise WrongState("Nothing has been filed yet, so there is nothing to send.")
    if written == 0:
        raise WrongState("Nobody is on the list. Add an address first.")
    return written


def write_farewell(*, actor: AnyActor, now: datetime, row: CheckpointAddress, reason: str, key: str) -> None:
    """Tell whoever was taken off the list, so that nobody loses their proof without a word."""
    body = _FAREWELL.format(name=row.name, trust=_trust(), reason=reason, address=_address())
    letter = ToWrite(
        Recipient(row.address, row.name), FAREWELL_LETTER, key, "You will get no more checkpoints", body
    )
    write_letters(actor=actor, now=now, letters=[letter])


def _write(actor: AnyActor, now: datetime, *, key: str) -> int | None:
    latest = get_latest_checkpoint()
    if latest is None:
        return None
    with transaction.atomic():
        rows = list(CheckpointAddress.objects.all())
        write_letters(actor=actor, now=now, letters=[_letter(row, latest, now, key) for row in rows])
        CheckpointAddress.objects.filter(pk__in=[row.pk for row in rows]).update(
            last_origin=latest.origin, last_size=latest.size
        )
    return len(rows)


def _letter(row: CheckpointAddress, latest: PublishedCheckpoint, now: datetime, key: str) -> ToWrite:
    unchanged = (row.last_origin, row.last_size) == (latest.origin, latest.size)
    groups = latest.key.fingerprint.split(" ")
    body = _BODY.format(
        name=row.name,
        trust=_trust(),
        moment=date_and_time(now),
        entries=f"{latest.size:,} entries" if latest.size != 1 else "1 entry",
        changed="\n\nNothing has been filed since the last one that we sent you." if unchanged else "",
        note=latest.note,
        fingerprint=" ".join(groups[:8]) + "\n" + " ".join(groups[8:]),
        address=_address(),
    )
    subject = f"Checkpoint of the records of {_trust()}, size {latest.size}"
    return ToWrite(Recipient(row.address, row.name), CHECKPOINT_LETTER, key, subject[:150], body)


def _trust() -> str:
    return get_trust_name() or "the trust"


def _address() -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('people:checkpoint')}"
