"""Receipts: the three results, and everything that turns a good one into an altered one."""

import dataclasses
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from tests.ledger.pure.example_receipt import (
    CONTENTS,
    LOG,
    MANIFEST,
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

from aboveboard.ledger import receipt_command
from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.commitments import leaf_content
from aboveboard.ledger.pure.merkle import leaf_hash
from aboveboard.ledger.pure.notes import (
    Signer,
    parse_verifier_key,
    sign_note,
)
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.proofs import parse_proof
from aboveboard.ledger.pure.read_me import READ_ME
from aboveboard.ledger.pure.receipt_folder import make_zip, read_receipt_folder, read_zip
from aboveboard.ledger.pure.receipts import (
    Opening,
    ReceiptError,
    Result,
    make_receipt,
    verify_receipt,
)


def test_a_whole_receipt_agrees_with_itself_and_says_what_was_filed():
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY)
    assert verdict.result is Result.AGREES_WITH_ITSELF
    assert verdict.manifest == MANIFEST
    assert (verdict.index, verdict.size, verdict.origin) == (4, 7, ORIGIN)
    assert verdict.fingerprint == LOG.key.fingerprint
    assert len(verdict.fingerprint.split()) == 16


def test_a_checkpoint_from_elsewhere_that_agrees_confirms_it():
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[log_of()[0].encode()])
    assert verdict.result is Result.CONFIRMED_FROM_OUTSIDE


def test_a_checkpoint_from_elsewhere_with_another_history_shows_an_altered_receipt():
    other = log_of(last=b"another")[0].encode()
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[other])
    assert verdict.result is Result.ALTERED
    assert "another history" in verdict.problems[0]


def test_a_checkpoint_from_elsewhere_by_another_key_shows_an_altered_receipt():
    other = log_of(signer=OTHER_LOG)[0].encode()
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[other])
    assert verdict.result is Result.ALTERED


@pytest.mark.parametrize(("size", "said"), [(9, "Ask for your receipt at size 9"), (5, "at size 5")])
def test_a_checkpoint_of_another_size_confirms_nothing_and_says_so(size, said):
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[log_of(size=size)[0].encode()])
    assert verdict.result is Result.AGREES_WITH_ITSELF
    assert said in verdict.remarks[0]


def test_a_checkpoint_of_another_ledger_confirms_nothing_and_says_so():
    other = sign_note(Checkpoint("other", 7, bytes(32)).body(), [Signer("other", LOG.private_key)])
    verdict = verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[other.encode()])
    assert verdict.result is Result.AGREES_WITH_ITSELF
    assert "another ledger" in verdict.remarks[0]


def test_witnesses_confirm_only_under_a_policy_of_the_reader_s_own():
    checkpoint, proof = log_of()
    receipt = receipt_of(witnessed(checkpoint, *WITNESSES), proof)
    within = verify_receipt(receipt, CONTENTS, WITNESSED_POLICY)
    own = verify_receipt(receipt, CONTENTS, WITNESSED_POLICY, policy_is_own=True)
    assert within.result is Result.AGREES_WITH_ITSELF
    assert own.result is Result.CONFIRMED_FROM_OUTSIDE
    assert [each.name for each in own.witnesses] == ["union", "auditor"]
    assert own.witnesses[0].at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_one_witness_signing_twice_is_not_two():
    checkpoint, proof = log_of()
    receipt = receipt_of(witnessed(checkpoint, WITNESSES[0], WITNESSES[0]), proof)
    verdict = verify_receipt(receipt, CONTENTS, WITNESSED_POLICY, policy_is_own=True)
    assert verdict.result is Result.ALTERED
    assert "Fewer witnesses" in verdict.problems[0]


