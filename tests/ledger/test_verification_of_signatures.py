"""Verifying finds a signature, key, guard or setting that is not as it should be."""

import pytest
from django.db import connection
from tests.ledger.pure.example_receipt import LOG, WITNESSES
from tests.ledger.tampering import assertions, behind_the_guards, findings

from aboveboard.ledger import guards
from aboveboard.ledger.keys import key_path
from aboveboard.ledger.models import Checkpoint, Cosignature, Entry, FiledPart, Head, LedgerKey, Node
from aboveboard.ledger.pure.checkpoints import Checkpoint as SignedState
from aboveboard.ledger.pure.notes import Signer, sign_note
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db


def test_6_a_signature_that_does_not_hold_is_found(filed, now):
    other = sign_note(
        Checkpoint.objects.get(size=20).body, [Signer(Head.objects.get().log.origin, LOG.private_key)]
    )
    with behind_the_guards():
        for signatures in (other.rpartition("\n\n")[2], "nonsense"):
            Checkpoint.objects.filter(size=20).update(signatures=signatures)
            assert assertions(now) == [6]


def test_6_a_checkpoint_that_was_signed_for_another_state_is_found(filed, now):
    with behind_the_guards():
        three = Checkpoint.objects.get(size=3)
        Checkpoint.objects.filter(size=20).update(body=three.body, signatures=three.signatures)
    assert assertions(now) == [6]


def test_6_a_key_that_is_not_ours_is_found(filed, now, tmp_path, settings):
    key = key_path()
    key.rename(tmp_path / "aside")
    assert assertions(now) == [6]
    settings.LEDGER_KEY = str(tmp_path / "another.pem")
    from aboveboard.ledger.keys import load_or_make_key

    load_or_make_key(key_path())
    assert assertions(now) == [6]


def test_6_a_key_outside_its_time_is_found(filed, now):
    LedgerKey.objects.update(from_size=20)
    assert findings(now) == [
        (6, f"{Head.objects.get().log} is signed with a key that no entry names."),
        (
            6,
            f"A signature on the checkpoint of {Checkpoint.objects.get(size=3)} does not hold. "
            "None of the known keys has signed this.",
        ),
    ]
    LedgerKey.objects.update(verifier_key="nonsense")
    assert assertions(now) == [6]


def test_6_a_witness_s_signature_is_checked_with_its_time(filed, now):
    from datetime import UTC, datetime

    checkpoint = Checkpoint.objects.get(size=20)
    line = WITNESSES[0].line(checkpoint.body, seconds=1_700_000_000).rstrip("\n")
    made = Cosignature.objects.create(
        checkpoint=checkpoint,
        witness=str(WITNESSES[0].key),
        line=line,
        time=datetime.fromtimestamp(1_700_000_000, UTC),
    )
    assert verify(now=now).is_sound
    with behind_the_guards():
        Cosignature.objects.filter(pk=made.pk).update(time=now)
        assert assertions(now) == [6]
        Cosignature.objects.filter(pk=made.pk).update(witness=str(WITNESSES[1].key))
        assert assertions(now) == [6]


def test_6_a_checkpoint_from_outside_that_is_larger_or_another_s_is_found(filed, now):
    origin = Head.objects.get().log.origin
    from aboveboard.ledger.keys import load_key

    ours = Signer(origin, load_key(key_path()))
    larger = sign_note(SignedState(origin, 99, bytes(32)).body(), [ours]).encode()
    assert findings(now, external_checkpoints=[larger]) == [
        (6, f"The checkpoint from outside is of size 99, and {origin} ends at 40.")
    ]
    strangers = sign_note(
        SignedState("other", 3, bytes(32)).body(), [Signer("other", ours.private_key)]
    ).encode()
    for note in (b"nonsense", strangers):
        assert assertions(now, external_checkpoints=[note]) == [6]


def test_6_a_ledger_shorter_than_its_checkpoints_is_found(filed, now):
    from aboveboard.ledger.pure.merkle import Frontier

    with behind_the_guards():
        FiledPart.objects.filter(entry__index__gte=30).delete()
        Entry.objects.filter(index__gte=30).delete()
        Node.objects.filter(index=1).delete()
        leaves = Entry.objects.order_by("index").values_list("leaf_hash", flat=True)
        Head.objects.update(size=30, frontier=Frontier().extend(leaves)[0].to_bytes())
    assert assertions(now) == [6]


def test_7_a_missing_or_hollow_guard_is_found(filed, now):
    with connection.cursor() as cursor:
        on = " ON ledger_node" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_guard_node_delete{on}")
        assert findings(now, guards_too=True) == [(7, "The guard ledger_guard_node_delete is missing.")]
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER ledger_guard_node_delete BEFORE DELETE ON ledger_node BEGIN SELECT 1; END"
            )
        else:
            guards.install(connection)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_node DISABLE TRIGGER ledger_guard_node_delete")
    assert findings(now, guards_too=True) == [(7, "The guard ledger_guard_node_delete is missing.")]


def test_7_a_setting_that_could_lose_entries_is_found(filed, now):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
    else:
        connection.connection.execute("PRAGMA secure_delete = OFF")
    try:
        assert assertions(now) == [7]
    finally:
        if connection.vendor == "sqlite":
            connection.connection.execute("PRAGMA secure_delete = ON")
