"""Replacing the ledger's key: because its time has come, or because somebody else may have it.

In this order, so that a crash at any moment is mended by going on: the new key's file; the entry and the rows that name
it, in one filing; the new file in the place of the old; the first checkpoint, which after a rotation both keys sign.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from aboveboard.ledger.filing import Filed, Part, WhoFiles, filing
from aboveboard.ledger.keys import destroy_old_key, key_path, make_next_key, put_next_key_in_place
from aboveboard.ledger.kinds import KEY_COMPROMISED, KEY_ROTATED
from aboveboard.ledger.models import Entry, Head, KeyStatus, LedgerKey, Log
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.notes import NoteError, Signer, VerifierKey, parse_verifier_key
from aboveboard.ledger.receipts import SigningError, sign_head
from aboveboard.ledger.signers import current_key
from aboveboard.ledger.tree import get_open_log

KEY_PART = "key.json"


class KeyChangeError(LedgerError):
    """A change of keys that cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class KeyOnShow:
    """A key of the ledger, as people compare it. `to_size` is None while it signs."""

    log: str
    verifier_key: str
    fingerprint: str
    status: KeyStatus
    from_size: int
    to_size: int | None
    compromised_at: datetime | None
    backed_up_at: datetime | None

    @property
    def is_current(self) -> bool:
        """Whether it signs now."""
        return self.status is KeyStatus.CURRENT


def list_keys() -> tuple[KeyOnShow, ...]:
    """Every key of every log, newest first. Empty before the first signature."""
    return tuple(_on_show(key) for key in LedgerKey.objects.select_related("log").order_by("-pk"))


def rotate_key(*, actor: WhoFiles, now: datetime) -> Filed:
    """Sign with a new key from now on. Raises `SigningError`, `KeyFileError`, `NoLogError` or `StoppedError`."""
    log = get_open_log()
    _sign_everything()
    filed = _change(log, KEY_ROTATED, actor=actor, now=now)
    sign_head(log)
    return filed


def report_compromised(*, actor: WhoFiles, now: datetime, since: datetime, verifier_key: str = "") -> Filed:
    """File that a key may have been in other hands `since`: what it signed counts only if a witness saw it before.

    Without `verifier_key` it is the key in use, which a new one replaces at once; the old one signs nothing more, not
    even the first checkpoint after it. So it is also the way on when the key is lost. Raises `KeyChangeError`,
    `KeyFileError`, `NoLogError` or `StoppedError`.
    """
    if since > now:
        raise KeyChangeError("That time is still to come.")
    log = get_open_log()
    current = current_key(log)
    if verifier_key not in ("", current.verifier_key):
        return _report_retired(verifier_key, actor=actor, now=now, since=since)
    filed = _change(log, KEY_COMPROMISED, actor=actor, now=now, since=since)
    destroy_old_key(key_path())
    sign_head(log)
    return filed


def record_backup(*, now: datetime) -> KeyOnShow:
    """Note that a copy of the key in use lies offline. Raises `NoLogError` or `StoppedError`."""
    current = current_key(get_open_log())
    LedgerKey.objects.filter(pk=current.pk).update(backed_up_at=now)
    current.refresh_from_db()
    return _on_show(current)


def key_awaiting_backup() -> KeyOnShow | None:
    """The key in use, while nobody has said that a copy of it lies offline."""
    waiting = LedgerKey.objects.select_related("log").filter(
        status=KeyStatus.CURRENT.value, backed_up_at__isnull=True
    )
    key = waiting.exclude(log__state="closed").first()
    return None if key is None else _on_show(key)


def _sign_everything() -> None:
    """What has been filed is signed by the key under which it was filed, in closed logs too."""
    for log in Log.objects.filter(head__size__gt=0, keys__status=KeyStatus.CURRENT.value).order_by("pk"):
        if log.state != "closed":
            sign_head(log)
            continue
        try:
            sign_head(log)
        except SigningError:  # a log that was closed because something of it is lost
            continue


