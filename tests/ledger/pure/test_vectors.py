"""The published vectors, read from beside the repository where they are present."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aboveboard.ledger.pure.checkpoints import Checkpoint, CheckpointError, open_checkpoint, parse_checkpoint
from aboveboard.ledger.pure.merkle import MerkleError, check_consistency, check_inclusion
from aboveboard.ledger.pure.notes import (
    COSIGNATURE,
    NoteError,
    Signer,
    open_note,
    parse_note,
    parse_verifier_key,
    sign_note,
)
from aboveboard.ledger.pure.proofs import ProofError, TlogProof, parse_proof

VECTORS = Path(__file__).parents[3] / "../shared/vectors/ledger"
if not VECTORS.is_dir():
    # A worktree is one folder deeper than the repository itself.
    VECTORS = Path(__file__).parents[3] / "../../shared/vectors/ledger"

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are kept outside the repository")


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def unpack(text: str) -> bytes:
    return base64.b64decode(text)


def test_inclusion_proofs_are_judged_as_published():
    for case in vectors("merkle-inclusion.json")["cases"]:
        arguments = (
            unpack(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [unpack(step) for step in case["proof"] or []],
            unpack(case["root"]),
        )
        if case["wantErr"]:
            with pytest.raises(MerkleError):
                check_inclusion(*arguments)
        else:
            check_inclusion(*arguments)


def test_consistency_proofs_are_judged_as_published():
    for case in vectors("merkle-consistency.json")["cases"]:
        arguments = (
            case["size1"],
            case["size2"],
            [unpack(step) for step in case["proof"] or []],
            unpack(case["root1"]),
            unpack(case["root2"]),
        )
        if case["wantErr"]:
            with pytest.raises(MerkleError):
                check_consistency(*arguments)
        else:
            check_consistency(*arguments)


def test_notes_open_as_published():
    for case in vectors("signed-note.json")["open"]:
        keys = [parse_verifier_key(key) for key in case["vkeys"]]
        if case["want"] == "ok":
            opened = open_note(case["msg"].encode(), keys)
            assert [each.key.name for each in opened.verified] == case["verified"], case["name"]
            assert [each.name for each in opened.unknown] == case["unverified"], case["name"]
        else:
            with pytest.raises(NoteError):
                open_note(case["msg"].encode(), keys)


def test_a_note_that_is_not_utf8_is_refused():
    found = vectors("signed-note.json")
    with pytest.raises(NoteError):
        open_note(bytes.fromhex(found["invalid_utf8_msg_hex"]), [parse_verifier_key(found["vkey"])])


def test_every_damaged_verifier_key_is_refused():
    found = vectors("signed-note.json")
    key = found["vkey"]
    assert str(parse_verifier_key(key)) == key
    damaged = set(found["vkey_bad"])
    damaged |= {key[start:end] for start in range(len(key)) for end in range(start, len(key) + 1)} - {key}
    damaged |= {key[:at] + chr(ord(key[at]) + 1) + key[at + 1 :] for at in range(len(key))}
    for text in damaged:
        with pytest.raises(NoteError):
            parse_verifier_key(text)


def test_the_published_signing_key_signs_the_published_note():
    found = vectors("signed-note.json")
    seed = unpack(found["skey"].split("+", 4)[-1])[1:]
    signer = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed))
    assert str(signer.key) == found["vkey"]
    assert sign_note(found["text"], [signer]) == found["signed"]


def test_the_specification_s_example_note_opens():
    example = vectors("signed-note.json")["c2sp_example"]
    opened = open_note(example["note"].encode(), [parse_verifier_key(example["vkey"])])
    assert opened.text == "This is an example message.\n"


def test_checkpoints_are_read_as_published_but_more_strictly():
    found = vectors("checkpoint.json")
    for case in found["unmarshal"]:
        # Every accepted case there has a root that is not 32 bytes, which is refused here.
        with pytest.raises(CheckpointError):
            parse_checkpoint(case["body"])
        if not case["want_error"]:
            lines = case["body"].split("\n")
            lines[2] = base64.b64encode(bytes(32)).decode()
            if "" not in lines[:-1]:
                assert parse_checkpoint("\n".join(lines)).origin == lines[0]


def test_checkpoint_bodies_are_written_as_published():
    found = vectors("checkpoint.json")
    wanted = found["format_tree"]
    read = parse_checkpoint(wanted["want"])
    assert (read.origin, read.size) == (wanted["origin"], wanted["size"])
    assert Checkpoint(wanted["origin"], wanted["size"], read.root).body() == wanted["want"]
    for body in found["bad_trees"]:
        with pytest.raises(CheckpointError):
            parse_checkpoint(body)


def test_the_go_checksum_database_s_real_checkpoint_verifies():
    real = vectors("checkpoint.json")["real_sumdb"]
    key = parse_verifier_key(real["vkey"])
    assert open_note(real["signed"].encode(), [key]).verified[0].key == key
    # Its key is not named after its origin, so by our rule it is not that log's checkpoint.
    with pytest.raises(CheckpointError):
        open_checkpoint(real["signed"].encode(), [key])


def test_proofs_are_written_and_read_as_published():
    found = vectors("tlog-proof.json")
    for case in found["marshal"]:
        extra = None if case["extra_b64"] is None else unpack(case["extra_b64"])
        proof = TlogProof(case["index"], tuple(map(unpack, case["hashes"])), case["checkpoint"], extra)
        assert str(proof) == case["want"]
        assert parse_proof(case["want"].encode()) == proof
    for _, text in found["unmarshal_errors"]:
        with pytest.raises(ProofError):
            parse_proof(text.encode())


def test_cosigners_keys_and_times_are_read_as_published():
    found = vectors("tlog-proof.json")
    for key in found["cosigner_vkeys_ok"]:
        assert str(parse_verifier_key(key)) == key
    with pytest.raises(NoteError):
        parse_verifier_key(found["mldsa_vkey_with_wrong_key_id"]["vkey"])
    line = unpack(found["cosignature_timestamp"]["b64"])
    assert int.from_bytes(line[4:12], "big") == found["cosignature_timestamp"]["unix"]


def test_the_specification_s_cosigned_example_has_both_lines():
    note = parse_note(vectors("checkpoint.json")["spec_example_cosigned"].encode())
    assert [line.name for line in note.lines] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert len(note.lines[1].signature) == 8 + COSIGNATURE.key_length + 32


def test_canonical_json_is_written_as_published():
    for case in vectors("jcs-rfc8785.json")["cases"]:
        found = json.loads(bytes.fromhex(case["input_hex"]))
        assert rfc8785.dumps(found).hex() == case["output_hex"], case["name"]