def test_a_policy_of_one_s_own_without_witnesses_confirms_nothing():
    assert verify_receipt(RECEIPT, CONTENTS, POLICY, policy_is_own=True).result is Result.AGREES_WITH_ITSELF


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (CONTENTS | {"declaration.pdf": b"%PDf"}, "declaration.pdf is not what was filed"),
        ({"declaration.pdf": b"%PDF"}, "answers.json was filed and is missing"),
        (CONTENTS | {"added.pdf": b""}, "added.pdf was not filed"),
    ],
)
def test_a_part_that_is_changed_missing_or_added_shows_an_altered_receipt(contents, said):
    verdict = verify_receipt(RECEIPT, contents, POLICY)
    assert verdict.result is Result.ALTERED
    assert said in verdict.problems[0]


@pytest.mark.parametrize(
    "change",
    [
        {"index": 3},
        {"hashes": (bytes(32),)},
        {"checkpoint": log_of(last=b"another")[0]},
        {"checkpoint": log_of(signer=OTHER_LOG)[0]},
        {"checkpoint": log_of()[0].replace("\n7\n", "\n8\n")},
        {"checkpoint": "nonsense"},
        {"extra": Opening(OPENING.manifest, b"n" * 32, SALTS).to_bytes()},
        {"extra": Opening(OPENING.manifest.replace(b"person-1", b"person-2"), b"m" * 32, SALTS).to_bytes()},
        {"extra": Opening(OPENING.manifest, b"m" * 32, {**SALTS, "answers.json": b"c" * 32}).to_bytes()},
        {"extra": Opening(OPENING.manifest, b"m" * 32, {"answers.json": b"b" * 32}).to_bytes()},
        {"extra": Opening(b"[]", b"m" * 32, SALTS).to_bytes()},
    ],
)
def test_a_receipt_changed_anywhere_is_altered(change):
    changed = str(dataclasses.replace(parse_proof(RECEIPT), **change)).encode()
    verdict = verify_receipt(changed, CONTENTS, POLICY)
    assert verdict.result is Result.ALTERED
    assert verdict.problems


@pytest.mark.parametrize(
    "receipt", [b"", b"nonsense", str(dataclasses.replace(parse_proof(RECEIPT), extra=None)).encode()]
)
def test_what_is_no_receipt_is_refused_and_not_judged(receipt):
    with pytest.raises(ReceiptError):
        verify_receipt(receipt, CONTENTS, POLICY)


def test_what_is_no_checkpoint_is_refused_and_not_judged():
    with pytest.raises(ReceiptError, match="from outside cannot be read"):
        verify_receipt(RECEIPT, CONTENTS, POLICY, outside_checkpoints=[b"nonsense"])


def test_a_policy_reads_back_as_it_was_written():
    assert parse_policy(str(WITNESSED_POLICY).encode()) == WITNESSED_POLICY


def test_a_leaf_by_figures():
    """Worked out once, by hand, from docs/reference/ledger-format.md: a change here breaks every receipt given out."""
    assert OPENING.manifest == (
        b'{"actor":"person-1","filed_at":"2026-11-23T12:33:07.000000Z","kind":"declaration.submitted","parts":'
        b'[{"commit":"vQ9IHrUg7S5slnMql9z1tUxM+bGpUQDqH07rxclZQUY=","len":4,"name":"declaration.pdf",'
        b'"type":"application/pdf"},{"commit":"DN1kQUbJ5A9bMI/X1futInuYbbCmL+LbXOzaaAUExd8=","len":2,'
        b'"name":"answers.json","type":"application/json"}],"reference":"AB-7K3M-9QXT-2VHD",'
        b'"subject":"person-1"}'
    )
    assert leaf_hash(leaf_content(OPENING.manifest_salt, OPENING.manifest)).hex() == (
        "4dea9cc173acaae2a5d3348234f62de3b4cdf538ae89d90ec53260c73fe9ee82"
    )


def test_a_key_s_text_by_figures():
    key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert str(parse_verifier_key(key)) == key


