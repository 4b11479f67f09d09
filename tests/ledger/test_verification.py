"""Verifying finds nothing wrong with a sound ledger, and finds each kind of tampering."""

import json

import pytest
from django.core.management import call_command
from tests.ledger.conftest import NOTED, Somebody
from tests.ledger.tampering import assertions, behind_the_guards, findings
from tests.ledger.test_filing import NOTE, Shelf, file_some

from aboveboard.ledger import sources
from aboveboard.ledger.filing import KeptPart, Part, filing
from aboveboard.ledger.kinds import ERASURE
from aboveboard.ledger.models import Checkpoint, Entry, FiledPart, Head, Node
from aboveboard.ledger.pure.erasures import ERASURE_PART, ErasedEntry, Erasure
from aboveboard.ledger.receipts import receipt, sign_head
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db


def test_a_sound_ledger_is_sound_and_the_figures_say_what_was_looked_at(filed, now):
    seen = []
    report = verify(now=now, progress=lambda done, of: seen.append((done, of)))
    assert report.findings == ()
    assert report.is_sound
    assert report.figures == {
        "logs": 1, "entries": 40, "parts": 40, "nodes": 2, "checkpoints": 3, "records": 0
    }  # fmt: skip
    assert seen == [(40, 40)]


def test_an_empty_ledger_is_sound(now):
    assert verify(now=now).is_sound


def test_batches_end_anywhere(filed, now, monkeypatch):
    for size in (1, 3, 7, 16, 39, 40, 41):
        monkeypatch.setattr("aboveboard.ledger.verification.BATCH", size)
        assert verify(now=now).is_sound, size


def test_1_a_missing_entry_is_found(filed, now):
    with behind_the_guards():
        FiledPart.objects.filter(entry__index=7).delete()
        Entry.objects.filter(index=7).delete()
    assert (
        1,
        f"Entry 7 of {Head.objects.get().log} is missing. What follows it cannot be checked.",
    ) in findings(now)


def test_1_an_entry_beyond_the_head_is_found(filed, now):
    Head.objects.update(size=39, frontier=Head.objects.get().frontier[:32] + bytes(32 * 3))
    assert {1, 2, 6} <= set(assertions(now))


def test_1_a_log_without_a_head_is_found(filed, now):
    Head.objects.all().delete()
    assert assertions(now) == [1]


def test_2_a_leaf_swapped_for_another_is_found(filed, now):
    with behind_the_guards():
        Entry.objects.filter(index=5).update(leaf_hash=bytes(32))
    assert assertions(now) == [2, 3]


def test_2_a_wrong_or_missing_or_added_node_is_found(filed, now):
    with behind_the_guards():
        node = Node.objects.get(level=4, index=0)
        Node.objects.filter(pk=node.pk).update(hash=bytes(32))
        assert findings(now) == [(2, f"Node 4/0 of {node.log} is not what the entries below it give.")]
        node.delete()
        assert findings(now)[0] == (2, f"Node 4/0 of {node.log} is missing.")
        Node.objects.create(log=node.log, level=4, index=0, hash=node.hash)
        Node.objects.create(log=node.log, level=4, index=2, hash=node.hash)
        Node.objects.create(log=node.log, level=5, index=0, hash=node.hash)
    assert [what.split(" of ")[0] for _, what in findings(now)] == ["Node 4/2", "Nodes"]


def test_2_a_head_that_does_not_follow_is_found(filed, now):
    for frontier in (bytes(64), b"short"):
        Head.objects.update(frontier=frontier)
        assert assertions(now) == [2]


