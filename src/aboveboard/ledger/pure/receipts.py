"""Receipts: a proof that something was filed, in a folder or zip that can be checked years later, offline.

Three results, never blurred. Altered: something does not fit. Agrees with itself: everything fits, but a
whole folder could have been made up, so the key's fingerprint is to be compared. Confirmed from outside:
a witness, or a checkpoint that the reader has from somewhere else, agrees too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from aboveboard.ledger.pure.checkpoints import (
    CheckpointError,
    OpenedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
)
from aboveboard.ledger.pure.commitments import (
    SALT_LENGTH,
    CommitmentError,
    Manifest,
    check_part,
    leaf_content,
    parse_json_object,
    parse_manifest,
)
from aboveboard.ledger.pure.encoding import decode_base64, encode_base64
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import HASH_LENGTH, MerkleError, check_inclusion, leaf_hash
from aboveboard.ledger.pure.notes import NoteError, parse_note
from aboveboard.ledger.pure.policies import NO_QUORUM, Policy
from aboveboard.ledger.pure.proofs import ProofError, TlogProof, parse_proof


class ReceiptError(LedgerError):
    """What was given is not a receipt (or not a checkpoint), so nothing can be said about it."""


BARE = (
    "This is a bare copy. It shows that something was filed at this place in the ledger, and not what it was: "
    "for that, ask whoever filed it for the whole receipt."
)


class Result(StrEnum):
    ALTERED = "altered"
    AGREES_WITH_ITSELF = "agrees with itself"
    CONFIRMED_FROM_OUTSIDE = "confirmed from outside"


@dataclass(frozen=True)
class Opening:
    """What opens a leaf's commitments: as confidential as the entry, for with it guesses can be tested."""

    manifest: bytes
    manifest_salt: bytes
    salts: Mapping[str, bytes]

    def to_bytes(self) -> bytes:
        """The proof's `extra`. The manifest travels as bytes, so that no reader needs a canonicaliser."""
        content = {
            "manifest": encode_base64(self.manifest),
            "manifest_salt": encode_base64(self.manifest_salt),
            "salts": {name: encode_base64(salt) for name, salt in self.salts.items()},
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Witnessed:
    """A witness's word that it saw this checkpoint at this time."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class Verdict:
    """What can be said of a receipt: `problems` if it is altered, and `remarks` on what is left open.

    The facts (from `manifest` on) are to be believed only if the receipt is not altered. `is_bare`: it is a bare
    copy, so the result is about a place in the ledger, and not about what was filed there.
    """

    result: Result
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    is_bare: bool = False
    manifest: Manifest | None = None
    index: int | None = None
    origin: str = ""
    size: int | None = None
    fingerprint: str = ""
    witnesses: tuple[Witnessed, ...] = ()


def make_receipt(index: int, hashes: Sequence[bytes], checkpoint: str, opening: Opening | None) -> TlogProof:
    """The proof with what opens the leaf; without an opening, the proof of a bare copy."""
    return TlogProof(index, tuple(hashes), checkpoint, opening.to_bytes() if opening else None)


def leaf_of(opening: Opening) -> bytes:
    """The leaf hash that these commitments give."""
    return leaf_hash(leaf_content(opening.manifest_salt, opening.manifest))


def write_leaf(leaf: bytes) -> str:
    """The leaf hash as a bare copy carries it: nothing can be guessed from it, since its salts stay behind."""
    return encode_base64(leaf) + "\n"


def parse_leaf(content: bytes) -> bytes:
    """Reads what `write_leaf` wrote. Raises only `ReceiptError`."""
    try:
        leaf = decode_base64(content.decode("ascii").removesuffix("\n"))
    except ValueError:
        leaf = b""
    if len(leaf) != HASH_LENGTH:
        raise ReceiptError("The leaf of the bare copy cannot be read.")
    return leaf


def parse_opening(content: bytes) -> Opening:
    """Reads a proof's `extra`. Raises only `ReceiptError`."""
    try:
        found = parse_json_object(content, {"manifest": str, "manifest_salt": str, "salts": dict})
        salts = {str(name): decode_base64(salt) for name, salt in found["salts"].items()}
        opening = Opening(decode_base64(found["manifest"]), decode_base64(found["manifest_salt"]), salts)
    except (CommitmentError, ValueError, TypeError):
        raise ReceiptError("The receipt's extra line cannot be read.") from None
    if any(len(salt) != SALT_LENGTH for salt in [opening.manifest_salt, *salts.values()]):
        raise ReceiptError("A salt of the receipt is not 32 bytes long.")
    return opening


def verify_receipt(
    receipt: bytes,
    parts: Mapping[str, bytes],
    policy: Policy,
    *,
    leaf: bytes | None = None,
    policy_is_own: bool = False,
    outside_checkpoints: Sequence[bytes] = (),
) -> Verdict:
    """Checks a receipt and all its parts, or, with the `leaf` that came with it, a bare copy.

    `policy_is_own` says that the reader has the policy from elsewhere: only then do its witnesses count as
    outside, since whoever makes up a folder can make up its witnesses. `outside_checkpoints` are signed notes
    that the reader has from elsewhere. Raises `ReceiptError` for what is no receipt or no checkpoint at all.
    """
    try:
        proof = parse_proof(receipt)
    except ProofError as refused:
        raise ReceiptError(f"This is not a receipt: {refused}") from refused
    outside = [_read_outside(note) for note in outside_checkpoints]
    if proof.extra is not None:
        opening = parse_opening(proof.extra)
        checked = leaf_of(opening)
    elif leaf is not None:
        opening, checked = None, parse_leaf(leaf)
    else:
        raise ReceiptError("This receipt has no extra line, so what it is a receipt for cannot be checked.")
    return _Verification(proof, opening, checked, parts, policy, policy_is_own).run(outside)


def _read_outside(note: bytes) -> bytes:
    # A text that was copied out of a mail, or saved by an editor, often has other ends of lines, and none at its end.
    note = note.replace(b"\r\n", b"\n").strip(b" \t\n") + b"\n"
    try:
        parse_checkpoint(parse_note(note).text)
    except (NoteError, CheckpointError) as refused:
        raise ReceiptError(f"The checkpoint from outside cannot be read: {refused}") from refused
    return note


@dataclass
class _Verification:
    proof: TlogProof
    opening: Opening | None
    leaf: bytes
    parts: Mapping[str, bytes]
    policy: Policy
    policy_is_own: bool

    def run(self, outside: Sequence[bytes]) -> Verdict:
        try:
            opened = open_checkpoint(
                self.proof.checkpoint.encode(), self.policy.logs, tuple(self.policy.witnesses.values())
            )
        except CheckpointError as refused:
            return Verdict(Result.ALTERED, (f"The checkpoint is not to be trusted. {refused}",))
        problems = self._problems(opened)
        confirmed_by_witness = self._is_witnessed(opened)
        remarks = [] if self.opening else [BARE]
        confirmed_by_checkpoint = False
        for note in outside:
            agrees, problem, remark = self._compare(opened, note)
            confirmed_by_checkpoint |= agrees
            problems += [problem] if problem else []
            remarks += [remark] if remark else []
        if problems:
            result = Result.ALTERED
        elif confirmed_by_checkpoint or confirmed_by_witness:
            result = Result.CONFIRMED_FROM_OUTSIDE
        else:
            result = Result.AGREES_WITH_ITSELF
        return Verdict(
            result=result,
            problems=tuple(problems),
            remarks=tuple(remarks),
            is_bare=self.opening is None,
            manifest=self._manifest(),
            index=self.proof.index,
            origin=opened.checkpoint.origin,
            size=opened.checkpoint.size,
            fingerprint=opened.log_key.fingerprint,
            witnesses=tuple(self._witnesses(opened)),
        )

    def _manifest(self) -> Manifest | None:
        try:
            return parse_manifest(self.opening.manifest) if self.opening else None
        except CommitmentError:
            return None

    def _problems(self, opened: OpenedCheckpoint) -> list[str]:
        problems = []
        checkpoint = opened.checkpoint
        try:
            check_inclusion(self.leaf, self.proof.index, checkpoint.size, self.proof.hashes, checkpoint.root)
        except MerkleError as refused:
            problems.append(f"What the receipt says was filed is not in the ledger at this place. {refused}")
        if not self.policy.quorum_is_met([each.key for each in opened.note.verified]):
            problems.append("Fewer witnesses have signed than the policy asks for.")
        if problem := self._problem_of_key(opened):
            problems.append(problem)
        if self.opening is None:
            return problems + [
                f"{name} is in this bare copy, and nothing shows that it was filed."
                for name in sorted(self.parts)
            ]
        try:
            manifest = parse_manifest(self.opening.manifest)
        except CommitmentError as refused:
            return [*problems, f"The list of what was filed cannot be read. {refused}"]
        return problems + self._problems_of_parts(manifest, self.opening.salts)

    def _problem_of_key(self, opened: OpenedCheckpoint) -> str | None:
        """What speaks against the key, if no other key of the log has signed too: it may have been in other hands."""
        since = self._in_other_hands_since(opened)
        if since is None:
            return None
        seen = [
            each.key
            for each in opened.note.verified
            if each.seconds is not None and each.seconds < since.timestamp()
        ]
        if seen and self.policy.quorum_is_met(seen):
            return None
        return (
            f"The key that signed this may have been in other hands since {since:%-d %B %Y}, and no witness saw the "
            "checkpoint before. Ask for your receipt again: it will be signed with the key that is used now."
        )

    def _in_other_hands_since(self, opened: OpenedCheckpoint) -> datetime | None:
        """Since when the keys that signed may have been; None if one of them has not."""
        signed = {
            each.key for each in opened.note.verified if each.key.name == opened.checkpoint.origin
        } & set(self.policy.logs)
        if signed - self.policy.compromised.keys():
            return None
        return max(self.policy.compromised[key] for key in signed)

    def _problems_of_parts(self, manifest: Manifest, salts: Mapping[str, bytes]) -> list[str]:
        problems = []
        names = [part.name for part in manifest.parts]
        if salts.keys() != set(names):
            problems.append("The receipt's salts are not those of the parts that were filed.")
        for part in manifest.parts:
            if part.name not in self.parts:
                problems.append(f"{part.name} was filed and is missing here.")
            elif part.name in salts:
                try:
                    check_part(part, salts[part.name], self.parts[part.name])
                except CommitmentError as refused:
                    problems.append(str(refused))
        return problems + [
            f"{name} was not filed with this entry." for name in sorted(set(self.parts) - set(names))
        ]

    def _witnesses(self, opened: OpenedCheckpoint) -> list[Witnessed]:
        names = {key: name for name, key in self.policy.witnesses.items()}
        return [
            Witnessed(names[each.key], _as_datetime(each.seconds))
            for each in opened.note.verified
            if each.key in names
        ]

    def _is_witnessed(self, opened: OpenedCheckpoint) -> bool:
        if not self.policy_is_own or self.policy.quorum == NO_QUORUM:
            return False
        return self.policy.quorum_is_met([each.key for each in opened.note.verified])

    def _compare(self, opened: OpenedCheckpoint, note: bytes) -> tuple[bool, str | None, str | None]:
        """Whether a checkpoint from outside agrees; what is wrong; what is left open."""
        ours, theirs = opened.checkpoint, parse_checkpoint(parse_note(note).text)
        if theirs.origin != ours.origin:
            return False, None, f"The checkpoint from outside is of another ledger, {theirs.origin}."
        if theirs.size != ours.size:
            # Whether it was signed with a key of this policy says nothing: the ledger's key may have changed since.
            remark = (
                f"The checkpoint from outside is of size {theirs.size} and this receipt of size {ours.size}, "
                f"so they cannot be compared. Ask for your receipt at size {theirs.size}."
                if theirs.size > self.proof.index
                else f"The checkpoint from outside was made before this was filed (size {theirs.size})."
            )
            return False, None, remark
        try:
            outside = open_checkpoint(note, self.policy.logs)
        except CheckpointError:
            return False, "The checkpoint from outside was not signed with a key of this ledger.", None
        if theirs.root != ours.root and self._in_other_hands_since(outside) is not None:
            return False, None, "The checkpoint from outside may have been signed by whoever took the key."
        if theirs.root != ours.root:
            return False, "The checkpoint from outside tells another history than this receipt.", None
        return True, None, None


def _as_datetime(seconds: int | None) -> datetime | None:
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
