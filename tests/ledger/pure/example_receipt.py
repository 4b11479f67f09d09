"""A receipt made by hand, for the tests of everything that reads one."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.commitments import Manifest, Part, commit_part, leaf_content
from aboveboard.ledger.pure.merkle import Frontier, Position, inclusion_proof, leaf_hash
from aboveboard.ledger.pure.notes import (
    COSIGNATURE,
    SignatureLine,
    Signer,
    VerifierKey,
    cosigned_message,
    sign_note,
)
from aboveboard.ledger.pure.policies import Group, Policy
from aboveboard.ledger.pure.receipts import Opening, make_receipt

ORIGIN = "example.org/log"
LOG = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"L" * 32))
OTHER_LOG = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"X" * 32))
PARTS = [Part("declaration.pdf", "application/pdf", b"%PDF"), Part("answers.json", "application/json", b"{}")]
SALTS = {"declaration.pdf": b"a" * 32, "answers.json": b"b" * 32}
MANIFEST = Manifest(
    reference="AB-7K3M-9QXT-2VHD",
    kind="declaration.submitted",
    actor="person-1",
    subject="person-1",
    filed_at=datetime(2026, 11, 23, 12, 33, 7, tzinfo=UTC),
    parts=tuple(commit_part(part, SALTS[part.name]) for part in PARTS),
)
OPENING = Opening(MANIFEST.canonical(), b"m" * 32, SALTS)
CONTENTS = {part.name: part.content for part in PARTS}
POLICY = Policy((LOG.key,))


class Witness:
    def __init__(self, name: str, seed: bytes) -> None:
        self.private_key = Ed25519PrivateKey.from_private_bytes(seed * 32)
        self.key = VerifierKey(name, COSIGNATURE, self.private_key.public_key().public_bytes_raw())

    def line(self, body: str, seconds: int = 1_700_000_000) -> str:
        signature = self.private_key.sign(cosigned_message(body.encode(), seconds))
        return str(SignatureLine(self.key.name, self.key.key_id, seconds.to_bytes(8, "big") + signature))


WITNESSES = [Witness("w.example/1", b"1"), Witness("w.example/2", b"2")]
WITNESSED_POLICY = Policy(
    (LOG.key,),
    {"union": WITNESSES[0].key, "auditor": WITNESSES[1].key},
    {"both": Group(2, ("union", "auditor"))},
    "both",
)


def log_of(*, signer: Signer = LOG, last: bytes = b"6", size: int = 7) -> tuple[str, list[bytes]]:
    """A signed checkpoint of a log with our entry at index 4, and its proof."""
    leaf = leaf_hash(leaf_content(OPENING.manifest_salt, OPENING.manifest))
    others = [leaf_hash(b"%d" % each) for each in range(size - 1)] + [leaf_hash(last)]
    leaves = [*others[:4], leaf, *others[5:]]
    checkpoint = Checkpoint(ORIGIN, size, Frontier().extend(leaves)[0].root())
    kept = {Position(0, index): each for index, each in enumerate(leaves)}
    proof = inclusion_proof(4, size, lambda wanted: {each: kept[each] for each in wanted})
    return sign_note(checkpoint.body(), [signer]), proof


def receipt_of(checkpoint: str, proof: list[bytes]) -> bytes:
    return str(make_receipt(4, proof, checkpoint, OPENING)).encode()


RECEIPT = receipt_of(*log_of())


def witnessed(checkpoint: str, *witnesses: Witness) -> str:
    body = checkpoint.partition("\n\n")[0] + "\n"
    return checkpoint + "".join(witness.line(body) for witness in witnesses)
