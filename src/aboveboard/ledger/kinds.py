"""The catalogue of everything that can be filed. A kind that is not in it is refused."""

from __future__ import annotations

from aboveboard.ledger.pure.commitments import check_kind
from aboveboard.ledger.pure.errors import LedgerError

# Names an entry and the retention rule by which its content was destroyed.
ERASURE = "entry.erased"

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


register(ERASURE, "The content of an entry was destroyed, under the retention rule that it names")
