"""What a log and a witness say to each other (c2sp.org/tlog-witness): the request, the answers, the judgement.

A witness remembers the newest checkpoint of each log that it follows, and cosigns another only with a proof that the
new tree begins with the one it remembers. So everything that one witness has cosigned is one history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from aboveboard.ledger.pure.checkpoints import Checkpoint, CheckpointError, open_checkpoint, parse_checkpoint
from aboveboard.ledger.pure.encoding import decode_base64, decode_decimal, encode_base64
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import EMPTY_ROOT, HASH_LENGTH, MerkleError, check_consistency
from aboveboard.ledger.pure.notes import NoteError, VerifiedSignature, VerifierKey, open_note, parse_note

ADD_CHECKPOINT = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
MOST_HASHES = 63
# 63 hashes, a hundred signatures with long names: more is nothing that a log would say.
MOST_BYTES = 64 * 1024


class WitnessingError(LedgerError):
    """Not a request or an answer in this protocol."""


class Status(IntEnum):
    """The answers of the protocol, as HTTP knows them."""

    COSIGNED = 200
    UNREADABLE = 400
    NOT_SIGNED = 403
    UNKNOWN_LOG = 404
    OTHER_SIZE = 409
    FORK = 422


class Refused(LedgerError):
    """The witness does not cosign. `size` is what it remembers, where the answer says so."""

    def __init__(self, status: Status, reason: str, size: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.size = size


@dataclass(frozen=True)
class AddCheckpoint:
    """A checkpoint for the witness, with the proof that leads to it from the size that the witness remembers."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        hashes = "".join(f"{encode_base64(each)}\n" for each in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.checkpoint}"


def parse_request(content: bytes) -> AddCheckpoint:
    """Reads a request; its checkpoint is not looked into. Raises only `WitnessingError`."""
    if len(content) > MOST_BYTES:
        raise WitnessingError("The request is too long.")
    try:
        head, blank, checkpoint = content.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise WitnessingError("The request is not UTF-8 text.") from None
    old, *hashes = head.split("\n")
    if not blank or not checkpoint or not old.startswith("old "):
        raise WitnessingError("The request is not an old size, a proof, an empty line and a checkpoint.")
    if len(hashes) > MOST_HASHES:
        raise WitnessingError("The proof has too many hashes.")
    try:
        size = decode_decimal(old.removeprefix("old "))
        proof = tuple(map(decode_base64, hashes))
    except ValueError:
        raise WitnessingError("The old size or the proof cannot be read.") from None
    if any(len(each) != HASH_LENGTH for each in proof):
        raise WitnessingError("A hash of the proof is not 32 bytes long.")
    return AddCheckpoint(size, proof, checkpoint)


def judge(
    request: AddCheckpoint, logs: Mapping[str, Sequence[VerifierKey]], remembered: Mapping[str, Checkpoint]
) -> Checkpoint:
    """The checkpoint that the witness may cosign, once it has remembered it. Raises `Refused`.

    `logs` are the keys of the logs that it follows, by their origin.
    """
    note = request.checkpoint.encode()
    try:
        claimed = parse_checkpoint(parse_note(note).text)
    except (NoteError, CheckpointError) as refused:
        raise Refused(Status.UNREADABLE, f"This is not a checkpoint. {refused}") from None
    if claimed.origin not in logs:
        raise Refused(Status.UNKNOWN_LOG, f"This witness does not follow the log {claimed.origin}.")
    try:
        checkpoint = open_checkpoint(note, logs[claimed.origin]).checkpoint
    except CheckpointError as refused:
        raise Refused(Status.NOT_SIGNED, str(refused)) from None
    if request.old_size > checkpoint.size:
        raise Refused(Status.UNREADABLE, "The old size is larger than the checkpoint's.")
    known = remembered.get(checkpoint.origin, Checkpoint(checkpoint.origin, 0, EMPTY_ROOT))
    if request.old_size != known.size:
        raise Refused(Status.OTHER_SIZE, f"This witness remembers size {known.size}.", known.size)
    try:
        _check_follows(known, checkpoint, request.proof)
    except MerkleError as refused:
        raise Refused(
            Status.FORK, f"This is not shown to continue what was cosigned. {refused}", known.size
        ) from None
    return checkpoint


def _check_follows(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    if old.size > 0:
        check_consistency(old.size, new.size, proof, old.root, new.root)
    elif proof:
        raise MerkleError("From an empty tree there is nothing to prove, but a proof is given.")
    elif new.size == 0 and new.root != EMPTY_ROOT:
        raise MerkleError("An empty tree has another root.")


def parse_size(content: bytes) -> int:
    """The size that a witness says it remembers (its answer 409). Raises only `WitnessingError`."""
    try:
        line = content.decode("ascii")
        if line.endswith("\n"):
            return decode_decimal(line[:-1])
    except ValueError:
        pass
    raise WitnessingError("The witness did not say which size it remembers.")


@dataclass(frozen=True)
class Cosigned:
    """A cosignature that holds: its line without a newline, and the POSIX time that it vouches for."""

    line: str
    seconds: int


def parse_cosignature(content: bytes, body: str, witness: VerifierKey) -> Cosigned:
    """Finds this witness's cosignature on the checkpoint `body` in its answer 200, and checks it.

    Lines by other keys are passed over. Raises only `WitnessingError`.
    """
    try:
        note = parse_note(f"{body}\n".encode() + content)
        if note.text != body:
            raise WitnessingError("The witness answered with more than signature lines.")
        verified: VerifiedSignature = open_note(str(note).encode(), [witness]).verified[0]
    except NoteError as refused:
        raise WitnessingError(f"The witness's answer is not its cosignature. {refused}") from None
    line = next(each for each in note.lines if (each.name, each.key_id) == (witness.name, witness.key_id))
    if verified.seconds is None:
        raise WitnessingError("The key of the witness is not one for cosignatures.")
    return Cosigned(str(line).rstrip("\n"), verified.seconds)
