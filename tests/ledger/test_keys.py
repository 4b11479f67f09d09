"""Replacing the key: what was given out before and after still holds, whenever the machine stops."""

import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from tests.ledger.conftest import Somebody
from tests.ledger.pure.example_receipt import WITNESSES
from tests.ledger.tampering import assertions, behind_the_guards, findings
from tests.ledger.test_filing import file_some

from aboveboard.ledger import keys, rotating
from aboveboard.ledger.filing import Filed
from aboveboard.ledger.keys import key_path, load_key
from aboveboard.ledger.models import Checkpoint, Cosignature, Entry, KeyStatus, LedgerKey
from aboveboard.ledger.pure.notes import parse_note
from aboveboard.ledger.pure.policies import Policy, parse_policy
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.pure.receipts import Result, verify_receipt
from aboveboard.ledger.receipts import SigningError, policy_of, receipt, receipt_zip, sign_head
from aboveboard.ledger.rotating import (
    KeyChangeError,
    list_keys,
    record_backup,
    report_compromised,
    rotate_key,
)
from aboveboard.ledger.successors import close_log
from aboveboard.ledger.tree import get_open_log
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db
SOMEBODY = Somebody("system:terminal")


def verdict_of(content, policy=None, **changes):
    folder = read_zip(content)
    return verify_receipt(folder.receipt, folder.parts, policy or parse_policy(folder.policy), **changes)


def rotate(now):
    return rotate_key(actor=SOMEBODY, now=now)


def beside_the_key():
    return sorted(path.name for path in key_path().parent.iterdir())


class TestRotation:
    def test_the_first_checkpoint_after_it_is_signed_by_both_and_the_next_by_the_new_alone(self, filed, now):
        old = load_key(key_path()).public_key().public_bytes_raw()
        rotate(now)
        new = load_key(key_path()).public_key().public_bytes_raw()
        assert old != new
        assert len(parse_note(Checkpoint.objects.get(size=41).note.encode()).lines) == 2
        file_some(1, now)
        assert len(parse_note(sign_head().note.encode()).lines) == 1
        rows = LedgerKey.objects.order_by("pk").values_list("status", "from_size", "to_size")
        assert list(rows) == [(KeyStatus.RETIRED, 0, 41), (KeyStatus.CURRENT, 41, None)]
        assert beside_the_key() == ["ledger.pem"]
        assert key_path().stat().st_mode & 0o777 == 0o600
        assert verify(now=now).is_sound

    def test_receipts_from_before_and_after_verify_with_each_policy_that_knows_their_key(self, filed, now):
        before = receipt_zip(filed[0].reference)
        rotate(now)
        after = receipt_zip(file_some(1, now)[0].reference)
        again = receipt_zip(filed[0].reference)
        newest = policy_of(get_open_log())
        for content in (before, after, again):
            assert verdict_of(content).result is Result.AGREES_WITH_ITSELF
            assert verdict_of(content, newest).result is Result.AGREES_WITH_ITSELF
        assert verdict_of(before).fingerprint != verdict_of(after).fingerprint

    def test_the_read_me_shows_the_key_that_signed_this_receipt(self, filed, now):
        rotate(now)
        found = receipt(filed[0])
        assert found.fingerprint == verdict_of(receipt_zip(filed[0].reference)).fingerprint

    def test_a_later_checkpoint_by_the_new_key_does_not_make_an_old_receipt_look_altered(self, filed, now):
        before = receipt_zip(filed[0].reference)
        rotate(now)
        later = sign_head().note.encode()
        verdict = verdict_of(before, outside_checkpoints=[later])
        assert verdict.result is Result.AGREES_WITH_ITSELF
        assert "cannot be compared" in verdict.remarks[0]

    def test_a_second_rotation_works_like_the_first(self, filed, now):
        for _ in range(3):
            rotate(now)
        assert len(list_keys()) == 4
        assert verify(now=now).is_sound

    @pytest.mark.parametrize(
        "cut", ["make_next_key", "filing", "put_next_key_in_place", "sign_head", "os.link", "os.replace"]
    )
    def test_it_can_be_cut_off_anywhere_and_goes_on(self, filed, now, monkeypatch, cut):
        link = os.link

        class PowerCut(BaseException):
            pass

        def fail(*_, **__):
            raise PowerCut

        with monkeypatch.context() as patch:
            if cut == "make_next_key":
                real = rotating.make_next_key
                patch.setattr(rotating, cut, lambda path: (real(path), fail()))
            elif cut == "os.link":
                patch.setattr(
                    keys.os, "link", lambda old, new: fail() if new.suffix == ".old" else link(old, new)
                )
            elif cut == "os.replace":
                patch.setattr("pathlib.Path.replace", fail)
            else:
                patch.setattr(rotating, cut, fail)
            with pytest.raises(PowerCut):
                rotate(now)
        file_some(1, now)
        sign_head()
        assert verify(now=now).is_sound
        rotate(now)
        assert verify(now=now).is_sound
        assert receipt(filed[0])
        assert beside_the_key() == ["ledger.pem"]

    def test_a_key_whose_file_is_gone_does_not_rotate(self, filed, now):
        key_path().unlink()
        file_some(1, now)
        with pytest.raises(SigningError, match="offline copy"):
            rotate(now)
        assert LedgerKey.objects.count() == 1

    def test_a_key_that_no_entry_names_is_found(self, filed, now):
        rotate(now)
        LedgerKey.objects.filter(status=KeyStatus.CURRENT).update(from_size=40)
        assert 6 in assertions(now)

    def test_a_first_checkpoint_without_the_old_signature_is_found(self, filed, now):
        rotate(now)
        made = Checkpoint.objects.get(size=41)
        with behind_the_guards():
            Checkpoint.objects.filter(pk=made.pk).update(
                signatures=made.signatures.splitlines(keepends=True)[0]
            )
        assert findings(now) == [
            (6, f"The checkpoint of {made} lacks the signature of a key that signed then.")
        ]


