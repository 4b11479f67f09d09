"""Stopping a log that may have lost something, closing it, and opening the next, which commits to it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from tests.ledger.conftest import Somebody
from tests.ledger.tampering import assertions, behind_the_guards, findings
from tests.ledger.test_erasing import erase_all
from tests.ledger.test_filing import file_some
from tests.ledger.test_keys import rotate, verdict_of, witness

from aboveboard.ledger.models import Checkpoint, Entry, FiledPart, Head, KnownCheckpoint, Log, LogState, Node
from aboveboard.ledger.pure.checkpoints import parse_checkpoint
from aboveboard.ledger.pure.merkle import Frontier
from aboveboard.ledger.pure.notes import parse_note
from aboveboard.ledger.pure.receipts import Result
from aboveboard.ledger.receipts import NotFiledError, get_part, receipt, receipt_zip, sign_head
from aboveboard.ledger.rotating import report_compromised
from aboveboard.ledger.successors import (
    SuccessionError,
    add_known_checkpoint,
    close_log,
    resume_log,
    stop_log,
)
from aboveboard.ledger.tree import StoppedError
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db
SOMEBODY = Somebody("system:terminal")


def close(now, **changes):
    return close_log(actor=SOMEBODY, now=now, **changes)


def add(now, note):
    return add_known_checkpoint(actor=SOMEBODY, now=now, note=note)


def cut_back_to(size):
    """What restoring a backup of this size leaves: later entries and checkpoints were never there."""
    with behind_the_guards():
        later = Entry.objects.filter(index__gte=size)
        FiledPart.objects.filter(entry__in=later).delete()
        later.delete()
        Checkpoint.objects.filter(size__gt=size).delete()
        for level in (4, 8):
            Node.objects.filter(level=level, index__gte=size >> level).delete()
        leaves = Entry.objects.order_by("index").values_list("leaf_hash", flat=True)
        frontier, _ = Frontier().extend(leaves)
        Head.objects.update(size=frontier.size, frontier=frontier.to_bytes())


@pytest.fixture
def outside(filed, now):
    """A checkpoint of 40 entries that was mailed, and a ledger brought back to 25."""
    note = Checkpoint.objects.get(size=40).note.encode()
    cut_back_to(25)
    return note


class TestClosing:
    def test_the_next_log_begins_with_where_the_one_before_ended_and_everything_verifies(self, filed, now):
        file_some(1, now)
        done = close(now)
        old, new = Log.objects.order_by("pk")
        assert (old.state, new.state, new.predecessor) == (LogState.CLOSED, LogState.OPEN, old)
        assert (done.closed, done.size, done.lost, done.opened) == (old.origin, 41, 0, f"{old.origin}.2")
        known = parse_checkpoint(parse_note(get_part(done.filed.reference, "checkpoint.txt")).text)
        assert (known.origin, known.size) == (old.origin, 41)
        assert verify(now=now).is_sound
        assert verify(now=now).figures["entries"] == 42

    def test_receipts_of_the_old_log_stay_good_and_new_filings_go_into_the_new(self, filed, now):
        unsigned = file_some(1, now)[0]
        before = receipt_zip(filed[0].reference)
        close(now)
        later = file_some(1, now)[0]
        assert receipt_zip(filed[0].reference) == before
        for reference in (filed[0].reference, unsigned.reference, later.reference):
            assert verdict_of(receipt_zip(reference)).result is Result.AGREES_WITH_ITSELF
        assert Entry.objects.get(reference=later.reference).index == 1

    def test_it_can_be_done_again_and_keys_rotate_in_the_last(self, filed, now):
        close(now)
        rotate(now)
        assert close(now).opened.endswith(".3")
        rotate(now)
        assert close(now, origin="ledger.example/new").opened == "ledger.example/new"
        file_some(20, now)
        sign_head()
        assert verify(now=now).is_sound
        assert receipt(filed[0])

    def test_the_last_that_a_witness_saw_is_committed_to_beside_the_last(self, filed, now):
        witness(Checkpoint.objects.get(size=20), now)
        done = close(now)
        seen = parse_note(get_part(done.filed.reference, "checkpoint.txt"))
        assert parse_checkpoint(seen.text).size == 20
        assert len(seen.lines) == 2
        last = get_part(done.filed.reference, "last-checkpoint.txt")
        assert parse_checkpoint(parse_note(last).text).size == 40
        assert verify(now=now).is_sound

    def test_an_entry_of_a_closed_log_is_erased_by_one_of_the_next(self, filed, now):
        close(now)
        erase_all(now, filed[30], file_some(1, now)[0])
        entry = Entry.objects.get(reference=filed[30].reference)
        assert (entry.erased_by_index, entry.erased_by_log.predecessor) == (2, entry.log)
        assert verify(now=now).is_sound

    def test_a_key_that_closed_and_open_logs_share_is_taken_in_both(self, filed, now):
        before = Checkpoint.objects.get(size=20).note.encode()
        close(now)
        report_compromised(actor=SOMEBODY, now=now, since=now - timedelta(days=1))
        assert verify(now=now).is_sound
        assert "no witness saw it" in findings(now, external_checkpoints=[before])[0][1]

    def test_there_must_be_something_to_close_and_a_new_name(self, now):
        with pytest.raises(SuccessionError, match="Nothing has been filed"):
            close(now)
        file_some(1, now)
        with pytest.raises(SuccessionError, match="has been a ledger"):
            close(now, origin=Log.objects.get().origin)
        with pytest.raises(SuccessionError, match="name of a key"):
            close(now, origin="two words")
        assert Log.objects.get().state == LogState.OPEN

    def test_a_changed_end_a_missing_link_or_another_beginning_is_found(self, filed, now):
        close(now)
        with behind_the_guards():
            first = Entry.objects.get(log__predecessor__isnull=False)
            FiledPart.objects.filter(entry=first, name="ended.txt").update(content=b"x\n1\nbad\n")
            assert 2 in assertions(now)
            FiledPart.objects.filter(entry=first).delete()
            assert 2 in assertions(now)
        Log.objects.filter(predecessor__isnull=False).update(predecessor=None)
        assert {"More than one log follows no other."} <= {what for _, what in findings(now)}

    def test_a_closed_log_that_grows_is_found(self, filed, now):
        close(now)
        old = Log.objects.get(state=LogState.CLOSED)
        with behind_the_guards():
            FiledPart.objects.filter(entry__log=old, entry__index=39).delete()
            Entry.objects.filter(log=old, index=39).delete()
        frontier, _ = Frontier().extend(old.entries.order_by("index").values_list("leaf_hash", flat=True))
        Head.objects.filter(log=old).update(size=39, frontier=frontier.to_bytes())
        assert any("is not what it was when" in what for _, what in findings(now))


class TestStopping:
    def test_a_checkpoint_that_the_ledger_contains_stops_nothing(self, filed, now):
        for size in (3, 20, 40):
            assert add(now, Checkpoint.objects.get(size=size).note.encode()).agrees
        assert add(now, Checkpoint.objects.get(size=40).note.encode()).agrees
        assert KnownCheckpoint.objects.count() == 3
        assert receipt(file_some(1, now)[0])
        assert verify(now=now).is_sound

    def test_behind_a_checkpoint_that_is_known_outside_nothing_is_filed_or_signed(self, outside, now):
        known = add(now, outside)
        assert (known.agrees, known.size, known.head_size) == (False, 40, 25)
        with pytest.raises(StoppedError, match="ledger close"):
            file_some(1, now)
        with pytest.raises(StoppedError):
            sign_head()
        with pytest.raises(SuccessionError, match="holds"):
            resume_log(actor=SOMEBODY, now=now)
        assert 6 in assertions(now)

    def test_even_if_it_is_not_stopped_it_is_not_signed(self, outside, now):
        from aboveboard.ledger.receipts import SigningError

        add(now, outside)
        Log.objects.update(state=LogState.OPEN.value)
        file_some(1, now)
        with pytest.raises(SigningError, match="entries are missing"):
            sign_head()
        file_some(14, now)
        with pytest.raises(SigningError, match="another history"):
            sign_head()

    def test_its_successor_commits_to_what_is_known_and_verifies_with_what_is_known(
        self, outside, now, filed
    ):
        early = Checkpoint.objects.get(size=20).note.encode()
        add(now, outside)
        done = close(now)
        assert (done.size, done.lost) == (25, 15)
        assert get_part(done.filed.reference, "checkpoint.txt") == outside
        assert receipt(file_some(1, now)[0])
        report = verify(now=now, external_checkpoints=[outside, early])
        assert report.findings == ()
        assert report.figures["lost"] == 15
        assert receipt(filed[0])
        with pytest.raises(NotFiledError):
            get_part(filed[30].reference, "note.txt")

    def test_a_loss_is_admitted_for_the_checkpoint_it_names_and_no_other(self, outside, now):
        from aboveboard.ledger.keys import key_path, load_key
        from aboveboard.ledger.pure.checkpoints import Checkpoint as State
        from aboveboard.ledger.pure.notes import Signer, sign_note

        add(now, outside)
        close(now)
        origin = Log.objects.get(state=LogState.CLOSED).origin
        signer = Signer(origin, load_key(key_path()))
        for size, expected in ((40, [6]), (41, [6])):
            forged = sign_note(State(origin, size, bytes(32)).body(), [signer]).encode()
            assert assertions(now, external_checkpoints=[forged]) == expected

    def test_after_a_restore_it_goes_on_only_for_whoever_knows_that_nothing_is_missing(self, filed, now):
        assert stop_log(actor=SOMEBODY, now=now)
        assert not stop_log(actor=SOMEBODY, now=now)
        with pytest.raises(StoppedError):
            file_some(1, now)
        resume_log(actor=SOMEBODY, now=now)
        assert receipt(file_some(1, now)[0])

    def test_what_is_no_checkpoint_of_ours_is_refused(self, filed, now):
        ours = Checkpoint.objects.get(size=20).note
        altered = ours.replace("\n20\n", "\n21\n")
        for note in (b"nonsense", altered.encode(), ours.replace(ours.splitlines()[0], "other").encode()):
            with pytest.raises(SuccessionError):
                add(now, note)
        assert not KnownCheckpoint.objects.exists()

    def test_what_a_stolen_key_signed_stops_nothing(self, filed, now):
        stolen = Checkpoint.objects.get(size=40).note.encode()
        report_compromised(actor=SOMEBODY, now=now, since=now - timedelta(days=1))
        with pytest.raises(SuccessionError, match="other hands"):
            add(now, stolen)

    def test_an_empty_service_has_nothing_to_stop(self, now):
        assert not stop_log(actor=SOMEBODY, now=now)
        resume_log(actor=SOMEBODY, now=now)


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_while_the_log_is_closed_files_into_the_next(now, monkeypatch):
    from aboveboard.ledger import tree

    waits = SimpleNamespace(features=SimpleNamespace(has_select_for_update=True))
    monkeypatch.setattr(tree, "connection", waits)
    file_some(1, now)
    old = Log.objects.get()
    sign_head()
    opened = tree.open_first_log
    answers = iter([old])

    def as_it_was(*_):
        return next(answers, None) or opened()

    close(now)
    with monkeypatch.context() as patch:
        patch.setattr(tree, "open_first_log", as_it_was)
        filed = file_some(1, now)[0]
    assert Entry.objects.get(reference=filed.reference).log != old
    with transaction.atomic():
        assert verify(now=now).is_sound


class TestTheCommands:
    def test_a_checkpoint_is_taken_in_and_the_way_on_is_said(self, outside, tmp_path, capsys):
        file = tmp_path / "checkpoint"
        file.write_bytes(outside)
        call_command("ledger", "known-checkpoint", str(file))
        assert "Nothing is filed or signed until" in capsys.readouterr().out
        call_command("ledger", "close", "--yes")
        assert "15 entries that are known outside are missing" in capsys.readouterr().out
        call_command("ledger", "verify", "--checkpoint", str(file))
        assert "15 lost" in capsys.readouterr().out
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("ledger", "known-checkpoint", str(tmp_path / "none"))