class TestTheCommand:
    @pytest.fixture
    def folder(self, tmp_path):
        content = make_zip(receipt=RECEIPT.decode(), policy=str(POLICY), parts=CONTENTS, read_me=READ_ME)
        (tmp_path / "receipt.zip").write_bytes(content)
        return tmp_path

    def test_it_checks_a_zip(self, folder, capsys):
        assert receipt_command.main([str(folder / "receipt.zip")]) == 0
        said = capsys.readouterr().out
        assert said.startswith("AGREES WITH ITSELF\n")
        assert "AB-7K3M-9QXT-2VHD" in said
        assert LOG.key.fingerprint in said

    def test_it_checks_the_folder_that_the_zip_was_unpacked_into(self, folder, capsys):
        import zipfile

        zipfile.ZipFile(folder / "receipt.zip").extractall(folder / "unpacked/within")
        (folder / "unpacked/within/parts/.DS_Store").write_bytes(b"")
        assert receipt_command.main([str(folder / "unpacked")]) == 0
        (folder / "unpacked/within/parts/declaration.pdf").write_bytes(b"%PDf")
        assert receipt_command.main([str(folder / "unpacked")]) == 1
        assert "ALTERED" in capsys.readouterr().out

    def test_it_takes_a_checkpoint_and_a_policy_from_elsewhere(self, folder, capsys):
        (folder / "checkpoint.txt").write_text(log_of()[0])
        (folder / "mine.txt").write_text(str(POLICY))
        arguments = [
            "--checkpoint",
            str(folder / "checkpoint.txt"),
            "--policy",
            str(folder / "mine.txt"),
            "--json",
        ]
        assert receipt_command.main([str(folder / "receipt.zip"), *arguments]) == 0
        assert json.loads(capsys.readouterr().out)["result"] == "confirmed from outside"

    def test_it_says_when_something_cannot_be_checked(self, folder, capsys):
        (folder / "not.zip").write_bytes(b"not a zip")
        for name in ["not.zip", "absent.zip", "."]:
            assert receipt_command.main([str(folder / name)]) == 2
            assert capsys.readouterr().out.startswith("This cannot be checked.")

    def test_a_name_cannot_write_lines_of_its_own(self, tmp_path, capsys):
        """A whole receipt that somebody made up, whose reference holds what a terminal would obey."""
        said = "x\nCONFIRMED FROM OUTSIDE\x1b[2J\u202e\ud800"
        manifest = json.loads(MANIFEST.canonical()) | {"reference": said}
        opening = dataclasses.replace(OPENING, manifest=json.dumps(manifest).encode())
        leaf = leaf_hash(leaf_content(opening.manifest_salt, opening.manifest))
        checkpoint = sign_note(Checkpoint(ORIGIN, 1, leaf).body(), [LOG])
        receipt = str(make_receipt(0, [], checkpoint, opening))
        parts = CONTENTS | {"more\n": b""}
        for name, content in (("whole.zip", CONTENTS), ("altered.zip", parts)):
            content = make_zip(receipt=receipt, policy=str(POLICY), parts=content, read_me="")
            (tmp_path / name).write_bytes(content)
            receipt_command.main([str(tmp_path / name)])
            printed = capsys.readouterr().out
            assert "\nCONFIRMED" not in printed
            assert printed.replace("\n", "").isprintable()

    def test_the_same_files_make_the_same_zip(self, folder):
        content = (folder / "receipt.zip").read_bytes()
        assert content == make_zip(
            receipt=RECEIPT.decode(), policy=str(POLICY), parts=CONTENTS, read_me=READ_ME
        )
        assert read_zip(content) == read_receipt_folder(folder / "receipt.zip")

    def test_it_starts_quickly_and_without_django(self):
        program = (
            "import sys, time; start = time.process_time(); import aboveboard.ledger.receipt_command; "
            "spent = time.process_time() - start; print(spent, 'django' in sys.modules)"
        )
        runs = [
            subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True
            ).stdout.split()
            for _ in range(5)
        ]
        assert {loaded for _, loaded in runs} == {"False"}
        assert min(float(spent) for spent, _ in runs) < 0.1
