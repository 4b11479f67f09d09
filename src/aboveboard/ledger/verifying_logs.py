"""Assertions 2 and 6 across logs and keys: each log but the first commits to the one before; each new key was filed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aboveboard.ledger.findings import Findings
from aboveboard.ledger.kinds import KEY_COMPROMISED, KEY_ROTATED, LOG_OPENED
from aboveboard.ledger.models import FiledPart, Head, LedgerKey, Log, LogState
from aboveboard.ledger.pure.checkpoints import (
    ENDED_PART,
    KNOWN_PART,
    LAST_PART,
    Checkpoint,
    CheckpointError,
    parse_checkpoint,
)
from aboveboard.ledger.pure.notes import NoteError, parse_note
from aboveboard.ledger.tree import frontier_of

_CHAIN = "Keep this database as it is, and compare it with the newest backup that verifies."


@dataclass(frozen=True, slots=True)
class Link:
    """What a log's first entry says of the log before it: how it ended, and signed notes of what was known of it."""

    predecessor: Log
    ended: Checkpoint
    notes: tuple[bytes, ...]

    @property
    def known(self) -> tuple[Checkpoint, ...]:
        """The states that the notes tell of."""
        return tuple(parse_checkpoint(parse_note(note).text) for note in self.notes)

    @property
    def lost(self) -> int:
        """How many entries were known outside and were missing when the log was closed: a restored backup."""
        return max((each.size - self.ended.size for each in self.known), default=0)

    def admits(self, checkpoint: Checkpoint) -> bool:
        """Whether it says itself that what this checkpoint covers was lost."""
        same_size = [each for each in self.known if each.size == checkpoint.size]
        return self.ended.size < checkpoint.size <= self.ended.size + self.lost and all(
            each.root == checkpoint.root for each in same_size
        )


def read_links(logs: Sequence[Log], findings: Findings) -> dict[int, Link]:
    """The links that hold, by the id of the log that was closed; findings for those that do not."""
    links: dict[int, Link] = {}
    for log in logs:
        before = next((each for each in logs if each.pk == log.predecessor_id), None)
        if before is None:
            continue
        link = _read_link(log, before)
        if link is None or before.state != LogState.CLOSED.value:
            findings.add(2, f"{log} does not say in its first entry how {before} ended.", _CHAIN)
            continue
        head = Head.objects.get(log=before)
        if link.ended != Checkpoint(before.origin, head.size, frontier_of(head).root()):
            findings.add(2, f"{before} is not what it was when {log} was opened after it.", _CHAIN)
        links[before.pk] = link
    followed = {log.predecessor_id for log in logs}
    for log in logs:
        if log.state == LogState.CLOSED.value and log.pk not in followed:
            findings.add(2, f"{log} is closed, and no log follows it.", _CHAIN)
    if sum(log.predecessor_id is None for log in logs) > 1:
        findings.add(2, "More than one log follows no other.", _CHAIN)
    return links


def check_keys_were_filed(log: Log, findings: Findings) -> None:
    """Every key but a log's first was named by an entry before it signed."""
    for key in LedgerKey.objects.filter(log=log, from_size__gt=0):
        filed = FiledPart.objects.filter(
            entry__log=log, entry__index=key.from_size - 1, entry__kind__in=(KEY_ROTATED, KEY_COMPROMISED)
        )
        content = filed.values_list("content", flat=True).first()
        try:
            named = content is not None and json.loads(bytes(content)).get("new") == key.verifier_key
        except (ValueError, AttributeError):
            named = False
        if not named:
            findings.add(6, f"{log} is signed with a key that no entry names.", _CHAIN)
    if LedgerKey.objects.filter(log=log, from_size=0).count() > 1:
        findings.add(6, f"{log} has two first keys.", _CHAIN)


def _read_link(log: Log, before: Log) -> Link | None:
    filed = FiledPart.objects.filter(entry__log=log, entry__index=0, entry__kind=LOG_OPENED)
    parts = dict(filed.values_list("name", "content"))
    try:
        ended = parse_checkpoint(bytes(parts[ENDED_PART] or b"").decode())
        notes = tuple(bytes(parts[name] or b"") for name in (KNOWN_PART, LAST_PART) if name in parts)
        link = Link(before, ended, notes)
        about = {ended.origin, *(each.origin for each in link.known)}
    except (KeyError, UnicodeDecodeError, CheckpointError, NoteError):
        return None
    return link if about == {before.origin} else None