def _change(log: Log, kind: str, *, actor: WhoFiles, now: datetime, since: datetime | None = None) -> Filed:
    path = key_path()
    coming = Signer(log.origin, make_next_key(path)).key
    old = current_key(log)
    content = {"new": str(coming), "old": old.verifier_key} | _since(since)
    with filing(actor=actor, now=now) as current:
        filed = current.file(kind=kind, parts=[_part(content)])
        current.when_placed(filed.reference, lambda entry: _replace(log, old, coming, entry, since))
    put_next_key_in_place(path, coming.public_key)
    return filed


def _replace(log: Log, old: LedgerKey, coming: VerifierKey, entry: Entry, since: datetime | None) -> None:
    """With the head locked, and the entry that says so in its place."""
    if entry.log_id != log.pk:
        raise KeyChangeError(
            "The ledger was closed meanwhile, and another opened. Nothing was done: try again."
        )
    changes = (
        {"status": KeyStatus.RETIRED.value}
        if since is None
        else {"status": KeyStatus.COMPROMISED.value, "to_size": entry.index, "compromised_at": since}
    )
    mine = LedgerKey.objects.filter(pk=old.pk, status=KeyStatus.CURRENT.value)
    if not mine.update(**changes):
        raise KeyChangeError("Somebody else has changed the key meanwhile. Nothing was done: look again.")
    LedgerKey.objects.create(log=log, verifier_key=str(coming), from_size=entry.index + 1)
    for ended in LedgerKey.objects.exclude(log=log).exclude(status=KeyStatus.COMPROMISED.value):
        _end_in_closed_log(ended, old, since)


def _end_in_closed_log(ended: LedgerKey, old: LedgerKey, since: datetime | None) -> None:
    """A closed log's key signs nothing more. If it is the same private key as the old one, it has been taken too."""
    size = Head.objects.get(log=ended.log_id).size if ended.to_size is None else ended.to_size
    taken = since is not None and _public(ended) == _public(old)
    LedgerKey.objects.filter(pk=ended.pk).update(
        status=KeyStatus.COMPROMISED.value if taken else KeyStatus.RETIRED.value,
        compromised_at=since if taken else None,
        to_size=size,
    )


def _public(key: LedgerKey) -> bytes:
    return parse_verifier_key(key.verifier_key).public_key


def _report_retired(verifier_key: str, *, actor: WhoFiles, now: datetime, since: datetime) -> Filed:
    try:
        parse_verifier_key(verifier_key)
    except NoteError as refused:
        raise KeyChangeError(f"This is no key. {refused}") from refused
    with filing(actor=actor, now=now) as current:
        known = LedgerKey.objects.filter(
            verifier_key=verifier_key, status=KeyStatus.RETIRED.value, to_size__isnull=False
        )
        if not known.update(status=KeyStatus.COMPROMISED.value, compromised_at=since):
            raise KeyChangeError(
                "No retired key of this ledger is that one. `aboveboard ledger key show` lists them."
            )
        content = {"new": "", "old": verifier_key} | _since(since)
        return current.file(kind=KEY_COMPROMISED, parts=[_part(content)])


def _since(since: datetime | None) -> dict[str, str]:
    return {} if since is None else {"since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _part(content: dict[str, str]) -> Part:
    return Part(KEY_PART, "application/json", json.dumps(content, sort_keys=True).encode())


def _on_show(key: LedgerKey) -> KeyOnShow:
    return KeyOnShow(
        log=key.log.origin,
        verifier_key=key.verifier_key,
        fingerprint=parse_verifier_key(key.verifier_key).fingerprint,
        status=KeyStatus(key.status),
        from_size=key.from_size,
        to_size=key.to_size,
        compromised_at=key.compromised_at,
        backed_up_at=key.backed_up_at,
    )
