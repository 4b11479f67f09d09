"""What an erasure entry says: which entries, under which rule of retention, and why. Never about whom."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aboveboard.ledger.pure.commitments import CommitmentError, parse_json_object

ERASURE_PART = "erasure.json"


@dataclass(frozen=True, slots=True)
class ErasedEntry:
    """An entry whose content was destroyed: its place, and the reference that was printed on it."""

    origin: str
    index: int
    reference: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """The content of an erasure entry. `asked_by` is the opaque reference of whoever asked for it first, or empty."""

    entries: tuple[ErasedEntry, ...]
    rule: str
    reason: str
    asked_by: str = ""

    def to_bytes(self) -> bytes:
        """The bytes of the part `erasure.json`."""
        content = {
            "asked_by": self.asked_by,
            "entries": [
                {"index": each.index, "log": each.origin, "reference": each.reference}
                for each in self.entries
            ],
            "reason": self.reason,
            "rule": self.rule,
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def names(self, origin: str, index: int) -> bool:
        """Whether the entry at this place is among those that were erased."""
        return any((each.origin, each.index) == (origin, index) for each in self.entries)


def parse_erasure(content: bytes) -> Erasure:
    """Reads an erasure entry's part. Raises only `CommitmentError`."""
    found = parse_json_object(content, {"asked_by": str, "entries": list, "reason": str, "rule": str})
    return Erasure(_read_entries(found["entries"]), found["rule"], found["reason"], found["asked_by"])


def _read_entries(entries: Sequence[object]) -> tuple[ErasedEntry, ...]:
    read = []
    for entry in entries:
        match entry:
            case {"index": int(index), "log": str(origin), "reference": str(reference)} if index >= 0:
                read.append(ErasedEntry(origin, index, reference))
            case _:
                raise CommitmentError("An erasure names an entry in a way that cannot be read.")
    return tuple(read)
