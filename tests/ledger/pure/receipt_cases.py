"""One list of receipts, good and bad, for two verifiers: `aboveboard receipt verify` and the page in every receipt."""

from __future__ import annotations

import base64
import dataclasses
import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.ledger.pure.example_receipt import (
    CONTENTS,
    LOG,
    OPENING,
    ORIGIN,
    OTHER_LOG,
    POLICY,
    RECEIPT,
    SALTS,
    WITNESSED_POLICY,
    WITNESSES,
    log_of,
    receipt_of,
    witnessed,
)

from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.notes import Signer, sign_note
from aboveboard.ledger.pure.policies import Policy
from aboveboard.ledger.pure.proofs import parse_proof
from aboveboard.ledger.pure.receipt_folder import (
    LEAF_NAME,
    POLICY_NAME,
    READ_ME_NAME,
    RECEIPT_NAME,
    make_zip,
)
from aboveboard.ledger.pure.receipts import Opening, leaf_of, write_leaf

ALTERED, AGREES, CONFIRMED = "altered", "agrees with itself", "confirmed from outside"
CANNOT = "cannot be checked"

PROOF = parse_proof(RECEIPT)
CHECKPOINT, HASHES = log_of()
ZIP = make_zip(receipt=RECEIPT.decode(), policy=str(POLICY), parts=CONTENTS, read_me="Read me.")
BARE = dataclasses.replace(PROOF, extra=None)
LEAF = write_leaf(leaf_of(OPENING))
FILES: dict[str, bytes] = {
    READ_ME_NAME: b"Read me.",
    RECEIPT_NAME: RECEIPT,
    POLICY_NAME: str(POLICY).encode(),
    **{f"parts/{name}": content for name, content in CONTENTS.items()},
}


@dataclass(frozen=True)
class Case:
    """A zip, what the reader has from elsewhere, and what is to be said of it."""

    name: str
    zip: bytes
    result: str
    checkpoint: str | None = None
    policy: str | None = None


