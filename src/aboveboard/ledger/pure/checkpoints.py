"""Checkpoints (c2sp.org/tlog-checkpoint): the log's name, size and root, signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from aboveboard.ledger.pure.encoding import decode_base64, decode_decimal, encode_base64
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import HASH_LENGTH
from aboveboard.ledger.pure.notes import ED25519, NoteError, OpenedNote, VerifierKey, open_note

# The parts of a log's first entry when it follows another: how that one ended, what is known of it outside or by
# witnesses, and what it last signed itself, if that is something else.
ENDED_PART = "ended.txt"
KNOWN_PART = "checkpoint.txt"
LAST_PART = "last-checkpoint.txt"


class CheckpointError(LedgerError):
    """Not a checkpoint, or not one to be trusted."""


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its first `size` entries have this root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


@dataclass(frozen=True)
class OpenedCheckpoint:
    """A checkpoint whose log has signed it, and the signatures by other known keys (witnesses)."""

    checkpoint: Checkpoint
    log_key: VerifierKey
    note: OpenedNote


def parse_checkpoint(body: str) -> Checkpoint:
    """Reads the signed text. Extension lines are allowed, since others may write them, and ignored."""
    if not body.endswith("\n"):
        raise CheckpointError("The checkpoint does not end in a newline.")
    lines = body[:-1].split("\n")
    if len(lines) < 3:
        raise CheckpointError("The checkpoint has fewer than three lines.")
    if not all(lines):
        raise CheckpointError("The checkpoint has an empty line.")
    try:
        size = decode_decimal(lines[1])
    except ValueError:
        raise CheckpointError("The checkpoint's size is not a plain whole number.") from None
    try:
        root = decode_base64(lines[2])
    except ValueError:
        raise CheckpointError("The checkpoint's root is not in base64.") from None
    if len(root) != HASH_LENGTH:
        raise CheckpointError("The checkpoint's root is not 32 bytes long.")
    return Checkpoint(lines[0], size, root)


def open_checkpoint(
    note: bytes, log_keys: Sequence[VerifierKey], other_keys: Sequence[VerifierKey] = ()
) -> OpenedCheckpoint:
    """The checkpoint, if the log that it names has signed it with one of `log_keys`.

    Of several that did, the first is told. A signature by another log's key, or by a witness alone, is not enough.
    """
    try:
        opened = open_note(note, [*log_keys, *other_keys])
    except NoteError as refused:
        raise CheckpointError(str(refused)) from refused
    checkpoint = parse_checkpoint(opened.text)
    signed = {signature.key for signature in opened.verified}
    for key in log_keys:
        if key in signed and key.kind is ED25519 and key.name == checkpoint.origin:
            return OpenedCheckpoint(checkpoint, key, opened)
    raise CheckpointError(f"The log {checkpoint.origin} has not signed its checkpoint with a known key.")
