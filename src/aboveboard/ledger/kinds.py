"""The catalogue of everything that can be filed. A kind that is not in it is refused."""

from __future__ import annotations

from aboveboard.ledger.pure.commitments import check_kind
from aboveboard.ledger.pure.errors import LedgerError

# Names entries, and the retention rule by which their content was destroyed.
ERASURE = "entry.erased"
KEY_ROTATED = "ledger_key.rotated"
KEY_COMPROMISED = "ledger_key.compromised"
LOG_OPENED = "log.opened"

OF_THE_LEDGER = frozenset({ERASURE, KEY_ROTATED, KEY_COMPROMISED, LOG_OPENED})
"""The ledger's own kinds: no record of a room stands behind them, and they are never erased."""

_CATALOGUE: dict[str, str] = {}


class UnknownKindError(LedgerError):
    """A kind that nobody has registered, or registered twice with two meanings."""


def register(kind: str, meaning: str) -> str:
    """Put a kind in the catalogue and return it, for a constant: `SUBMITTED = register("declaration.submitted", ...)`.

    Past tense, dotted. `meaning` says in a few plain words what has happened, for auditors.
    """
    check_kind(kind)
    if _CATALOGUE.setdefault(kind, meaning) != meaning:
        raise UnknownKindError(f"{kind} is registered already, and means: {_CATALOGUE[kind]}")
    return kind


def check_registered(kind: str) -> str:
    """The kind, if it is in the catalogue; else `UnknownKindError`."""
    if kind not in _CATALOGUE:
        raise UnknownKindError(
            f"Nothing may be filed as {kind!r}: register it with ledger.kinds.register first."
        )
    return kind


def list_kinds() -> dict[str, str]:
    """Every kind and its meaning, by name."""
    return dict(sorted(_CATALOGUE.items()))


register(ERASURE, "The content of entries was destroyed, under the retention rule that it names")
register(KEY_ROTATED, "From here on checkpoints are signed with another key")
register(
    KEY_COMPROMISED, "A key may be in other hands: what it signed counts only if it was seen outside before"
)
register(LOG_OPENED, "A log was opened after another, and commits to where that one ended")
