"""With which keys a checkpoint is signed, and whether it may be signed at all."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.keys import (
    destroy_old_key,
    find_key,
    key_path,
    load_or_make_key,
    put_next_key_in_place,
)
from aboveboard.ledger.models import Checkpoint, Head, KeyStatus, KnownCheckpoint, LedgerKey, Log
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import root_of_first
from aboveboard.ledger.pure.notes import Signer, parse_verifier_key
from aboveboard.ledger.tree import node_reader


class SigningError(LedgerError):
    """The ledger's state must not be signed; the message says what to do."""


def signers_for(log: Log) -> list[Signer]:
    """Who signs the next checkpoint: the current key, and once, first of all after a rotation, the one before it.

    Raises `SigningError` when a key is not at hand.
    """
    settle_rotation(log)
    current = current_key(log)
    before = log.keys.filter(status=KeyStatus.RETIRED.value, to_size__isnull=True)
    return [_signer(log, current), *(_signer(log, old) for old in before)]


def settle_rotation(log: Log) -> None:
    """Once a checkpoint stands that the new key has signed, the old one has signed its last. Safe to repeat."""
    open_ended = log.keys.filter(status=KeyStatus.RETIRED.value, to_size__isnull=True)
    if not open_ended.exists():
        return
    signed = Checkpoint.objects.filter(log=log, size__gte=current_key(log).from_size)
    first = signed.order_by("size").values_list("size", flat=True).first()
    if first is not None:
        open_ended.update(to_size=first)
        destroy_old_key(key_path())


def current_key(log: Log) -> LedgerKey:
    """The row of the key that this log is signed with; made with the first signature. Two at once agree."""
    current = log.keys.filter(status=KeyStatus.CURRENT.value).first()
    if current is None and not log.keys.exists():
        made = Signer(log.origin, load_or_make_key(key_path())).key
        LedgerKey.objects.bulk_create(
            [
                LedgerKey(
                    log=log, verifier_key=str(made), from_size=0, backed_up_at=_copied_at(made.public_key)
                )
            ],
            ignore_conflicts=True,
        )
        current = log.keys.filter(status=KeyStatus.CURRENT.value).first()
    if current is None:
        raise SigningError(f"{log} has ended, and its key is retired: nothing more of it can be signed.")
    return current


def check_contains_what_is_known(head: Head) -> None:
    """Raises `SigningError` unless what is known outside is part of what would be signed."""
    known = KnownCheckpoint.objects.filter(log=head.log_id).order_by("-size").first()
    if known is None:
        return
    if known.size > head.size:
        raise SigningError(
            f"The ledger ends at {head.size}, and somebody outside holds a checkpoint of {known.size}: entries are "
            "missing. Close it and open another with `aboveboard ledger close`."
        )
    if root_of_first(known.size, node_reader(head.log)) != known.root:
        raise SigningError(
            f"Somebody outside holds a checkpoint of size {known.size} that tells another history. Close the ledger "
            "and open another with `aboveboard ledger close`."
        )


def _copied_at(public_key: bytes) -> datetime | None:
    """When a copy was made, if an earlier log was signed with this key already."""
    for key in LedgerKey.objects.order_by("-pk"):
        if parse_verifier_key(key.verifier_key).public_key == public_key:
            return key.backed_up_at
    return None


def _signer(log: Log, wanted: LedgerKey) -> Signer:
    path, public_key = key_path(), parse_verifier_key(wanted.verifier_key).public_key
    if wanted.status == KeyStatus.CURRENT.value:
        put_next_key_in_place(path, public_key)
    key = find_key(path, public_key)
    if key is None:
        raise SigningError(
            f"{path} is not the key that this ledger was signed with. Put that key back from your offline copy."
        )
    return Signer(log.origin, key)
