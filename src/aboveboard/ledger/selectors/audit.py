"""What the ledger shows of itself to whoever holds it to account: sizes, roots, keys and witnesses; nothing filed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from aboveboard.ledger.models import Checkpoint, Cosignature, Entry, Head, LedgerKey
from aboveboard.ledger.pure.merkle import MerkleError
from aboveboard.ledger.pure.notes import NoteError, parse_verifier_key
from aboveboard.ledger.tree import frontier_of
from aboveboard.rules.actor import Requester
from aboveboard.rules.errors import NotFound


@dataclass(frozen=True, slots=True)
class LogShown:
    """One log as it stands. `root` is in base64, as checkpoints have it; `signed` is the largest size signed, or 0."""

    origin: str
    is_open: bool
    size: int
    root: str
    signed: int
    predecessor: str


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key that checkpoints are, or were, signed with. `to_size` is None while it is in use."""

    fingerprint: str
    verifier_key: str
    status: str
    from_size: int
    to_size: int | None


@dataclass(frozen=True, slots=True)
class WitnessShown:
    """Somebody outside who has signed checkpoints: how many, the last one's size and the time they gave for it."""

    name: str
    count: int
    last_size: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerShown:
    """Every log, key and witness; the open log and the current key first."""

    logs: tuple[LogShown, ...]
    keys: tuple[KeyShown, ...]
    witnesses: tuple[WitnessShown, ...]


def get_ledger(actor: Requester) -> LedgerShown:
    """The ledger's state. A constant number of queries, and none of them reads the entries."""
    signed = dict(Checkpoint.objects.order_by().values_list("log").annotate(largest=Max("size")))
    heads = Head.objects.select_related("log__predecessor").order_by("-log_id")
    return LedgerShown(
        logs=tuple(_log_shown(head, signed.get(head.log_id, 0)) for head in heads),
        keys=tuple(_key_shown(key) for key in LedgerKey.objects.order_by("-from_size", "-pk")),
        witnesses=tuple(
            WitnessShown(_name(witness), count, size, at)
            for witness, count, size, at in Cosignature.objects.order_by("witness")
            .values_list("witness")
            .annotate(count=Count("pk"), size=Max("checkpoint__size"), at=Max("time"))
        ),
    )


def checkpoints_shown(actor: Requester) -> QuerySet[Checkpoint]:
    """Every checkpoint, with `witnesses` (how many) and `last_filed_at`, the time of the last entry that it covers."""
    last = Entry.objects.filter(log=OuterRef("log"), index=OuterRef("size") - 1)
    seen = Cosignature.objects.filter(checkpoint=OuterRef("pk")).order_by().values("checkpoint")
    return Checkpoint.objects.select_related("log").annotate(
        last_filed_at=Subquery(last.values("filed_at")[:1]),
        witnesses=Subquery(seen.annotate(count=Count("pk")).values("count")),
    )


def get_checkpoint_note(actor: Requester, checkpoint_id: int) -> tuple[int, str]:
    """The size of a checkpoint, and the signed note with the lines of its witnesses. Raises NotFound."""
    found = Checkpoint.objects.filter(pk=checkpoint_id).first()
    if found is None:
        raise NotFound
    lines = found.cosignatures.order_by("pk").values_list("line", flat=True)
    return found.size, found.note + "".join(f"{line}\n" for line in lines)


def _log_shown(head: Head, signed: int) -> LogShown:
    try:
        root = b64encode(frontier_of(head).root()).decode()
    except MerkleError:
        root = ""
    before = head.log.predecessor
    return LogShown(
        origin=head.log.origin,
        is_open=head.log.state == "open",
        size=head.size,
        root=root,
        signed=signed,
        predecessor=before.origin if before else "",
    )


def _key_shown(key: LedgerKey) -> KeyShown:
    try:
        fingerprint = parse_verifier_key(key.verifier_key).fingerprint
    except NoteError:
        fingerprint = ""
    return KeyShown(fingerprint, key.verifier_key, key.status, key.from_size, key.to_size)


def _name(verifier_key: str) -> str:
    return verifier_key.partition("+")[0]
