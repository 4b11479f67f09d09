"""The newest checkpoint, for everybody: it says how large the ledger is and what it commits to, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.ledger.models import Checkpoint, KeyStatus, LedgerKey, LogState
from aboveboard.ledger.pure.notes import VerifierKey, parse_verifier_key


@dataclass(frozen=True, slots=True)
class PublishedCheckpoint:
    """A signed checkpoint. `note` is what is given out, with the lines of `cosigned` witnesses."""

    origin: str
    size: int
    note: str
    cosigned: int
    key: VerifierKey


def get_latest_checkpoint() -> PublishedCheckpoint | None:
    """The newest that was signed, of the ledger that is filed into; None before there is one. Signs nothing.

    Three queries, each for one row or a handful, whatever the size of the ledger.
    """
    newest = (
        Checkpoint.objects.filter(log__state=LogState.OPEN.value)
        .select_related("log")
        .order_by("-size")
        .first()
    )
    if newest is None:
        return None
    lines = list(newest.cosignatures.order_by("pk").values_list("line", flat=True))
    keys = list(LedgerKey.objects.filter(log=newest.log).order_by("-from_size", "-pk"))
    current = next((key for key in keys if key.status == KeyStatus.CURRENT), keys[0])
    return PublishedCheckpoint(
        origin=newest.log.origin,
        size=newest.size,
        note=newest.note + "".join(f"{line}\n" for line in lines),
        cosigned=len(lines),
        key=parse_verifier_key(current.verifier_key),
    )
