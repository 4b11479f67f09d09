"""Closing a log and opening its successor; and stopping one that may have lost what is known outside.

After a backup has been restored, what was filed since is missing, and another history of the same size would be a fork:
nobody could trust either. So the restored log is stopped, nothing is filed or signed, and the way on is a new log whose
first leaf commits to the last checkpoint that is known.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aboveboard.ledger.filing import Filed, Part, WhoFiles, filing
from aboveboard.ledger.kinds import LOG_OPENED
from aboveboard.ledger.models import Checkpoint, Head, KnownCheckpoint, Log, LogState
from aboveboard.ledger.pure import checkpoints
from aboveboard.ledger.pure.checkpoints import (
    ENDED_PART,
    KNOWN_PART,
    LAST_PART,
    CheckpointError,
    OpenedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
)
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import root_of_first
from aboveboard.ledger.pure.notes import NoteError, check_name, parse_note
from aboveboard.ledger.receipts import SigningError, policy_of, sign_head
from aboveboard.ledger.tree import StoppedError, frontier_of, get_last_log, node_reader


class SuccessionError(LedgerError):
    """A log that cannot be closed, or a checkpoint that says nothing about ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Known:
    """A checkpoint from outside beside the log that it is of. `agrees`: the log contains it."""

    origin: str
    size: int
    head_size: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """What was closed, at which size, and what is open now. `lost` counts entries known outside and missing here."""

    closed: str
    size: int
    lost: int
    opened: str
    filed: Filed


def stop_log(*, actor: WhoFiles, now: datetime) -> bool:
    """File and sign nothing from now on, until the log is closed. False when there is none to stop."""
    with transaction.atomic():
        last = get_last_log()
        return last is not None and _stop(last)


def resume_log(*, actor: WhoFiles, now: datetime) -> None:
    """Go on with a log that was stopped, for whoever knows that nothing of it is missing.

    Raises `SuccessionError` when somebody outside knows better.
    """
    with transaction.atomic():
        last = get_last_log()
        if last is None:
            return
        head = Head.objects.select_for_update().get(log=last)
        for known in KnownCheckpoint.objects.filter(log=last):
            if not _contains(head, known.size, known.root):
                raise SuccessionError(
                    f"Somebody outside holds a checkpoint of {known.size} entries that is not part of this ledger. "
                    "Close it and open another with `aboveboard ledger close`."
                )
        Log.objects.filter(pk=last.pk, state=LogState.STOPPED.value).update(state=LogState.OPEN.value)


def add_known_checkpoint(*, actor: WhoFiles, now: datetime, note: bytes) -> Known:
    """Take in a checkpoint that somebody outside holds. When our log does not contain it, the log is stopped.

    Raises `SuccessionError` for what is no checkpoint of ours.
    """
    log, opened = _open(note)
    checkpoint = opened.checkpoint
    with transaction.atomic():
        head = Head.objects.select_for_update().get(log=log)
        KnownCheckpoint.objects.get_or_create(
            log=log,
            size=checkpoint.size,
            root=checkpoint.root,
            defaults={"note": note.decode(), "known_at": now},
        )
        agrees = _contains(head, checkpoint.size, checkpoint.root)
        if not agrees:
            _stop(log)
    return Known(log.origin, checkpoint.size, head.size, agrees)


def close_log(*, actor: WhoFiles, now: datetime, origin: str = "") -> Succession:
    """Close the log and open another, whose first leaf commits to where this one ended and to what is known of it.

    That is the largest checkpoint known outside or seen by a witness, else the last that we signed. `origin` names the
    new log; without it a number is added to the old one's name. Raises `SuccessionError` or `SigningError`.
    """
    old = get_last_log()
    if old is None or not Head.objects.filter(log=old, size__gt=0).exists():
        raise SuccessionError("Nothing has been filed in this ledger yet, so there is nothing to close.")
    # What must not be signed is not; the new log says how far the old one was known.
    with suppress(StoppedError, SigningError):
        sign_head(old)
    with filing(actor=actor, now=now) as current:
        head = Head.objects.select_for_update().get(log=old)
        closed = Log.objects.filter(pk=old.pk).exclude(state=LogState.CLOSED.value)
        if not closed.update(state=LogState.CLOSED.value):
            raise SuccessionError("Somebody else has closed the ledger meanwhile. Nothing was done.")
        name = origin or _next_name(old.origin)
        if Log.objects.filter(origin=name).exists():
            raise SuccessionError(
                f"There has been a ledger called {name}. Choose another name with --origin."
            )
        new = Log.objects.create(origin=_checked(name), predecessor=old)
        Head.objects.create(log=new)
        notes = _notes_of(old)
        filed = current.file(kind=LOG_OPENED, parts=[_predecessor(head), *notes])
    sign_head(new)
    known = max((parse_checkpoint(parse_note(part.content).text).size for part in notes), default=0)
    return Succession(old.origin, head.size, max(known - head.size, 0), new.origin, filed)


def _stop(log: Log) -> bool:
    stopped = Log.objects.filter(pk=log.pk, state=LogState.OPEN.value).update(state=LogState.STOPPED.value)
    return bool(stopped)


def _contains(head: Head, size: int, root: bytes) -> bool:
    return size <= head.size and root_of_first(size, node_reader(head.log)) == root


def _open(note: bytes) -> tuple[Log, OpenedCheckpoint]:
    try:
        origin = parse_checkpoint(parse_note(note).text).origin
        log = Log.objects.filter(origin=origin).first()
        if log is None:
            raise SuccessionError(f"This checkpoint is of another ledger, {origin}.")
        policy = policy_of(log)
        opened = open_checkpoint(note, policy.logs)
    except (CheckpointError, NoteError) as refused:
        raise SuccessionError(f"This is no checkpoint of our ledger. {refused}") from refused
    if opened.log_key in policy.compromised:
        raise SuccessionError(
            "This was signed with a key that was in other hands, so it says nothing of our ledger."
        )
    return log, opened


def _predecessor(head: Head) -> Part:
    ended = checkpoints.Checkpoint(head.log.origin, head.size, frontier_of(head).root())
    return Part(ENDED_PART, "text/plain", ended.body().encode())


def _notes_of(log: Log) -> list[Part]:
    """The checkpoint that is known best, and the last that we signed if that is another."""
    last = Checkpoint.objects.filter(log=log).order_by("-size").first()
    seen = Checkpoint.objects.filter(log=log, cosignatures__isnull=False).order_by("-size").first()
    known = KnownCheckpoint.objects.filter(log=log).order_by("-size").first()
    outside = [each for each in (seen, known) if each is not None]
    best = max(outside, key=lambda each: each.size, default=last)
    if best is None:
        return []
    notes = [Part(KNOWN_PART, "text/plain", _note(best).encode())]
    if last is not None and last != best:
        notes.append(Part(LAST_PART, "text/plain", _note(last).encode()))
    return notes


def _note(found: Checkpoint | KnownCheckpoint) -> str:
    if isinstance(found, KnownCheckpoint):
        return found.note
    lines = found.cosignatures.order_by("pk").values_list("line", flat=True)
    return found.note + "".join(f"{line}\n" for line in lines)


def _next_name(origin: str) -> str:
    numbered = re.fullmatch(r"(.*)\.([0-9]{1,6})", origin)
    return f"{numbered[1]}.{int(numbered[2]) + 1}" if numbered else f"{origin}.2"


def _checked(name: str) -> str:
    try:
        return check_name(name)
    except NoteError as refused:
        raise SuccessionError(str(refused)) from refused