def test_2_a_history_that_a_checkpoint_contradicts_is_found_even_if_all_else_is_rebuilt(filed, now):
    from aboveboard.ledger.pure.merkle import Frontier

    outside = Checkpoint.objects.get(size=20).note.encode()
    with behind_the_guards():
        first, second = Entry.objects.filter(index__in=[8, 9]).order_by("index")
        for index, entry in [(99, first), (8, second), (9, first)]:
            Entry.objects.filter(pk=entry.pk).update(index=index)
        Checkpoint.objects.all().delete()
        Node.objects.all().delete()
        frontier, nodes = Frontier().extend(
            Entry.objects.order_by("index").values_list("leaf_hash", flat=True)
        )
        Head.objects.update(frontier=frontier.to_bytes())
        log = first.log
        Node.objects.bulk_create(
            Node(log=log, level=4, index=node.offset, hash=node.hash) for node in nodes if node.level == 4
        )
    sign_head()
    # Whoever has database and key can rebuild everything inside; a checkpoint from outside tells.
    assert verify(now=now).is_sound
    assert assertions(now, external_checkpoints=[outside]) == [2]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "test.other"},
        {"actor": "person-9"},
        {"subject": "person-9"},
        {"reference": "AB-0000-0000-0000"},
    ],
)
def test_3_a_column_that_says_something_else_is_found(filed, now, change):
    with behind_the_guards():
        Entry.objects.filter(index=5).update(**change)
    assert assertions(now) == [3]


def test_3_changed_content_salt_or_manifest_is_found(filed, now):
    parts = FiledPart.objects.filter(entry__index=5)
    entry = Entry.objects.filter(index=5)
    manifest, salt = entry.values_list("manifest", "manifest_salt").get()
    with behind_the_guards():
        for rows, change, back in [
            (parts, {"content": b"other"}, {"content": NOTE.content}),
            (parts, {"media_type": "text/html"}, {"media_type": NOTE.media_type}),
            (parts, {"length": 1}, {"length": len(NOTE.content)}),
            (parts, {"salt": bytes(32)}, {"salt": parts.get().salt}),
            (entry, {"manifest": b"{}"}, {"manifest": manifest}),
            (entry, {"manifest_salt": bytes(32)}, {"manifest_salt": salt}),
            (entry, {"manifest_salt": b"short"}, {"manifest_salt": salt}),
        ]:
            rows.update(**change)
            assert assertions(now) == [3], change
            rows.update(**back)
        FiledPart.objects.create(
            entry=entry.get(), name="added.txt", media_type="", length=0, salt=salt, content=b""
        )
    assert assertions(now) == [3]


class Notes:
    """A room above the ledger, with a record for each reference it is given."""

    kind = NOTED

    def __init__(self, references):
        self.references = references

    def iterate(self):
        yield from self.references

    def for_person(self, subject):
        yield from ()

    def erase(self, reference, *, now):
        raise NotImplementedError


def test_4_every_record_has_its_entry_and_every_entry_its_record(filed, now):
    references = [each.reference for each in filed]
    notes = Notes(references)
    sources.register_source(notes)
    assert verify(now=now).figures["records"] == 40
    assert verify(now=now).is_sound
    notes.references = references[:-1]
    assert findings(now) == [(4, f"{references[-1]} was filed as {NOTED}, and its record is gone.")]
    notes.references = [*references, "AB-0000-0000-0000"]
    assert findings(now) == [(4, f"The record AB-0000-0000-0000 ({NOTED}) is not in the ledger.")]
    notes.references = [*references[:-1], references[0]]
    assert findings(now) == [
        (4, f"Two records say that they were filed as {references[0]}."),
        (4, f"{references[-1]} was filed as {NOTED}, and its record is gone."),
    ]
    with pytest.raises(sources.SourceError):
        sources.register_source(Notes([]))


def file_erasure(now, *indices):
    """An erasure entry that names these, without the erasing."""
    entries = Entry.objects.filter(index__in=indices).select_related("log")
    named = tuple(ErasedEntry(each.log.origin, each.index, each.reference) for each in entries)
    content = Erasure(named, "test", "A test asked for it.").to_bytes()
    with filing(actor=Somebody(), now=now) as current:
        current.file(kind=ERASURE, parts=[Part(ERASURE_PART, "application/json", content)])


def erase_row(index, by):
    Entry.objects.filter(index=index).update(
        manifest=None, manifest_salt=None, actor="", subject="", erased_by_index=by
    )


