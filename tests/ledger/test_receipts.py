"""Receipts as they are given out: signed after the commit, checked by whoever holds them."""

import multiprocessing
import os

import pytest
from django.db import connection, transaction
from tests.ledger.test_filing import file_some

from aboveboard.ledger.filing import Filed
from aboveboard.ledger.keys import KeyFileError, key_path, load_or_make_key
from aboveboard.ledger.models import Checkpoint, Cosignature, Entry, Head, LedgerKey
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.proofs import parse_proof
from aboveboard.ledger.pure.receipt_folder import READ_ME_NAME, read_zip
from aboveboard.ledger.pure.receipts import Result, verify_receipt
from aboveboard.ledger.receipts import NotFiledError, SigningError, get_part, receipt, receipt_zip, sign_head
from aboveboard.ledger.tree import NoLogError

pytestmark = pytest.mark.django_db


def verdict_of(content, **changes):
    folder = read_zip(content)
    return verify_receipt(folder.receipt, folder.parts, parse_policy(folder.policy), **changes)


def test_a_receipt_proves_what_was_filed(now):
    filed = file_some(5, now)
    content = receipt_zip(filed[2].reference)
    verdict = verdict_of(content)
    assert verdict.result is Result.AGREES_WITH_ITSELF
    assert verdict.manifest.reference == filed[2].reference
    assert (verdict.index, verdict.size) == (2, 5)
    assert read_zip(content).parts == {"note.txt": b"noted"}
    assert get_part(filed[2].reference, "note.txt") == b"noted"


def test_the_read_me_names_the_reference_and_the_key(now):
    import io
    import zipfile

    filed = file_some(1, now)[0]
    text = zipfile.ZipFile(io.BytesIO(receipt_zip(filed.reference))).read(READ_ME_NAME).decode()
    assert filed.reference in text
    assert receipt(filed).fingerprint in " ".join(text.split())
    assert "23 November 2026 at 10:00:00 UTC" in text


def test_one_checkpoint_covers_everything_before_it(now):
    first, second = file_some(2, now)
    receipts = [receipt(first), receipt(second), receipt(first)]
    assert receipts[0] == receipts[2]
    assert Checkpoint.objects.count() == LedgerKey.objects.count() == 1
    third = file_some(1, now)[0]
    assert receipt(third).size == 3
    assert receipt(first).size == 2


def test_a_receipt_can_be_had_at_the_size_of_a_checkpoint_from_outside(now):
    first = file_some(1, now)[0]
    receipt(first)
    file_some(40, now)
    outside = sign_head()
    content = receipt_zip(first.reference, at_size=41)
    verdict = verdict_of(content, outside_checkpoints=[outside.note.encode()])
    assert verdict.result is Result.CONFIRMED_FROM_OUTSIDE
    with pytest.raises(NotFiledError, match="no checkpoint of size 7"):
        receipt(first, at_size=7)


def test_a_witness_s_line_goes_out_with_the_receipt(now):
    from tests.ledger.pure.example_receipt import WITNESSES

    filed = file_some(1, now)[0]
    checkpoint = sign_head()
    line = WITNESSES[0].line(checkpoint.body)
    Cosignature.objects.create(
        checkpoint=checkpoint, witness=str(WITNESSES[0].key), line=line.rstrip("\n"), time=now
    )
    assert parse_proof(receipt(filed).proof.encode()).checkpoint == checkpoint.note + line


def test_what_was_not_filed_has_no_receipt(now):
    with pytest.raises(NoLogError):
        sign_head()
    file_some(1, now)
    with pytest.raises(NotFiledError):
        receipt(Filed("AB-0000-0000-0000"))
    with pytest.raises(NotFiledError):
        get_part("AB-0000-0000-0000", "note.txt")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_inside_a_transaction(now):
    filed = file_some(1, now)[0]
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        receipt(filed)
    assert not Checkpoint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_filing_that_is_undone_leaves_no_signature(now):
    from tests.ledger.conftest import NOTED, Somebody
    from tests.ledger.test_filing import NOTE

    from aboveboard.ledger.filing import filing

    receipt(file_some(1, now)[0])

    def file_and_fail():
        with filing(actor=Somebody(), now=now) as current:
            filed = current.file(kind=NOTED, parts=[NOTE])
            with pytest.raises(NotFiledError):
                receipt(filed)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        file_and_fail()
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [1]
    assert receipt(file_some(1, now)[0]).size == 2