class _Unseekable(io.RawIOBase):
    """Makes zipfile write lengths after the content, in data descriptors."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.written += piece
        return len(piece)


def zip_of(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return content.getvalue()


def with_data_descriptors(files: Mapping[str, bytes]) -> bytes:
    target = _Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(name, file)
    return bytes(target.written)


def with_a_name_twice() -> bytes:
    """A second file of the same length takes the name of the first."""
    content = zip_of({**FILES, "parts/answers.jsoN": b"[]"})
    return content.replace(b"parts/answers.jsoN", b"parts/answers.json")


def with_a_false_length(length: int) -> bytes:
    """The list of files says that the first file unpacks to this many bytes."""
    content = bytearray(zip_of(FILES))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, length)
    return bytes(content)


def changed(**change: object) -> dict[str, bytes]:
    """The files, with something else in the proof."""
    return FILES | {RECEIPT_NAME: str(dataclasses.replace(PROOF, **change)).encode()}


def opened_by(**change: object) -> dict[str, bytes]:
    return changed(extra=dataclasses.replace(OPENING, **change).to_bytes())


def extra_of(content: bytes) -> dict[str, bytes]:
    return changed(extra=content)


def policy_of(text: str) -> dict[str, bytes]:
    return FILES | {POLICY_NAME: text.encode()}


def without(*names: str) -> dict[str, bytes]:
    return {name: content for name, content in FILES.items() if name not in names}


def witnessed_files(*witnesses: object, policy: Policy = WITNESSED_POLICY) -> dict[str, bytes]:
    receipt = receipt_of(witnessed(CHECKPOINT, *witnesses), HASHES)  # type: ignore[arg-type]
    return FILES | {RECEIPT_NAME: receipt, POLICY_NAME: str(policy).encode()}


def bare(**more: bytes) -> dict[str, bytes]:
    files = {RECEIPT_NAME: str(BARE).encode(), POLICY_NAME: str(POLICY).encode(), LEAF_NAME: LEAF.encode()}
    return files | more


def manifest_with(old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in OPENING.manifest
    return opened_by(manifest=OPENING.manifest.replace(old, new))


def signature_changed() -> str:
    line = CHECKPOINT.rpartition(" ")[2].strip()
    spoiled = bytearray(base64.b64decode(line))
    spoiled[20] ^= 1
    return CHECKPOINT.replace(line, base64.b64encode(spoiled).decode())


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


OTHER_CHECKPOINT, OTHER_HASHES = log_of(last=b"another")
LARGER, SMALLER_THAN_THE_ENTRY, SMALLER = log_of(size=9)[0], log_of(size=5)[0], log_of(size=6)[0]
OF_ANOTHER_LEDGER = sign_note(Checkpoint("other", 7, bytes(32)).body(), [Signer("other", LOG.private_key)])
BEFORE_IT = sign_note(Checkpoint(ORIGIN, 3, bytes(32)).body(), [LOG])
A_PART_CHANGED = zip_of(FILES | {"parts/answers.json": b"[]"})
WITNESSED_ZIP, ONCE_WITNESSED_ZIP = zip_of(witnessed_files(*WITNESSES)), zip_of(witnessed_files(WITNESSES[0]))
AS_MAILED = f"\n {CHECKPOINT.strip()}  \n\n".replace("\n", "\r\n")
# An outsider's line under our checkpoint, whose key nobody here knows.
WITH_A_STRANGER = CHECKPOINT + WITNESSES[0].line(CHECKPOINT.partition("\n\n")[0] + "\n")
SPOILED_WITNESS = witnessed_files(*WITNESSES)
SPOILED_WITNESS[RECEIPT_NAME] = SPOILED_WITNESS[RECEIPT_NAME].replace(
    WITNESSES[1].line(CHECKPOINT.partition("\n\n")[0] + "\n").encode(),
    WITNESSES[1].line("another\n").encode(),
)

# fmt: off
_CASES: list[tuple[str, str, bytes | dict[str, bytes]]] = [
    # What is whole
    ("as it was made", AGREES, ZIP),
    ("stored, not packed", AGREES, zip_of(FILES, zipfile.ZIP_STORED)),
    ("lengths after the content", AGREES, with_data_descriptors(FILES)),
    ("packed again in a folder", AGREES, {f"my receipt/{name}": content for name, content in FILES.items()}),
    ("with a computer's hidden files", AGREES, FILES | {"parts/.DS_Store": b"", "__MACOSX/._policy.txt": b""}),
    ("with something else beside it", AGREES, FILES | {"my notes.txt": b"Keep."}),
    ("a signature by a stranger is ignored", AGREES, changed(checkpoint=WITH_A_STRANGER)),
    ("bare copy", AGREES, bare()),
    # Parts
    *(
        (f"{name} changed", ALTERED, FILES | {f"parts/{name}": flipped(content, 0)})
        for name, content in CONTENTS.items()
    ),
    *((f"{name} removed", ALTERED, without(f"parts/{name}")) for name in CONTENTS),
    ("all parts removed", ALTERED, without(*(f"parts/{name}" for name in CONTENTS))),
    ("part longer", ALTERED, FILES | {"parts/declaration.pdf": b"%PDF "}),
    ("part empty", ALTERED, FILES | {"parts/declaration.pdf": b""}),
    ("part renamed", ALTERED, without("parts/declaration.pdf") | {"parts/Declaration.pdf": b"%PDF"}),
    ("part in another folder", ALTERED, without("parts/declaration.pdf") | {"declaration.pdf": b"%PDF"}),
    ("parts exchanged", ALTERED, FILES | {"parts/declaration.pdf": b"{}", "parts/answers.json": b"%PDF"}),
    ("part added", ALTERED, FILES | {"parts/added.pdf": b"%PDF"}),
    ("part added below", ALTERED, FILES | {"parts/more/added.pdf": b"%PDF"}),
    ("bare copy with a part", ALTERED, bare() | {"parts/declaration.pdf": b"%PDF"}),
    # The proof
    ("index changed", ALTERED, changed(index=3)),
    ("index beyond the end", ALTERED, changed(index=7)),
    ("index as large as can be", ALTERED, changed(index=2**63 - 1)),
    ("hash changed", ALTERED, changed(hashes=(bytes(32), *PROOF.hashes[1:]))),
    ("hashes exchanged", ALTERED, changed(hashes=PROOF.hashes[::-1])),
    ("hash removed", ALTERED, changed(hashes=PROOF.hashes[:-1])),
    ("hash added", ALTERED, changed(hashes=(*PROOF.hashes, bytes(32)))),
    ("proof of another receipt", ALTERED, changed(index=3, hashes=tuple(OTHER_HASHES))),
    ("bare copy with another's leaf", ALTERED, bare() | {LEAF_NAME: write_leaf(bytes(32)).encode()}),
    ("bare copy, index changed", ALTERED, bare() | {RECEIPT_NAME: str(dataclasses.replace(BARE, index=3)).encode()}),
    # The checkpoint
    ("size changed", ALTERED, changed(checkpoint=CHECKPOINT.replace("\n7\n", "\n8\n"))),
    ("origin changed", ALTERED, changed(checkpoint=CHECKPOINT.replace(ORIGIN, "example.org/lot"))),
    ("checkpoint of another history", ALTERED, changed(checkpoint=OTHER_CHECKPOINT)),
    ("signature changed", ALTERED, changed(checkpoint=signature_changed())),
    ("signature removed", ALTERED, changed(checkpoint=CHECKPOINT.partition("\n\n")[0] + "\n\n")),
    ("signed with another key", ALTERED, changed(checkpoint=log_of(signer=OTHER_LOG)[0])),
    ("no checkpoint but nonsense", ALTERED, changed(checkpoint="nonsense")),
    ("checkpoint with an empty line", ALTERED, changed(checkpoint="\n" + CHECKPOINT)),
    ("checkpoint with a carriage return", ALTERED, changed(checkpoint=CHECKPOINT.replace("\n7\n", "\r\n7\n"))),
    ("root with stray bits", ALTERED, changed(checkpoint=sign_note(f"{ORIGIN}\n7\n{'A' * 42}B=\n", [LOG]))),
    ("root too short", ALTERED, changed(checkpoint=sign_note(f"{ORIGIN}\n7\nAAAA\n", [LOG]))),
    ("size with a leading zero", ALTERED, changed(checkpoint=sign_note(f"{ORIGIN}\n07\n{'A' * 43}=\n", [LOG]))),
    ("size too large to be one", ALTERED, changed(checkpoint=sign_note(f"{ORIGIN}\n{2**63}\n{'A' * 43}=\n", [LOG]))),
    ("a hundred and one signatures", ALTERED, changed(checkpoint=CHECKPOINT + CHECKPOINT.partition("\n\n")[2] * 100)),
    ("a hundred signatures", AGREES, changed(checkpoint=CHECKPOINT + CHECKPOINT.partition("\n\n")[2] * 99)),
    ("signature not in base64", ALTERED, changed(checkpoint=CHECKPOINT + "— w.example/1 AA A\n")),
    ("signature with padding too much", ALTERED, changed(checkpoint=CHECKPOINT + "— w.example/1 AAAAAAAA=\n")),
    ("signature with stray bits", AGREES, changed(checkpoint=CHECKPOINT + "— w.example/1 AAAAAAB=\n")),
    ("signature too short", ALTERED, changed(checkpoint=CHECKPOINT + "— w.example/1 AAAA\n")),
    ("signer with white space in the name", ALTERED, changed(checkpoint=CHECKPOINT + "— w\u00a0example AAAAAAA=\n")),
    ("signer with a byte order mark in the name", AGREES, changed(checkpoint=CHECKPOINT + "— \ufeffw AAAAAAA=\n")),
    # What opens the leaf
    ("manifest's salt changed", ALTERED, opened_by(manifest_salt=b"n" * 32)),
    ("a part's salt changed", ALTERED, opened_by(salts={**SALTS, "answers.json": b"c" * 32})),
    ("a part's salt removed", ALTERED, opened_by(salts={"answers.json": b"b" * 32})),
    ("a salt added", ALTERED, opened_by(salts={**SALTS, "added.pdf": b"c" * 32})),
    ("salts exchanged", ALTERED, opened_by(salts={"declaration.pdf": b"b" * 32, "answers.json": b"a" * 32})),
    ("time in the manifest changed", ALTERED, manifest_with(b"2026-11-23", b"2026-11-22")),
    ("time in the manifest that is none", ALTERED, manifest_with(b"2026-11-23", b"2026-02-30")),
    ("person in the manifest changed", ALTERED, manifest_with(b'subject":"person-1', b'subject":"person-2')),
    ("kind in the manifest changed", ALTERED, manifest_with(b"declaration.submitted", b"declaration.withdrawn")),
    ("kind in the manifest misspelt", ALTERED, manifest_with(b"declaration.submitted", b"declaration.Submitted")),
    ("length in the manifest changed", ALTERED, manifest_with(b'"len":4', b'"len":5')),
    ("length in the manifest with a point", ALTERED, manifest_with(b'"len":4', b'"len":4.0')),
    ("length in the manifest below nothing", ALTERED, manifest_with(b'"len":4', b'"len":-4')),
    ("manifest spaced otherwise", ALTERED, manifest_with(b'"len":4', b'"len": 4')),
    ("a key twice in the manifest", ALTERED, manifest_with(b'"len":4', b'"len":4,"len":4')),
    ("a key added to the manifest", ALTERED, manifest_with(b'"len":4', b'"len":4,"more":4')),
    ("two parts of one name", ALTERED, manifest_with(b"answers.json", b"declaration.pdf")),
    ("a part's name that leads away", ALTERED, manifest_with(b"answers.json", b"../answers.json")),
    ("manifest that is no manifest", ALTERED, opened_by(manifest=b"[]")),
    ("manifest that is not UTF-8", ALTERED, opened_by(manifest=b"\xff")),
    # The policy
    ("another key's policy", ALTERED, policy_of(str(Policy((OTHER_LOG.key,))))),
    ("a policy with nobody in it", ALTERED, policy_of("quorum none\n")),
    ("a policy with comments and tabs", AGREES, policy_of(f"# ours\n\n log\t{LOG.key} https://x\n\tquorum  none")),
    ("quorum not met", ALTERED, witnessed_files(WITNESSES[0])),
    ("one witness twice is not two", ALTERED, witnessed_files(WITNESSES[0], WITNESSES[0])),
    ("a witness's signature is bad", ALTERED, SPOILED_WITNESS),
    ("witnesses of the receipt's own policy", AGREES, witnessed_files(*WITNESSES)),
    # What cannot be checked
    ("policy removed", CANNOT, without(POLICY_NAME)),
    ("policy without a quorum", CANNOT, policy_of(f"log {LOG.key}\n")),
    ("policy that is not UTF-8", CANNOT, FILES | {POLICY_NAME: b"\xff"}),
    ("policy with Windows' ends of lines", CANNOT, policy_of(str(POLICY).replace("\n", "\r\n"))),
    ("policy with a damaged key", CANNOT, policy_of(str(POLICY).replace("+", "+0", 1))),
    ("policy with a key twice", CANNOT, policy_of(f"log {LOG.key}\nlog {LOG.key}\nquorum none\n")),
    ("policy with a quorum of nobody", CANNOT, policy_of(f"log {LOG.key}\nquorum union\n")),
    ("receipt removed", CANNOT, without(RECEIPT_NAME)),
    ("receipt empty", CANNOT, FILES | {RECEIPT_NAME: b""}),
    ("receipt cut short", CANNOT, FILES | {RECEIPT_NAME: RECEIPT[:200]}),
    ("receipt not UTF-8", CANNOT, FILES | {RECEIPT_NAME: RECEIPT + b"\xff"}),
    ("receipt with another heading", CANNOT, FILES | {RECEIPT_NAME: RECEIPT.replace(b"@v1", b"@v2", 1)}),
    ("receipt with a byte order mark", CANNOT, FILES | {RECEIPT_NAME: b"\xef\xbb\xbf" + RECEIPT}),
    ("index with a leading zero", CANNOT, FILES | {RECEIPT_NAME: RECEIPT.replace(b"index 4", b"index 04")}),
    ("index too large to be one", CANNOT, FILES | {RECEIPT_NAME: RECEIPT.replace(b"index 4", b"index %d" % 2**63)}),
    ("too many hashes", CANNOT, changed(hashes=(bytes(32),) * 64)),
    ("hash too short", CANNOT, changed(hashes=(bytes(31),))),
    ("extra that is no JSON", CANNOT, extra_of(b"nonsense")),
    ("extra with a key twice", CANNOT, extra_of(OPENING.to_bytes()[:-1] + b',"salts":{}}')),
    ("extra with a short salt", CANNOT, extra_of(Opening(OPENING.manifest, b"m" * 31, SALTS).to_bytes())),
    ("extra with a salt that is none", CANNOT, extra_of(b'{"manifest":"","manifest_salt":"","salts":{"a":1}}')),
    ("extra nested a thousand times", CANNOT, extra_of(b"[" * 1000 + b"]" * 1000)),
    ("two receipts in one", CANNOT, FILES | {f"second/{RECEIPT_NAME}": RECEIPT}),
    ("bare copy without its leaf", CANNOT, {RECEIPT_NAME: str(BARE).encode(), POLICY_NAME: str(POLICY).encode()}),
    ("bare copy with half a leaf", CANNOT, bare() | {LEAF_NAME: b"AAAA\n"}),
    ("a name that leads out of the folder", CANNOT, FILES | {"../parts/declaration.pdf": b"%PDF"}),
    ("a name with a step that is none", CANNOT, FILES | {"./policy.txt": b""}),
    # The zip
    ("empty file", CANNOT, b""),
    ("empty zip", CANNOT, zip_of({})),
    ("not a zip", CANNOT, b"%PDF-1.7 nonsense" * 10),
    ("zip of zips", CANNOT, {"AB-1-receipt.zip": ZIP, "AB-2-receipt.zip": ZIP}),
    ("zip cut short", CANNOT, ZIP[:-30]),
    ("zip cut at half", CANNOT, ZIP[: len(ZIP) // 2]),
    ("zip with something before it", CANNOT, b"before" + ZIP),
    ("zip with something after it", CANNOT, ZIP + b"after"),
    ("zip with a file damaged", CANNOT, flipped(zip_of(FILES, zipfile.ZIP_STORED), 45)),
    ("zip with one name twice", CANNOT, with_a_name_twice()),
    ("zip packed with bzip2", CANNOT, zip_of(FILES, zipfile.ZIP_BZIP2)),
    ("zip with a file longer than it says", CANNOT, with_a_false_length(3)),
    ("zip with a file shorter than it says", CANNOT, with_a_false_length(300)),
    ("zip that says it is a gigabyte", CANNOT, with_a_false_length(2**30)),
    ("zip of too many files", CANNOT, FILES | {f"{number}.txt": b"" for number in range(1000)}),
]
# fmt: on

AT_2023 = datetime.fromtimestamp(1_700_000_000, UTC)
BEFORE, AFTER = AT_2023 - timedelta(days=1), AT_2023 + timedelta(days=1)
TWO_KEYS = Policy((OTHER_LOG.key, LOG.key))
BOTH_SIGNED = sign_note(CHECKPOINT.partition("\n\n")[0] + "\n", [LOG, OTHER_LOG])
FORGED_BY_A_THIEF = OTHER_CHECKPOINT


def taken(at: datetime, policy: Policy = TWO_KEYS) -> str:
    """A policy in which the key of the example may have been in other hands since then."""
    return str(dataclasses.replace(policy, compromised={LOG.key: at}))


def a_log_of_two_keys(**change: object) -> Policy:
    return dataclasses.replace(WITNESSED_POLICY, logs=TWO_KEYS.logs, **change)  # type: ignore[arg-type]


# fmt: off
CASES = [
    Case(name, files if isinstance(files, bytes) else zip_of(files), result) for name, result, files in _CASES
] + [
    Case("the same checkpoint from outside", ZIP, CONFIRMED, checkpoint=CHECKPOINT),
    Case("the same, as a mail leaves it", ZIP, CONFIRMED, checkpoint=AS_MAILED),
    Case("the same, cosigned by a stranger", ZIP, CONFIRMED, checkpoint=WITH_A_STRANGER),
    Case("bare copy and the same checkpoint", zip_of(bare()), CONFIRMED, checkpoint=CHECKPOINT),
    Case("another history from outside", ZIP, ALTERED, checkpoint=OTHER_CHECKPOINT),
    Case("a checkpoint by another key", ZIP, ALTERED, checkpoint=log_of(signer=OTHER_LOG)[0]),
    Case("a checkpoint with a bad signature", ZIP, ALTERED, checkpoint=signature_changed()),
    Case("a larger checkpoint", ZIP, AGREES, checkpoint=LARGER),
    Case("a smaller checkpoint that holds it", ZIP, AGREES, checkpoint=SMALLER),
    Case("the smallest checkpoint that holds it", ZIP, AGREES, checkpoint=SMALLER_THAN_THE_ENTRY),
    Case("a checkpoint from before", ZIP, AGREES, checkpoint=BEFORE_IT),
    Case("a checkpoint of another ledger", ZIP, AGREES, checkpoint=OF_ANOTHER_LEDGER),
    Case("a checkpoint that is none", ZIP, CANNOT, checkpoint="nonsense"),
    Case("the right checkpoint, but a part changed", A_PART_CHANGED, ALTERED, checkpoint=CHECKPOINT),
    Case("witnesses of one's own policy", WITNESSED_ZIP, CONFIRMED, policy=str(WITNESSED_POLICY)),
    Case("one witness of one's own policy", ONCE_WITNESSED_ZIP, ALTERED, policy=str(WITNESSED_POLICY)),
    Case("no witness of one's own policy", ZIP, ALTERED, policy=str(WITNESSED_POLICY)),
    Case("one's own policy without witnesses", ZIP, AGREES, policy=str(POLICY)),
    Case("one's own policy with another key", ZIP, ALTERED, policy=str(Policy((OTHER_LOG.key,)))),
    Case("one's own policy where the receipt has none", zip_of(without(POLICY_NAME)), AGREES, policy=str(POLICY)),
    Case("one's own policy that is none", ZIP, CANNOT, policy="trust everybody"),
    # Keys that were replaced, and keys that were taken
    Case("a policy of two keys, by the older", ZIP, AGREES, policy=str(TWO_KEYS)),
    Case("a policy of two keys, by both", zip_of(changed(checkpoint=BOTH_SIGNED)), AGREES, policy=str(TWO_KEYS)),
    Case("a larger checkpoint by a key to come", ZIP, AGREES, checkpoint=log_of(signer=OTHER_LOG, size=9)[0]),
    Case("the same checkpoint by the other key", ZIP, CONFIRMED, log_of(signer=OTHER_LOG)[0], str(TWO_KEYS)),
    Case("a key that was taken, seen by nobody", ZIP, ALTERED, policy=taken(AFTER)),
    Case("a key that was taken, beside one that was not", zip_of(changed(checkpoint=BOTH_SIGNED)), AGREES,
         policy=taken(BEFORE)),
    Case("a key that was taken, seen before", WITNESSED_ZIP, CONFIRMED, policy=taken(AFTER, a_log_of_two_keys())),
    Case("a key that was taken, seen after", WITNESSED_ZIP, ALTERED, policy=taken(BEFORE, a_log_of_two_keys())),
    Case("a key that was taken, seen at that second", WITNESSED_ZIP, ALTERED,
         policy=taken(AT_2023, a_log_of_two_keys())),
    Case("a key that was taken, seen before by too few", ONCE_WITNESSED_ZIP, ALTERED,
         policy=taken(AFTER, a_log_of_two_keys())),
    Case("a key that was taken, seen before where no quorum is asked", ONCE_WITNESSED_ZIP, AGREES,
         policy=taken(AFTER, a_log_of_two_keys(quorum="none"))),
    Case("another key that was taken", ZIP, AGREES,
         policy=str(dataclasses.replace(TWO_KEYS, compromised={OTHER_LOG.key: BEFORE}))),
    Case("another history by whoever took the key", zip_of(changed(checkpoint=BOTH_SIGNED)), AGREES,
         FORGED_BY_A_THIEF, taken(BEFORE)),
    Case("a taken key that is not named above", ZIP, CANNOT, policy=taken(AFTER, Policy((OTHER_LOG.key,)))),
    *(
        Case(f"a key that was taken at no time: {time}", ZIP, CANNOT,
             policy=taken(AFTER).replace(f"{AFTER:%Y-%m-%dT%H:%M:%SZ}", time))
        for time in ("2026-11-20", "2026-11-20T00:00:00", "2026-1-2T00:00:00Z", "2026-02-30T00:00:00Z",
                     "0026-11-20T00:00:00Z", "2026-11-20T23:59:60Z", "2026-11-20T24:00:00Z", "")
    ),
    Case("a comment that only sounds like it", ZIP, AGREES, policy=f"# compromised keys: none\n{POLICY}"),
]
# fmt: on
