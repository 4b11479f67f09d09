"""Somebody with a right opens another person's file. The look is on record before anything is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Filed, Part, filing
from aboveboard.ledger.receipts import get_part
from aboveboard.people.selectors.staff import get_staff_member
from aboveboard.personnel.models import FileLook
from aboveboard.personnel.selectors.files import FileDownload, get_open_look
from aboveboard.personnel.selectors.visibility import owner_of, visible_to
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed, NotFound
from aboveboard.rules.personnel_files import GIVE_A_REASON, may_open_file

OPENED = kinds.register(
    "personnel_file.opened", "Somebody opened another person's personnel file, or took a document from it"
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An opened file: `filed.reference` names the look, by which its page is found while it lasts."""

    filed: Filed


def open_personnel_file(*, actor: Actor, person_reference: str, reason: str, now: datetime) -> OpenedFile:
    """Record that `actor` opens this person's file and why.

    Raises NotFound when they may not, by the path of a person who does not exist; NotAllowed without a reason.
    """
    owner = get_staff_member(person_reference, on=uk_date(now))
    if not may_open_file(actor, owner_of(owner)):
        raise NotFound
    if not reason.strip():
        raise NotAllowed(GIVE_A_REASON)
    return OpenedFile(
        _record(actor, owner_id=owner.person_id, owner=owner.reference, reason=reason.strip(), now=now)
    )


def open_file_entry(
    *, actor: Actor, look_reference: str, entry_reference: str, now: datetime
) -> FileDownload:
    """The sealed PDF of one entry of a file that `actor` has opened; taking it is recorded, with the same reason.

    Raises NotFound; NotAllowed when the file was opened too long ago.
    """
    look = get_open_look(actor, look_reference, now=now)
    entry = (
        visible_to(actor, on=uk_date(now))
        .filter(person_id=look.owner.person_id, reference=entry_reference)
        .first()
    )
    if entry is None:
        raise NotFound
    _record(
        actor,
        owner_id=look.owner.person_id,
        owner=look.owner.reference,
        reason=look.reason,
        now=now,
        entry_id=entry.pk,
        entry=entry.reference,
    )
    return FileDownload(f"{entry.reference}.pdf", get_part(entry.reference, entry.part_name))


def _record(
    actor: Actor,
    *,
    owner_id: int,
    owner: str,
    reason: str,
    now: datetime,
    entry_id: int | None = None,
    entry: str | None = None,
) -> Filed:
    content = {
        "file_of": owner,
        "by": actor.reference,
        "at": now.isoformat(),
        "reason": reason,
        "entry": entry,
    }
    with filing(actor=actor, now=now) as current:
        filed = current.file(
            kind=OPENED,
            subject=owner,
            parts=[Part("record.json", "application/json", json.dumps(content, ensure_ascii=False).encode())],
        )
        FileLook.objects.create(
            person_id=owner_id,
            by_id=actor.person_id,
            at=now,
            reason=reason,
            entry_id=entry_id,
            reference=filed.reference,
        )
    return filed
