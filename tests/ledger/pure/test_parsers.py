"""Whatever they are given, the readers raise only their own errors, and write back what they read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.ledger.pure.example_receipt import (
    CONTENTS,
    LOG,
    POLICY,
    RECEIPT,
    log_of,
)

from aboveboard.ledger.pure.commitments import CommitmentError, Part, check_kind, commit, parse_manifest
from aboveboard.ledger.pure.policies import PolicyError, parse_policy
from aboveboard.ledger.pure.proofs import TlogProof, parse_proof
from aboveboard.ledger.pure.receipt_folder import make_zip
from aboveboard.ledger.pure.receipts import ReceiptError, parse_opening
from aboveboard.ledger.pure.references import ALPHABET, MisreadReferenceError, make_reference, read_reference

NOTE = log_of()[0].encode()
ZIP = make_zip(receipt=RECEIPT.decode(), policy=str(POLICY), parts=CONTENTS, read_me="")
HASHES = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":1,"a":2}', b"1" * 5000, b"\xff", b"NaN", b"{}"])
def test_hostile_json_is_refused(content):
    for read, refusal in [(parse_manifest, CommitmentError), (parse_opening, ReceiptError)]:
        with pytest.raises(refusal):
            read(content)


@given(st.integers(0, 2**63 - 1), st.lists(HASHES, max_size=63), st.none() | st.binary(max_size=50))
@example(0, [], b"")
def test_a_proof_reads_back_as_it_was_written(index, hashes, extra):
    proof = TlogProof(index, tuple(hashes), "log\n", extra)
    assert parse_proof(str(proof).encode()) == proof


@given(st.binary(max_size=33), st.binary(max_size=20))
def test_a_salt_is_exactly_32_bytes(salt, content):
    if len(salt) == 32:
        assert len(commit(salt, content)) == 32
    else:
        with pytest.raises(CommitmentError):
            commit(salt, content)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "A.pdf", "../x", ".hidden", "a" * 101, "a..b", "a b"])
def test_a_part_s_name_is_safe_as_a_file_name(name):
    with pytest.raises(CommitmentError):
        Part(name, "text/plain", b"")


@pytest.mark.parametrize(
    "kind", ["", "submitted", "Declaration.submitted", "a.b.c", "a_.b", "declaration.submitted\n"]
)
def test_a_kind_is_two_words_with_a_dot_between(kind):
    with pytest.raises(CommitmentError):
        check_kind(kind)


def test_references_are_read_as_people_type_them():
    assert read_reference("AB-7K3M-9QXT-2VHD") == "AB-7K3M-9QXT-2VHD"
    assert read_reference(" ab 7k3m 9qxt 2vhd ") == "AB-7K3M-9QXT-2VHD"
    assert read_reference("7k3mo1lt2vhd") == "AB-7K3M-011T-2VHD"
    for wrong in ["", "AB", "AB-7K3M-9QXT", "AB-7K3M-9QXT-2VHU", "AB-7K3M-9QXT-2VHD-1"]:
        with pytest.raises(MisreadReferenceError):
            read_reference(wrong)


def test_references_differ_and_have_no_look_alikes():
    made = {make_reference() for _ in range(1000)}
    assert len(made) == 1000
    assert set("".join(made)) <= set(ALPHABET) | set("AB-")
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no quorum line"),
        ("quorum none\nquorum none\n", "Line 2 of the policy: there is a quorum line already"),
        ("quorum nobody\n", "'nobody' has not been named above"),
        (f"log {LOG.key}\nlog {LOG.key}\nquorum none\n", "stands there already"),
        (f"witness w {LOG.key}\nquorum w\n", "must be a cosignature key"),
        ("log nonsense\nquorum none\n", "Line 1"),
        ("trust everybody\n", "'trust' is not understood"),
        ("group g any\nquorum g\n", "'group' is not understood"),
    ],
)
def test_a_policy_with_a_mistake_is_refused_by_its_line(text, said):
    with pytest.raises(PolicyError, match=said):
        parse_policy(text.encode())


def test_a_policy_may_have_comments_tabs_and_addresses():
    policy = parse_policy(f"# ours\n\n  log\t{LOG.key} https://example.org\n quorum  none \n".encode())
    assert policy == POLICY
