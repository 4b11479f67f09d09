"""Signing checkpoints and giving out receipts: after the commit, never inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from aboveboard.ledger.filing import Filed
from aboveboard.ledger.models import (
    Checkpoint,
    Cosignature,
    Entry,
    FiledPart,
    Head,
    KeyStatus,
    Log,
    LogState,
)
from aboveboard.ledger.pure import checkpoints, receipt_folder
from aboveboard.ledger.pure.checkpoints import CheckpointError, open_checkpoint
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import inclusion_proof
from aboveboard.ledger.pure.notes import NoteError, VerifierKey, parse_verifier_key, sign_note
from aboveboard.ledger.pure.policies import Policy
from aboveboard.ledger.pure.read_me import BARE_READ_ME, READ_ME
from aboveboard.ledger.pure.receipts import Opening, make_receipt, write_leaf
from aboveboard.ledger.pure.references import read_reference
from aboveboard.ledger.signers import (
    SigningError,
    check_contains_what_is_known,
    settle_rotation,
    signers_for,
)
from aboveboard.ledger.sources import get_store
from aboveboard.ledger.tree import StoppedError, frontier_of, get_open_log, node_reader

__all__ = [
    "NotFiledError",
    "Receipt",
    "SigningError",
    "bare_receipt_zip",
    "get_part",
    "part_content",
    "policy_of",
    "receipt",
    "receipt_zip",
    "sign_head",
]


class NotFiledError(LedgerError):
    """There is no entry under this reference, or its content has been erased."""


@dataclass(frozen=True)
class Receipt:
    """A receipt as it is given out. `proof` is the text of `receipt.tlog-proof`: as confidential as the entry."""

    reference: str
    kind: str
    filed_at: datetime
    index: int
    size: int
    proof: str
    fingerprint: str


def receipt(filed: Filed, *, at_size: int | None = None) -> Receipt:
    """The receipt for what was filed; signs a checkpoint if none covers it yet.

    With `at_size`, the receipt at that stored checkpoint, to compare with one from outside. Does no access check:
    whoever calls it has found the record through its own room. Raises `NotFiledError`, `SigningError`, or
    `RuntimeError` inside a transaction that it would have to sign in.
    """
    entry = _find(filed.reference)
    checkpoint = _covering(entry, at_size)
    return Receipt(
        reference=entry.reference,
        kind=entry.kind,
        filed_at=entry.filed_at,
        index=entry.index,
        size=checkpoint.size,
        proof=_proof(entry, checkpoint, _opening(entry)),
        fingerprint=_signed_by(checkpoint).fingerprint,
    )


def receipt_zip(reference: str, *, at_size: int | None = None) -> bytes:
    """The receipt, what was filed, and whom to trust, as the zip that is handed out. Raises as `receipt` does."""
    entry = _find(reference)
    found = receipt(Filed(entry.reference), at_size=at_size)
    return receipt_folder.make_zip(
        receipt=found.proof,
        policy=str(policy_of(entry.log)),
        parts={part.name: part_content(part) for part in entry.parts.order_by("pk")},
        read_me=READ_ME.format(
            reference=entry.reference,
            filed_at=f"{entry.filed_at:%-d %B %Y at %H:%M:%S} UTC",
            fingerprint=_in_two_lines(found.fingerprint),
        ),
    )


def bare_receipt_zip(reference: str) -> bytes:
    """The same without content and salts: it proves that something was filed, and lets nobody test guesses of what.

    Raises as `receipt` does.
    """
    entry = _find(reference)
    checkpoint = _covering(entry, None)
    proof = _proof(entry, checkpoint, None)
    # After the checkpoint: the first one signed is what puts the key on record.
    return receipt_folder.make_zip(
        receipt=proof,
        policy=str(policy_of(entry.log)),
        parts={},
        read_me=BARE_READ_ME.format(fingerprint=_in_two_lines(_signed_by(checkpoint).fingerprint)),
        leaf=write_leaf(entry.leaf_hash),
    )


def get_part(reference: str, name: str) -> bytes:
    """The bytes of one part of an entry. Does no access check. Raises `NotFiledError`."""
    part = FiledPart.objects.filter(entry__reference=reference, name=name, erased_at__isnull=True).first()
    if part is None:
        raise NotFiledError(f"Nothing called {name} is kept under {reference}.")
    return part_content(part)


def part_content(part: FiledPart) -> bytes:
    """The bytes of a part, from here or from its store. Raises `NotFiledError` when they are gone."""
    if not part.store:
        return part.content or b""
    try:
        return b"".join(get_store(part.store).read(part.location))
    except FileNotFoundError:
        raise NotFiledError(f"{part.name} is not where it was kept.") from None


def sign_head(log: Log | None = None) -> Checkpoint:
    """A checkpoint of the log as it now stands, signed unless it was already.

    Any process may sign: the same head gives the same bytes. It reads and signs what is committed, so it refuses to run
    inside a transaction, whose rollback would leave a signed history that never was.
    """
    with transaction.atomic(durable=True):
        log = log or get_open_log()
        head = Head.objects.get(log=log)
        latest = Checkpoint.objects.filter(log=log).order_by("-size").first()
        if latest is not None and latest.size > head.size:
            raise SigningError(
                f"The ledger ends at {head.size}, but a checkpoint of {latest.size} was signed. Entries are missing: "
                "restore the newest backup, and do not file anything before that."
            )
        if head.size == 0:
            raise SigningError("Nothing has been filed in this ledger yet.")
        if log.state == LogState.STOPPED.value:
            raise StoppedError
        check_contains_what_is_known(head)
        root = frontier_of(head).root()
        if latest is None or latest.size < head.size:
            latest = _sign(log, head.size, root)
        if latest.root != root:
            raise SigningError(
                f"Another history of {head.size} entries was signed before. Run `aboveboard ledger verify`."
            )
        return latest


def _sign(log: Log, size: int, root: bytes) -> Checkpoint:
    signers = signers_for(log)
    body = checkpoints.Checkpoint(log.origin, size, root).body()
    _, _, signatures = sign_note(body, signers).rpartition("\n\n")
    made = Checkpoint(log=log, size=size, root=root, body=body, signatures=signatures)
    # Somebody else may have signed the same size meanwhile: theirs stands, and the caller compares the roots.
    Checkpoint.objects.bulk_create([made], ignore_conflicts=True)
    if len(signers) > 1:
        settle_rotation(log)
    return Checkpoint.objects.get(log=log, size=size)


def _find(reference: str) -> Entry:
    entry = Entry.objects.select_related("log").filter(reference=read_reference(reference)).first()
    if entry is None or entry.manifest is None:
        raise NotFiledError(f"Nothing is kept under {reference}.")
    return entry


def _proof(entry: Entry, checkpoint: Checkpoint, opening: Opening | None) -> str:
    hashes = inclusion_proof(entry.index, checkpoint.size, node_reader(entry.log))
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    note = checkpoint.note + "".join(f"{line}\n" for line in lines)
    return str(make_receipt(entry.index, hashes, note, opening))


def _opening(entry: Entry) -> Opening:
    salts = {part.name: part.salt for part in entry.parts.only("name", "salt") if part.salt is not None}
    return Opening(entry.manifest or b"", entry.manifest_salt or b"", salts)


def _covering(entry: Entry, at_size: int | None) -> Checkpoint:
    found = Checkpoint.objects.filter(log=entry.log, size__gt=entry.index)
    if at_size is not None:
        chosen = found.filter(size=at_size).first()
        if chosen is None:
            raise NotFiledError(f"There is no checkpoint of size {at_size} that covers {entry.reference}.")
        return chosen
    # The first that covers it, so that a receipt asked for twice is the same receipt.
    return found.filter(_still_counts(entry.log)).order_by("size").first() or sign_head(entry.log)


def _still_counts(log: Log) -> Q:
    """Checkpoints by a key in other hands count only if a witness saw them before it was."""
    counts = Q()
    for key in log.keys.filter(status=KeyStatus.COMPROMISED.value):
        seen = Cosignature.objects.filter(
            checkpoint__log=log, checkpoint__size__lte=key.to_size, time__lt=key.compromised_at
        )
        by_another = log.keys.exclude(status=KeyStatus.COMPROMISED.value).filter(
            Q(to_size__isnull=True) | Q(to_size__gte=OuterRef("size")), from_size__lte=OuterRef("size")
        )
        counts &= Q(size__gt=key.to_size) | Q(pk__in=seen.values("checkpoint")) | Q(Exists(by_another))
    return counts


def policy_of(log: Log) -> Policy:
    """Whose signatures to trust for this log, newest key first, and which key has been in other hands since when."""
    sound, compromised = [], {}
    try:
        for key in log.keys.order_by("-from_size", "-pk"):
            found = parse_verifier_key(key.verifier_key)
            if key.status == KeyStatus.COMPROMISED.value and key.compromised_at is not None:
                compromised[found] = key.compromised_at
            else:
                sound.append(found)
    except NoteError as refused:
        raise SigningError(f"A key of the ledger cannot be read. {refused}") from refused
    return Policy((*sound, *compromised), compromised=compromised)


def _signed_by(checkpoint: Checkpoint) -> VerifierKey:
    try:
        return open_checkpoint(checkpoint.note.encode(), policy_of(checkpoint.log).logs).log_key
    except CheckpointError as refused:
        raise SigningError(f"The checkpoint of {checkpoint} does not hold. {refused}") from refused


def _in_two_lines(fingerprint: str) -> str:
    groups = fingerprint.split(" ")
    return " ".join(groups[:8]) + "\n    " + " ".join(groups[8:])
