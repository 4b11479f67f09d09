"""Proofs of inclusion as text (c2sp.org/tlog-proof@v1): a receipt's core."""

from dataclasses import dataclass

from aboveboard.ledger.pure.encoding import decode_base64, decode_decimal, encode_base64
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import HASH_LENGTH

HEADING = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class ProofError(LedgerError):
    """Not a proof in this format."""


@dataclass(frozen=True)
class TlogProof:
    """The leaf at `index` is in the tree of the checkpoint, a signed note kept word for word.

    `extra` is for the holder and is not authenticated by the format.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [HEADING]
        if self.extra is not None:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(map(encode_base64, self.hashes))
        return "\n".join(lines) + "\n\n" + self.checkpoint


def parse_proof(content: bytes) -> TlogProof:
    """Reads a proof; its checkpoint is not looked into. Raises only `ProofError`."""
    try:
        head, blank, checkpoint = content.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise ProofError("The proof is not UTF-8 text.") from None
    if not blank or not checkpoint:
        raise ProofError("The proof holds no checkpoint.")
    heading, *lines = head.split("\n")
    if heading != HEADING:
        raise ProofError(f"The proof does not begin with {HEADING}.")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decoded(lines.pop(0).removeprefix("extra "), "extra line")
    if not lines or not lines[0].startswith("index "):
        raise ProofError("The proof has no index.")
    try:
        index = decode_decimal(lines.pop(0).removeprefix("index "))
    except ValueError:
        raise ProofError("The proof's index is not a plain whole number.") from None
    if len(lines) > MOST_HASHES:
        raise ProofError("The proof has too many hashes.")
    hashes = tuple(_decoded(line, "hash") for line in lines)
    if any(len(each) != HASH_LENGTH for each in hashes):
        raise ProofError("A hash of the proof is not 32 bytes long.")
    return TlogProof(index, hashes, checkpoint, extra)


def _decoded(text: str, what: str) -> bytes:
    try:
        return decode_base64(text)
    except ValueError:
        raise ProofError(f"The proof's {what} is not in base64.") from None