def erase(now, index, by):
    erase_row(index, by)
    FiledPart.objects.filter(entry__index=index).update(salt=None, content=None, erased_at=now)


def test_5_erased_content_needs_the_entry_that_says_why(filed, now):
    file_erasure(now, 5)
    erase(now, index=5, by=40)
    assert verify(now=now).is_sound
    with behind_the_guards():
        erase(now, index=6, by=39)
    assert findings(now) == [(5, f"The content of {filed[6].reference} is gone, and no entry says why.")]


def test_5_an_erasure_entry_covers_only_what_it_names(filed, now):
    file_erasure(now, 5)
    erase(now, index=7, by=40)
    assert findings(now) == [(5, f"The content of {filed[7].reference} is gone, and no entry says why.")]


def test_5_content_that_is_gone_or_left_behind_is_found(filed, now):
    file_erasure(now, 7)
    with behind_the_guards():
        FiledPart.objects.filter(entry__index=5).update(salt=None, content=None, erased_at=now)
        assert assertions(now) == [5]
        FiledPart.objects.filter(entry__index=5).delete()
    assert assertions(now) == [5]
    erase_row(7, by=40)
    assert any("still here" in what for _, what in findings(now))


class LostShelf(Shelf):
    name = "lost-shelf"
    lost = False

    def read(self, location):
        if self.lost:
            raise FileNotFoundError
        yield b"kept"


def test_5_a_part_that_its_store_has_lost_is_found(filed, now, monkeypatch):
    monkeypatch.setattr(sources, "_stores", {})
    shelf = LostShelf()
    sources.register_store(shelf)
    with filing(actor=Somebody(), now=now) as current:
        current.file(kind=NOTED, parts=[KeptPart("film.mp4", "video/mp4", "lost-shelf", "there")])
    assert verify(now=now).is_sound
    shelf.lost = True
    assert assertions(now) == [5]
    monkeypatch.setattr(sources, "_stores", {})
    assert assertions(now) == [3]


def test_many_findings_are_counted_and_not_all_told(now, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    file_some(70, now)
    with behind_the_guards():
        FiledPart.objects.update(content=b"other")
    found = findings(now)
    assert len(found) == 51
    assert found[-1] == (3, "And 20 more like these.")


def test_the_readiness_of_guards_is_a_system_check(now):
    from aboveboard.ledger.checks import check_guards

    assert check_guards(databases=["default"]) == []
    with behind_the_guards():
        (error,) = check_guards(databases=["default"])
    assert error.id == "ledger.E001"


class TestTheCommand:
    def test_it_says_that_a_ledger_is_sound(self, filed, capsys):
        call_command("ledger", "verify")
        assert capsys.readouterr().out.startswith("The ledger is sound. Looked at 40 entries, 40 parts")

    def test_it_fails_and_says_what_to_do(self, filed, capsys):
        with behind_the_guards():
            FiledPart.objects.filter(entry__index=5).update(content=b"other")
        with pytest.raises(SystemExit) as ended:
            call_command("ledger", "verify")
        assert ended.value.code == 1
        said = capsys.readouterr().out
        assert "NOT sound" in said
        assert f"note.txt of {filed[5].reference} is not what was filed." in said
        assert "What to do: Keep this database" in said

    def test_it_answers_in_json_and_takes_checkpoints(self, filed, capsys, tmp_path):
        (tmp_path / "checkpoint").write_text(Checkpoint.objects.get(size=20).note)
        call_command("ledger", "verify", "--json", "--checkpoint", str(tmp_path / "checkpoint"))
        answer = json.loads(capsys.readouterr().out)
        assert answer["sound"] is True
        assert answer["figures"]["checkpoints"] == 3


def test_receipts_still_hold_after_verifying(filed, now):
    verify(now=now)
    assert receipt(filed[0]).size == 3


def test_a_part_may_be_empty(now, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    with filing(actor=Somebody(), now=now) as current:
        current.file(kind=NOTED, parts=[Part("empty.txt", "text/plain", b"")])
    assert verify(now=now).is_sound
