"""What a leaf of the tree commits to: salted hashes, and no content.

Each part of an entry (the PDF, the form's answers) is committed to with its own salt; the manifest lists the
parts and says what was filed, by and about whom (opaque references) and when; the leaf commits to the
manifest. Destroy the salts and contents, and the leaf says nothing, yet the tree still holds.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from aboveboard.ledger.pure.encoding import decode_base64, encode_base64
from aboveboard.ledger.pure.errors import LedgerError

LEAF_PREFIX = b"aboveboard.entry/v1\n"
SALT_LENGTH = 32
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
# Checked before `fromisoformat`, which reads many spellings of a time and is much faster than `strptime`.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_PART_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_KIND = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


class CommitmentError(LedgerError):
    """A manifest, part or salt that is not as it must be, or does not fit."""


@dataclass(frozen=True)
class Part:
    """One file or set of answers of an entry. Its name also names it in the receipt's folder."""

    name: str
    media_type: str
    content: bytes

    def __post_init__(self) -> None:
        check_part_name(self.name)


@dataclass(frozen=True)
class PartCommitment:
    """What the manifest says of a part: nothing that its content can be guessed from."""

    name: str
    media_type: str
    length: int
    commitment: bytes


@dataclass(frozen=True)
class Manifest:
    """What was filed. `actor` and `subject` are opaque references; `filed_at` is UTC."""

    reference: str
    kind: str
    actor: str
    subject: str
    filed_at: datetime
    parts: tuple[PartCommitment, ...]

    def canonical(self) -> bytes:
        """The manifest in canonical JSON (RFC 8785): these bytes are what the leaf commits to."""
        return rfc8785.dumps(
            {
                "actor": self.actor,
                "filed_at": self.filed_at.astimezone(UTC).strftime(_TIME_FORMAT),
                "kind": self.kind,
                "parts": [
                    {
                        "commit": encode_base64(part.commitment),
                        "len": part.length,
                        "name": part.name,
                        "type": part.media_type,
                    }
                    for part in self.parts
                ],
                "reference": self.reference,
                "subject": self.subject,
            }
        )


def make_salt() -> bytes:
    return secrets.token_bytes(SALT_LENGTH)


def check_part_name(name: str) -> str:
    """The name, if it is safe as a file name anywhere; else `CommitmentError`."""
    if not _PART_NAME.fullmatch(name) or ".." in name:
        raise CommitmentError(f"{name!r} cannot name a part: use small letters, digits, dots and dashes.")
    return name


def check_kind(kind: str) -> str:
    """The kind, if it is spelt like `declaration.submitted`; else `CommitmentError`."""
    if not _KIND.fullmatch(kind):
        raise CommitmentError(f"{kind!r} cannot be a kind: write it like declaration.submitted.")
    return kind


def commit(salt: bytes, content: bytes) -> bytes:
    """HMAC-SHA256. The salt is exactly 32 bytes: HMAC pads shorter keys, so two could be the same."""
    return hmac.digest(_checked(salt), content, hashlib.sha256)


def commit_pieces(salt: bytes, pieces: Iterable[bytes]) -> tuple[int, bytes]:
    """The length and commitment of content that comes in pieces: the same as of the whole."""
    length, digest = 0, hmac.new(_checked(salt), digestmod=hashlib.sha256)
    for piece in pieces:
        length += len(piece)
        digest.update(piece)
    return length, digest.digest()


def commit_part(part: Part, salt: bytes) -> PartCommitment:
    return PartCommitment(part.name, part.media_type, len(part.content), commit(salt, part.content))


def leaf_content(manifest_salt: bytes, manifest: bytes) -> bytes:
    """What `merkle.leaf_hash` is taken of."""
    return LEAF_PREFIX + commit(manifest_salt, manifest)


def check_part(part: PartCommitment, salt: bytes, content: bytes) -> None:
    """Raises `CommitmentError` unless this content is what the manifest commits to."""
    if commit_pieces(salt, [content]) != (part.length, part.commitment):
        raise CommitmentError(f"{part.name} is not what was filed.")


def parse_manifest(content: bytes) -> Manifest:
    """Reads the bytes that a leaf commits to. Raises only `CommitmentError`."""
    found = parse_json_object(
        content, {"actor": str, "filed_at": str, "kind": str, "parts": list, "reference": str, "subject": str}
    )
    try:
        if not _TIME.fullmatch(found["filed_at"]):
            raise ValueError
        filed_at = datetime.fromisoformat(found["filed_at"])
    except ValueError:
        raise CommitmentError("The manifest's time cannot be read.") from None
    parts = tuple(map(_parse_part, found["parts"]))
    names = [part.name for part in parts]
    if len(set(names)) != len(names):
        raise CommitmentError("Two parts of the manifest have one name.")
    return Manifest(
        reference=found["reference"],
        kind=check_kind(found["kind"]),
        actor=found["actor"],
        subject=found["subject"],
        filed_at=filed_at,
        parts=parts,
    )


def parse_json_object(content: bytes, shape: Mapping[str, type]) -> dict[str, Any]:
    """A JSON object with exactly these keys and types of value, none of them twice."""
    try:
        found = _JSON.decode(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise CommitmentError("This is not the JSON that was filed.") from None
    return _shaped(found, shape)


def _checked(salt: bytes) -> bytes:
    if len(salt) != SALT_LENGTH:
        raise CommitmentError("A salt is not 32 bytes long.")
    return salt


def _parse_part(found: object) -> PartCommitment:
    part = _shaped(found, {"commit": str, "len": int, "name": str, "type": str})
    try:
        commitment = decode_base64(part["commit"])
    except ValueError:
        raise CommitmentError("A commitment of the manifest is not in base64.") from None
    if len(commitment) != hashlib.sha256().digest_size or part["len"] < 0:
        raise CommitmentError("A part of the manifest is not as it must be.")
    return PartCommitment(check_part_name(part["name"]), part["type"], part["len"], commitment)


def _shaped(found: object, shape: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(found, dict) or found.keys() != shape.keys():
        raise CommitmentError("The JSON does not have the keys that it must have.")
    # `type(...) is` and not isinstance: to Python, true is an int.
    for key, wanted in shape.items():
        if type(found[key]) is not wanted:
            raise CommitmentError("The JSON does not have the types that it must have.")
    return found


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CommitmentError("A key stands twice in the JSON.")
    return found


_JSON = json.JSONDecoder(object_pairs_hook=_without_repeats)