def test_a_head_behind_its_checkpoint_is_not_signed(now):
    file_some(3, now)
    sign_head()
    Head.objects.update(size=2, frontier=Head.objects.get().frontier[:32])
    with pytest.raises(SigningError, match="restore the newest backup"):
        sign_head()


def test_a_second_history_of_one_size_is_not_signed(now):
    file_some(2, now)
    sign_head()
    Head.objects.update(frontier=bytes(32))
    with pytest.raises(SigningError, match="Another history"):
        sign_head()


def test_another_key_does_not_sign_this_ledger(now, settings, tmp_path):
    file_some(1, now)
    sign_head()
    file_some(1, now)
    settings.LEDGER_KEY = str(tmp_path / "another.pem")
    with pytest.raises(SigningError, match="not the key that this ledger was signed with"):
        sign_head()


def test_the_guards_refuse_every_change_but_a_whole_erasure(now):
    from django.db import DatabaseError
    from tests.ledger.test_verification import file_erasure

    file_some(20, now)
    file_erasure(now, 0)
    receipt(file_some(1, now)[0])
    tables = {
        "ledger_node": "hash = hash",
        "ledger_checkpoint": "body = 'x'",
        "ledger_entry": "kind = 'x'",
        "ledger_part": "content = NULL",
    }
    for table, change in tables.items():
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                connection.cursor().execute(statement)
    entry = Entry.objects.get(index=0)
    whole = {"manifest": None, "manifest_salt": None, "erased_by_index": 20, "actor": "", "subject": ""}
    for erased in [
        {"subject": ""},
        {"manifest": None, "manifest_salt": None, "erased_by_index": 20, "actor": ""},
        {**whole, "kind": "x"},
        {**whole, "erased_by_index": 19},
        {**whole, "erased_by_index": 99},
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**erased)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        entry.parts.update(salt=None, content=None, erased_at=now)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(index=20).update(**{**whole, "erased_by_index": 21})
    assert Entry.objects.filter(pk=entry.pk).update(**whole) == 1
    assert entry.parts.update(salt=None, content=None, erased_at=now) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(erased_by_index=21)
    with pytest.raises(NotFiledError):
        receipt(Filed(entry.reference))


def test_a_row_is_not_replaced_behind_the_guards_back(now):
    from django.db import DatabaseError

    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    file_some(16, now)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never changed"):
        cursor.execute("INSERT OR REPLACE INTO ledger_node SELECT * FROM ledger_node")


def _fingerprint(path):
    return load_or_make_key(path).public_key().public_bytes_raw()


def test_processes_that_start_at_once_get_one_key(tmp_path):
    path = tmp_path / "keys" / "ledger.pem"
    with multiprocessing.get_context("fork").Pool(8) as pool:
        keys = pool.map(_fingerprint, [path] * 40)
    assert len(set(keys)) == 1
    assert os.listdir(path.parent) == ["ledger.pem"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_or_that_is_none_is_refused_with_the_mend(tmp_path):
    path = tmp_path / "ledger.pem"
    load_or_make_key(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match=rf"Run: chmod 600 {path}"):
        load_or_make_key(path)
    path.chmod(0o600)
    path.write_text("nonsense")
    with pytest.raises(KeyFileError, match="offline copy"):
        load_or_make_key(path)


def test_the_key_is_kept_with_the_other_keys(settings):
    settings.LEDGER_KEY = ""
    assert key_path() == settings.DATA / "keys" / "ledger.pem"