def witness(checkpoint, at):
    line = WITNESSES[0].line(checkpoint.body, seconds=int(at.timestamp())).rstrip("\n")
    Cosignature.objects.create(checkpoint=checkpoint, witness=str(WITNESSES[0].key), line=line, time=at)


class TestCompromise:
    def test_the_old_key_signs_nothing_more_and_what_it_signed_unseen_no_longer_counts(self, filed, now):
        before = receipt_zip(filed[0].reference)
        report_compromised(actor=SOMEBODY, now=now, since=now - timedelta(days=2))
        assert len(parse_note(sign_head().note.encode()).lines) == 1
        assert verdict_of(before).result is Result.AGREES_WITH_ITSELF, "its policy knows nothing of it yet"
        newest = parse_policy(str(policy_of(get_open_log())).encode())
        altered = verdict_of(before, newest)
        assert altered.result is Result.ALTERED
        assert "other hands since 21 November 2026" in altered.problems[0]
        again = receipt_zip(filed[0].reference)
        assert verdict_of(again, newest).result is Result.AGREES_WITH_ITSELF
        assert verdict_of(again).size == 41
        assert verify(now=now).is_sound

    def test_what_a_witness_saw_before_counts_and_after_does_not(self, filed, now):
        early, late = Checkpoint.objects.get(size=3), Checkpoint.objects.get(size=20)
        witness(early, now - timedelta(days=3))
        witness(late, now - timedelta(days=1))
        report_compromised(actor=SOMEBODY, now=now, since=now - timedelta(days=2))
        assert receipt(filed[0]).size == 3
        assert receipt(filed[10]).size == 41
        ours = policy_of(get_open_log())
        newest = Policy(ours.logs, {"union": WITNESSES[0].key}, compromised=ours.compromised)
        assert verdict_of(receipt_zip(filed[0].reference), newest).result is Result.AGREES_WITH_ITSELF
        assert verdict_of(receipt_zip(filed[10].reference, at_size=20), newest).result is Result.ALTERED
        assert verify(now=now, external_checkpoints=[early.note.encode()]).is_sound
        assert "no witness saw it" in findings(now, external_checkpoints=[late.note.encode()])[0][1]

    def test_a_lost_key_is_replaced_in_the_same_way(self, filed, now):
        key_path().unlink()
        report_compromised(actor=SOMEBODY, now=now, since=now)
        assert receipt(file_some(1, now)[0])
        assert beside_the_key() == ["ledger.pem"]
        assert verify(now=now).is_sound

    def test_a_retired_key_can_be_reported_too_and_the_checkpoint_that_both_signed_still_counts(
        self, filed, now
    ):
        rotate(now)
        retired = list_keys()[1].verifier_key
        report_compromised(actor=SOMEBODY, now=now, since=now, verifier_key=retired)
        assert receipt(filed[0]).size == 41
        newest = policy_of(get_open_log())
        assert verdict_of(receipt_zip(filed[0].reference), newest).result is Result.AGREES_WITH_ITSELF
        assert len(list_keys()) == 2
        assert verify(now=now).is_sound
        for unknown in (retired, "nonsense"):
            with pytest.raises(KeyChangeError):
                report_compromised(actor=SOMEBODY, now=now, since=now, verifier_key=unknown)

    def test_a_time_to_come_is_refused(self, filed, now):
        with pytest.raises(KeyChangeError, match="still to come"):
            report_compromised(actor=SOMEBODY, now=now, since=now + timedelta(seconds=1))


class TestTheCopy:
    def test_somebody_is_reminded_until_a_copy_is_made_and_again_after_a_rotation(self, filed, now):
        assert rotating.key_awaiting_backup().fingerprint
        record_backup(now=now)
        assert rotating.key_awaiting_backup() is None
        close_log(actor=SOMEBODY, now=now)
        assert rotating.key_awaiting_backup() is None, "the next log is signed with the same key"
        rotate(now)
        assert rotating.key_awaiting_backup() is not None

    def test_an_empty_ledger_reminds_nobody(self, now):
        assert rotating.key_awaiting_backup() is None


class TestTheCommands:
    def test_keys_are_shown_rotated_reported_and_noted(self, filed, capsys):
        call_command("ledger", "key", "show")
        assert list_keys()[0].fingerprint in capsys.readouterr().out
        call_command("ledger", "key", "rotate", "--yes")
        assert "backed-up" in capsys.readouterr().out
        call_command("ledger", "key", "backed-up")
        call_command("ledger", "key", "compromised", "--since", "2026-11-01", "--yes")
        call_command("ledger", "key", "policy")
        policy = parse_policy(
            capsys.readouterr()
            .out.rpartition("\n\n")[2]
            .rpartition("file too")[2]
            .partition("\n")[2]
            .encode()
        )
        assert len(policy.logs) == 3
        assert len(policy.compromised) == 1
        call_command("ledger", "verify")

    def test_nothing_happens_without_the_word(self, filed, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda prompt="": "no")
        for words in (["key", "rotate"], ["key", "compromised", "--since", "2026-11-01"], ["close"]):
            with pytest.raises(Exception, match=r"still the same|Nothing has been closed"):
                call_command("ledger", *words)
        assert Entry.objects.count() == 40


def test_an_entry_of_the_ledger_itself_has_a_receipt(filed, now):
    assert receipt(Filed(rotate(now).reference))
