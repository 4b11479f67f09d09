"""Signed notes (c2sp.org/signed-note): a text, and lines of signatures under it.

Whoever opens a note names the keys that they trust. Signatures by other keys are ignored, so that witnesses
and new keys can be added; one bad signature by a trusted key spoils the whole note.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aboveboard.ledger.pure.encoding import LARGEST, decode_base64, decode_lenient_base64, encode_base64
from aboveboard.ledger.pure.errors import LedgerError

MOST_SIGNATURES = 100
DASH = "\u2014 "


class NoteError(LedgerError):
    """Not a signed note, not a key, or not to be trusted."""


class UnverifiedNoteError(NoteError):
    """A well-formed note that none of the given keys has signed."""


class InvalidSignatureError(NoteError):
    """A note that claims the signature of a trusted key, and does not have it."""


@dataclass(frozen=True)
class SignatureKind:
    """A way of signing. `check` takes public key, text and signature, and returns the signed time if any.

    `check` raises `InvalidSignatureError`.
    """

    byte: int
    name: str
    key_length: int
    check: Callable[[bytes, bytes, bytes], int | None]


def _check_ed25519(public_key: bytes, text: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        raise InvalidSignatureError("The signature does not fit the text.") from None


def _check_cosignature(public_key: bytes, text: bytes, signature: bytes) -> int:
    if len(signature) != 8 + 64:
        raise InvalidSignatureError("The cosignature has the wrong length.")
    seconds = int.from_bytes(signature[:8], "big")
    if seconds > LARGEST:
        raise InvalidSignatureError("The cosignature's time is out of range.")
    _check_ed25519(public_key, cosigned_message(text, seconds), signature[8:])
    return seconds


def cosigned_message(text: bytes, seconds: int) -> bytes:
    """What a witness signs (c2sp.org/tlog-cosignature): the text under a dated heading."""
    return b"cosignature/v1\ntime %d\n" % seconds + text


ED25519 = SignatureKind(0x01, "Ed25519", 32, _check_ed25519)
COSIGNATURE = SignatureKind(0x04, "cosignature/v1", 32, _check_cosignature)

# Another kind (0x06, ML-DSA-44) is added by adding it here.
KINDS = (ED25519, COSIGNATURE)


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name and kind it signs under."""

    name: str
    kind: SignatureKind
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.kind.byte, self.public_key)

    @property
    def fingerprint(self) -> str:
        """The key's SHA-256 in groups of four, for people to compare by eye."""
        digits = hashlib.sha256(self.public_key).hexdigest()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    def __str__(self) -> str:
        content = encode_base64(bytes([self.kind.byte]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{content}"


@dataclass(frozen=True)
class SignatureLine:
    """One line of signature: who is said to have signed, with which key, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A note as it was read: nothing of it is verified yet."""

    text: str
    lines: tuple[SignatureLine, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.lines))


@dataclass(frozen=True)
class VerifiedSignature:
    """A signature that holds; `seconds` is the POSIX time that it vouches for, where its kind has one."""

    key: VerifierKey
    seconds: int | None


@dataclass(frozen=True)
class OpenedNote:
    """A note that at least one trusted key has signed."""

    text: str
    verified: tuple[VerifiedSignature, ...]
    unknown: tuple[SignatureLine, ...]


@dataclass(frozen=True)
class Signer:
    """A private Ed25519 key with the name it signs under."""

    name: str
    private_key: Ed25519PrivateKey

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, ED25519, self.private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> SignatureLine:
        return SignatureLine(self.name, self.key.key_id, self.private_key.sign(text.encode()))


@dataclass(frozen=True)
class Cosigner:
    """A witness's private Ed25519 key with the name it cosigns under. It must sign nothing but cosignatures."""

    name: str
    private_key: Ed25519PrivateKey

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, COSIGNATURE, self.private_key.public_key().public_bytes_raw())

    def cosign(self, text: str, seconds: int) -> SignatureLine:
        """`seconds` is the POSIX time at which the witness says that it saw this, and nothing that contradicts it."""
        signature = self.private_key.sign(cosigned_message(text.encode(), seconds))
        return SignatureLine(self.name, self.key.key_id, seconds.to_bytes(8, "big") + signature)


