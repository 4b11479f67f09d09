"""Signing checkpoints and giving out receipts: after the commit, never inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from aboveboard.ledger.filing import Filed
from aboveboard.ledger.keys import key_path, load_or_make_key
from aboveboard.ledger.models import Checkpoint, Entry, FiledPart, Head, KeyStatus, LedgerKey, Log
from aboveboard.ledger.pure import checkpoints, receipt_folder
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import inclusion_proof
from aboveboard.ledger.pure.notes import NoteError, Signer, parse_verifier_key, sign_note
from aboveboard.ledger.pure.policies import NO_QUORUM, Policy
from aboveboard.ledger.pure.read_me import BARE_READ_ME, READ_ME
from aboveboard.ledger.pure.receipts import Opening, make_receipt, write_leaf
from aboveboard.ledger.pure.references import read_reference
from aboveboard.ledger.sources import get_store
from aboveboard.ledger.tree import frontier_of, get_open_log, node_reader
from aboveboard.ledger.witnesses import GROUP_NAME, Quorum, find_witnessed, get_quorum


class NotFiledError(LedgerError):
    """There is no entry under this reference, or its content has been erased."""


class SigningError(LedgerError):
    """The ledger's state must not be signed; the message says what to do."""


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
    return _read(entry, _give_out(entry, at_size, _opening(entry)))


class _GivenOut(NamedTuple):
    """What a receipt is made of, and the policy that it meets."""

    checkpoint: Checkpoint
    proof: str
    policy: Policy


def _give_out(entry: Entry, at_size: int | None, opening: Opening | None) -> _GivenOut:
    # The cosignatures are read once: another may come at any moment.
    quorum = get_quorum()
    checkpoint = _covering(entry, at_size, quorum)
    hashes = inclusion_proof(entry.index, checkpoint.size, node_reader(entry.log))
    cosigned = list(checkpoint.cosignatures.order_by("pk").values_list("witness", "line"))
    note = checkpoint.note + "".join(f"{line}\n" for _, line in cosigned)
    policy = _policy(entry.log, quorum, {witness for witness, _ in cosigned})
    return _GivenOut(checkpoint, str(make_receipt(entry.index, hashes, note, opening)), policy)


def _opening(entry: Entry) -> Opening:
    salts = {part.name: part.salt for part in entry.parts.only("name", "salt") if part.salt is not None}
    return Opening(entry.manifest or b"", entry.manifest_salt or b"", salts)


def _read(entry: Entry, found: _GivenOut) -> Receipt:
    return Receipt(
        reference=entry.reference,
        kind=entry.kind,
        filed_at=entry.filed_at,
        index=entry.index,
        size=found.checkpoint.size,
        proof=found.proof,
        fingerprint=found.policy.logs[0].fingerprint,
    )


def receipt_zip(reference: str, *, at_size: int | None = None) -> bytes:
    """The receipt, what was filed, and whom to trust, as the zip that is handed out. Raises as `receipt` does."""
    entry = _find(reference)
    found = _give_out(entry, at_size, _opening(entry))
    return receipt_folder.make_zip(
        receipt=found.proof,
        policy=str(found.policy),
        parts={part.name: part_content(part) for part in entry.parts.order_by("pk")},
        read_me=READ_ME.format(
            reference=entry.reference,
            filed_at=f"{entry.filed_at:%-d %B %Y at %H:%M:%S} UTC",
            fingerprint=_in_two_lines(found.policy.logs[0].fingerprint),
        ),
    )


def bare_receipt_zip(reference: str) -> bytes:
    """The same without content and salts: it proves that something was filed, and lets nobody test guesses of what.

    Raises as `receipt` does.
    """
    entry = _find(reference)
    found = _give_out(entry, None, None)
    return receipt_folder.make_zip(
        receipt=found.proof,
        policy=str(found.policy),
        parts={},
        read_me=BARE_READ_ME.format(fingerprint=_in_two_lines(found.policy.logs[0].fingerprint)),
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
        root = frontier_of(head).root()
        if latest is None or latest.size < head.size:
            latest = _sign(log, head.size, root)
        if latest.root != root:
            raise SigningError(
                f"Another history of {head.size} entries was signed before. Run `aboveboard ledger verify`."
            )
        return latest


def _sign(log: Log, size: int, root: bytes) -> Checkpoint:
    signer = _signer(log)
    body = checkpoints.Checkpoint(log.origin, size, root).body()
    _, _, signatures = sign_note(body, [signer]).rpartition("\n\n")
    made = Checkpoint(log=log, size=size, root=root, body=body, signatures=signatures)
    # Somebody else may have signed the same size meanwhile: theirs stands, and the caller compares the roots.
    Checkpoint.objects.bulk_create([made], ignore_conflicts=True)
    return Checkpoint.objects.get(log=log, size=size)


def _signer(log: Log) -> Signer:
    path = key_path()
    signer = Signer(log.origin, load_or_make_key(path))
    current = log.keys.filter(status=KeyStatus.CURRENT.value).first()
    if current is None:
        LedgerKey.objects.bulk_create(
            [LedgerKey(log=log, verifier_key=str(signer.key), from_size=0)], ignore_conflicts=True
        )
        current = log.keys.get(status=KeyStatus.CURRENT.value)
    if current.verifier_key != str(signer.key):
        raise SigningError(
            f"{path} is not the key that this ledger was signed with. Put that key back from your offline copy."
        )
    return signer


def _find(reference: str) -> Entry:
    entry = Entry.objects.select_related("log").filter(reference=read_reference(reference)).first()
    if entry is None or entry.manifest is None:
        raise NotFiledError(f"Nothing is kept under {reference}.")
    return entry


def _covering(entry: Entry, at_size: int | None, quorum: Quorum) -> Checkpoint:
    found = Checkpoint.objects.filter(log=entry.log, size__gt=entry.index)
    if at_size is not None:
        chosen = found.filter(size=at_size).first()
        if chosen is None:
            raise NotFiledError(f"There is no checkpoint of size {at_size} that covers {entry.reference}.")
        return chosen
    # The first that covers it, so that a receipt asked for twice is the same receipt; but for once, when witnesses
    # have cosigned: then it is the first that enough of them did.
    return (
        find_witnessed(entry.log, entry.index, quorum)
        or found.order_by("size").first()
        or sign_head(entry.log)
    )


def _policy(log: Log, quorum: Quorum, cosigned: Collection[str]) -> Policy:
    """Whom to trust. It asks for as many witnesses as the trust does, but only once they have cosigned.

    Before that it asks for none: a receipt is not altered because its witnesses have not been asked yet.
    """
    keys = log.keys.exclude(status=KeyStatus.COMPROMISED.value).order_by("-from_size", "-pk")
    try:
        logs = tuple(parse_verifier_key(key.verifier_key) for key in keys)
    except NoteError as refused:
        raise SigningError(f"A key of the ledger cannot be read. {refused}") from refused
    if quorum.group is None:
        return Policy(logs)
    met = quorum.needed and sum(str(key) in cosigned for key in quorum.keys) >= quorum.needed
    return Policy(
        logs,
        {key.name: key for key in quorum.keys},
        {GROUP_NAME: quorum.group},
        GROUP_NAME if met else NO_QUORUM,
    )


def _in_two_lines(fingerprint: str) -> str:
    groups = fingerprint.split(" ")
    return " ".join(groups[:8]) + "\n    " + " ".join(groups[8:])
