"""Every reader of ledger.pure, given anything at all: nothing but the error it documents ever comes out of it."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import string
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.pure.example_receipt import (
    CONTENTS,
    LOG,
    MANIFEST,
    OPENING,
    POLICY,
    RECEIPT,
    WITNESSED_POLICY,
    WITNESSES,
    log_of,
    receipt_of,
    witnessed,
)
from tests.ledger.pure.receipt_cases import BARE, FILES, LEAF, zip_of

from aboveboard.ledger import pure
from aboveboard.ledger.pure import merkle
from aboveboard.ledger.pure.checkpoints import CheckpointError, open_checkpoint, parse_checkpoint
from aboveboard.ledger.pure.commitments import (
    CommitmentError,
    check_kind,
    check_part,
    check_part_name,
    parse_json_object,
    parse_manifest,
)
from aboveboard.ledger.pure.encoding import decode_base64, decode_decimal, decode_lenient_base64
from aboveboard.ledger.pure.erasures import ErasedEntry, Erasure, parse_erasure
from aboveboard.ledger.pure.merkle import MerkleError, check_consistency, check_inclusion
from aboveboard.ledger.pure.notes import (
    NoteError,
    check_name,
    open_note,
    parse_note,
    parse_signature_line,
    parse_verifier_key,
)
from aboveboard.ledger.pure.policies import PolicyError, parse_policy
from aboveboard.ledger.pure.proofs import ProofError, parse_proof
from aboveboard.ledger.pure.receipt_folder import read_receipt_folder, read_zip
from aboveboard.ledger.pure.receipts import ReceiptError, parse_leaf, parse_opening, verify_receipt
from aboveboard.ledger.pure.references import MisreadReferenceError, read_reference

CHECKPOINT, HASHES = log_of()
ERASED = Erasure((ErasedEntry("example.org/log", 4, "AB-7K3M-9QXT-2VHD"),), "employment", "Its time is over.")
WITH_A_TAKEN_KEY = f"log {LOG.key}\n# compromised-key {LOG.key} 2026-11-20T00:00:00Z\nquorum none\n"
NOTE = witnessed(CHECKPOINT, *WITNESSES).encode()
BODY = CHECKPOINT.partition("\n\n")[0] + "\n"
WITNESSED_RECEIPT = receipt_of(NOTE.decode(), HASHES)
WITNESS_KEYS = tuple(WITNESSED_POLICY.witnesses.values())
SHAPE = {"commit": str, "len": int, "name": str, "type": str}
PART = MANIFEST.parts[0]

anything = settings(deadline=None)  # how long one takes belongs to the machine
# Text that no file can hold, such as half a pair of surrogates, reaches readers of text all the same.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
HASH_LIKE = st.binary(max_size=33)
NUMBERS = st.integers(-3, 2**64)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A well-formed file, of which up to three pieces are cut out, replaced, or written twice."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(whole)))
        end = draw(st.integers(start, min(len(whole), start + 40)))
        put_in = draw(
            st.one_of(
                st.binary(max_size=40),
                st.text(string.printable, max_size=40).map(str.encode),
                st.just(whole[start:end] * 2),
            )
        )
        whole = whole[:start] + put_in + whole[end:]
    return whole


@st.composite
def damaged_text(draw: st.DrawFn, whole: str) -> str:
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(len(whole), start + 40)))
    return whole[:start] + draw(ANY_TEXT) + whole[end:]


def verify(content: bytes) -> None:
    verify_receipt(content, CONTENTS, WITNESSED_POLICY, policy_is_own=True, outside_checkpoints=[NOTE])


def verify_outside(content: bytes) -> None:
    verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[content])


def verify_bare(content: bytes) -> None:
    verify_receipt(str(BARE).encode(), {}, POLICY, leaf=content)


OF_BYTES: list[tuple[Callable[[bytes], Any], type[Exception], bytes]] = [
    (parse_note, NoteError, NOTE),
    (lambda content: open_note(content, [LOG.key, *WITNESS_KEYS]), NoteError, NOTE),
    (lambda content: open_checkpoint(content, [LOG.key], WITNESS_KEYS), CheckpointError, NOTE),
    (parse_policy, PolicyError, str(WITNESSED_POLICY).encode()),
    (parse_policy, PolicyError, WITH_A_TAKEN_KEY.encode()),
    (parse_erasure, CommitmentError, ERASED.to_bytes()),
    (parse_proof, ProofError, WITNESSED_RECEIPT),
    (parse_manifest, CommitmentError, OPENING.manifest),
    (lambda content: parse_json_object(content, SHAPE), CommitmentError, b'{"commit":"","len":1,"name":"","type":""}'),
    (parse_opening, ReceiptError, OPENING.to_bytes()),
    (parse_leaf, ReceiptError, LEAF.encode()),
    (read_zip, ReceiptError, zip_of(FILES)),
    (verify, ReceiptError, WITNESSED_RECEIPT),
    (verify_outside, ReceiptError, NOTE),
    (verify_bare, ReceiptError, LEAF.encode()),
    (lambda content: check_part(PART, b"a" * 32, content), CommitmentError, b"%PDF"),
    (lambda content: check_part(PART, content, b"%PDF"), CommitmentError, b"a" * 32),
]  # fmt: skip
OF_TEXT: list[tuple[Callable[[str], Any], type[Exception], str]] = [
    (parse_checkpoint, CheckpointError, BODY),
    (parse_verifier_key, NoteError, str(LOG.key)),
    (parse_signature_line, NoteError, CHECKPOINT.rstrip("\n").rpartition("\n")[2]),
    (check_name, NoteError, "example.org/log"),
    (check_part_name, CommitmentError, "declaration.pdf"),
    (check_kind, CommitmentError, "declaration.submitted"),
    (decode_base64, ValueError, "AAAA"),
    (decode_lenient_base64, ValueError, "AAB="),
    (decode_decimal, ValueError, "1207"),
    (read_reference, MisreadReferenceError, "AB-7K3M-9QXT-2VHD"),
]


@pytest.mark.parametrize(("read", "refusal", "whole"), OF_BYTES)
@anything
@given(data=st.data())
def test_a_reader_of_bytes_raises_only_its_own_error(read, refusal, whole, data):
    with contextlib.suppress(refusal):
        read(data.draw(st.one_of(st.binary(max_size=200), damaged(whole))))


@pytest.mark.parametrize(("read", "refusal", "whole"), OF_TEXT)
@anything
@given(data=st.data())
def test_a_reader_of_text_raises_only_its_own_error(read, refusal, whole, data):
    text = data.draw(st.one_of(ANY_TEXT, damaged_text(whole)))
    with contextlib.suppress(refusal):
        # A UnicodeError is a ValueError, and says nothing to whoever called.
        try:
            read(text)
        except UnicodeError as escaped:
            raise AssertionError from escaped


@pytest.mark.parametrize(("read", "whole"), [(read, whole) for read, _, whole in [*OF_BYTES, *OF_TEXT]])
def test_a_reader_reads_what_is_whole(read, whole):
    read(whole)


@anything
@given(HASH_LIKE, NUMBERS, NUMBERS, st.lists(HASH_LIKE, max_size=70), HASH_LIKE)
def test_proofs_of_anything_raise_only_their_own_error(leaf, index, size, proof, root):
    with contextlib.suppress(MerkleError):
        check_inclusion(leaf, index, size, proof, root)
    with contextlib.suppress(MerkleError):
        check_consistency(index, size, proof, leaf, root)
    with contextlib.suppress(MerkleError):
        merkle.Frontier.from_bytes(size, b"".join(proof))


STEPS = st.sampled_from(
    [
        "",
        ".",
        "..",
        "parts",
        "receipt.tlog-proof",
        "policy.txt",
        "leaf.txt",
        "a",
        ".DS_Store",
        "a\0b",
        "x.zip",
    ]
)
PATHS = st.lists(STEPS, max_size=4).map("/".join) | st.text(max_size=10)


@anything
@given(
    st.dictionaries(PATHS, st.sampled_from([b"", b"x", RECEIPT]), max_size=6), st.sampled_from([0, 8, 12, 14])
)
def test_a_zip_of_any_names_raises_only_its_own_error(files, method):
    try:
        content = zip_of(files, method)
    except (ValueError, IndexError):  # zipfile itself does not write such a name
        return
    with contextlib.suppress(ReceiptError):
        read_zip(content)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=()), min_size=1, max_size=20)


@anything
@given(
    st.dictionaries(NAMES | STEPS, st.sampled_from([b"", RECEIPT, zip_of(FILES)]), max_size=5), st.booleans()
)
def test_a_folder_of_anything_raises_only_its_own_error(files, as_folder):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            # Not every text is a name here; "" and "." are the folder itself.
            with contextlib.suppress(OSError, ValueError):
                path = Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
        for path in [Path(folder)] if as_folder else [*Path(folder).iterdir(), Path(folder, "is not here")]:
            with contextlib.suppress(ReceiptError):
                read_receipt_folder(path)


def test_a_folder_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "loop", tmp_path / "nothing", tmp_path):
        with pytest.raises(ReceiptError):
            read_receipt_folder(path)


def public_readers() -> Iterator[str]:
    """Every function of ledger.pure that reads or checks what it is given."""
    for found in pkgutil.walk_packages(pure.__path__, f"{pure.__name__}."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            here = function.__module__ == module.__name__
            if here and name.startswith(("parse_", "read_", "open_", "check_", "decode_", "verify_receipt")):
                yield name


def test_no_reader_is_left_out():
    source = inspect.getsource(inspect.getmodule(public_readers))
    of_the_page_s_own_files = {"read_source"}
    assert {name for name in public_readers() if source.count(name) < 2} == of_the_page_s_own_files