def check_name(name: str) -> str:
    """The name, if a key may have it: not empty, no white space, no plus sign, nothing unprintable."""
    if not name or "+" in name or any(each.isspace() or each < " " for each in name):
        raise NoteError("The name of a key is empty, or has white space or a plus sign in it.")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise NoteError("The name of a key cannot be written in UTF-8.") from None
    return name


def parse_verifier_key(text: str) -> VerifierKey:
    """Reads `name+id+base64`; the id must be the one that name and key give."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    check_name(name)
    try:
        content = decode_base64(encoded)
    except ValueError:
        raise NoteError("The verifier key is not in base64.") from None
    if not content or key_id != _key_id(name, content[0], content[1:]).hex():
        raise NoteError("The verifier key's id is not that of its name and key.")
    kind = next((kind for kind in KINDS if kind.byte == content[0]), None)
    if kind is None:
        raise NoteError(f"The verifier key is of a kind (0x{content[0]:02x}) that is not known here.")
    if len(content) - 1 != kind.key_length:
        raise NoteError(f"The verifier key is not {kind.key_length} bytes long.")
    return VerifierKey(name, kind, content[1:])


def parse_note(content: bytes) -> Note:
    """Splits a note into its text and its signature lines; verifies nothing."""
    try:
        note = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("The note is not UTF-8 text.") from None
    if any(each < " " and each != "\n" for each in note):
        raise NoteError("The note contains a control character.")
    body, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteError("The note does not end in signature lines.")
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"The note has more than {MOST_SIGNATURES} signatures.")
    return Note(body + "\n", tuple(map(parse_signature_line, lines)))


def parse_signature_line(line: str) -> SignatureLine:
    """Reads one line, without its newline."""
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH):
        raise NoteError("A signature line does not begin with a dash.")
    check_name(name)
    try:
        # Signatures are found by key id and checked as bytes, so stray trailing bits do no harm here.
        content = decode_lenient_base64(encoded)
    except ValueError:
        raise NoteError("A signature is not in base64.") from None
    if len(content) < 5:
        raise NoteError("A signature is too short.")
    return SignatureLine(name, content[:4], content[4:])


def open_note(content: bytes, keys: Sequence[VerifierKey]) -> OpenedNote:
    """The note's text, if at least one of the keys has signed it and none of their signatures is bad."""
    note = parse_note(content)
    known: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for key in keys:
        known.setdefault((key.name, key.key_id), []).append(key)
    verified: dict[tuple[str, bytes], VerifiedSignature] = {}
    unknown: dict[SignatureLine, None] = {}
    for line in note.lines:
        who = (line.name, line.key_id)
        if who not in known:
            unknown[line] = None
            continue
        if len(known[who]) > 1:
            raise NoteError(f"Two of the keys are {line.name}+{line.key_id.hex()}.")
        if who in verified:
            continue
        key = known[who][0]
        try:
            seconds = key.kind.check(key.public_key, note.text.encode(), line.signature)
        except InvalidSignatureError:
            raise InvalidSignatureError(f"The signature of {line.name} does not fit the text.") from None
        verified[who] = VerifiedSignature(key, seconds)
    if not verified:
        raise UnverifiedNoteError("None of the known keys has signed this.")
    return OpenedNote(note.text, tuple(verified.values()), tuple(unknown))


def sign_note(text: str, signers: Iterable[Signer]) -> str:
    """The text, which must end in a newline, with a line by each signer under it."""
    if not text.endswith("\n") or any(each < " " and each != "\n" for each in text):
        raise NoteError("A text to sign ends in a newline and holds no other control character.")
    return str(Note(text, tuple(signer.sign(text) for signer in signers)))


def _key_id(name: str, kind: int, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]
