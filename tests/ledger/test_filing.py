"""Filing: all of it or nothing, in order, under one lock."""

import json

import pytest
from django.db import IntegrityError, transaction
from tests.ledger.conftest import NOTED, Somebody

from aboveboard.ledger import guards, sources
from aboveboard.ledger.filing import FilingError, KeptPart, Part, filing, make_reference
from aboveboard.ledger.kinds import UnknownKindError, check_registered, list_kinds, register
from aboveboard.ledger.models import Entry, FiledPart, Head, Log, Node
from aboveboard.ledger.pure.commitments import leaf_content, parse_manifest
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import Frontier, leaf_hash
from aboveboard.ledger.tree import frontier_of

NOTE = Part("note.txt", "text/plain", b"noted")


def file_some(count, now, **changes):
    with filing(actor=Somebody(), now=now) as current:
        return [current.file(kind=NOTED, subject="person-2", parts=[NOTE], **changes) for _ in range(count)]


def file_with(work, now):
    with filing(actor=Somebody(), now=now) as current:
        work(current)


@pytest.mark.django_db
def test_what_is_filed_is_committed_to_and_says_nothing_in_its_leaf(now, somebody):
    with filing(actor=somebody, now=now) as current:
        filed = current.file(
            kind=NOTED, subject="person-2", parts=[NOTE, Part("a.json", "application/json", b"{}")]
        )
    entry = Entry.objects.get(reference=filed.reference)
    manifest = parse_manifest(entry.manifest)
    assert (entry.index, entry.kind, entry.actor, entry.subject) == (0, NOTED, "person-1", "person-2")
    assert (manifest.reference, manifest.filed_at) == (filed.reference, now)
    assert [part.name for part in manifest.parts] == ["note.txt", "a.json"]
    assert entry.leaf_hash == leaf_hash(leaf_content(entry.manifest_salt, entry.manifest))
    assert json.loads(entry.manifest)["parts"][0].keys() == {"name", "type", "len", "commit"}
    assert FiledPart.objects.get(entry=entry, name="note.txt").content == b"noted"


@pytest.mark.django_db
def test_leaves_are_appended_in_order_and_every_fourth_level_is_kept(now):
    file_some(3, now)
    file_some(0, now)
    file_some(297, now)
    leaves = list(Entry.objects.order_by("index").values_list("leaf_hash", flat=True))
    frontier, completed = Frontier().extend(leaves)
    assert list(Entry.objects.order_by("index").values_list("index", flat=True)) == list(range(300))
    assert frontier_of(Head.objects.get()) == frontier
    kept = {node for node in completed if node.level in (4, 8)}
    assert set(Node.objects.values_list("level", "index", "hash")) == kept


@pytest.mark.django_db
def test_an_error_inside_leaves_nothing_behind(now):
    file_some(1, now)

    def change_and_fail(current):
        Log.objects.create(origin="changed", state="closed")
        current.file(kind=NOTED, parts=[NOTE])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        file_with(change_and_fail, now)
    assert Entry.objects.count() == Head.objects.get().size == 1
    assert not Log.objects.filter(origin="changed").exists()
    assert file_some(1, now)


@pytest.mark.django_db
def test_a_filing_inside_another_is_refused(now, somebody):
    with filing(actor=somebody, now=now), pytest.raises(FilingError, match="open already"):
        file_some(1, now)


@pytest.mark.django_db(transaction=True)
def test_a_filing_inside_another_transaction_is_refused(now, somebody):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), filing(actor=somebody, now=now):
        pass


@pytest.mark.django_db(transaction=True)
def test_what_follows_the_commit_runs_after_it_and_only_then(now, somebody):
    seen = []
    with filing(actor=somebody, now=now) as current:
        current.file(kind=NOTED, parts=[NOTE])
        current.after_commit(lambda: seen.append(Entry.objects.count()))
        assert seen == []
    assert seen == [1]

    def fail(current):
        current.after_commit(lambda: seen.append("never"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        file_with(fail, now)
    assert seen == [1]


@pytest.mark.django_db
def test_nothing_is_filed_after_the_end_without_parts_or_as_an_unknown_kind(now, somebody):
    with filing(actor=somebody, now=now) as current:
        for parts in ([], [NOTE, NOTE]):
            with pytest.raises(FilingError, match="one part or more"):
                current.file(kind=NOTED, parts=parts)
        with pytest.raises(UnknownKindError, match=r"register it with ledger\.kinds"):
            current.file(kind="nobody.knows", parts=[NOTE])
    with pytest.raises(FilingError, match="over"):
        current.file(kind=NOTED, parts=[NOTE])
    with pytest.raises(FilingError, match="time zone"):
        filing(actor=somebody, now=now.replace(tzinfo=None)).__enter__()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_reference_that_a_document_shows_already_is_kept_and_never_used_twice(now):
    reference = make_reference()
    assert [each.reference for each in file_some(1, now, reference=reference)] == [reference]
    with pytest.raises(IntegrityError):
        file_some(1, now, reference=reference)


def test_a_kind_has_one_meaning():
    assert register(NOTED, list_kinds()[NOTED]) == check_registered(NOTED)
    with pytest.raises(UnknownKindError, match="registered already"):
        register(NOTED, "Something else")
    with pytest.raises(LedgerError):
        register("Not a kind", "")


class Shelf:
    name = "test-shelf"

    def read(self, location):
        yield from (b"kept ", location.encode())

    def erase(self, location):
        raise NotImplementedError


@pytest.mark.django_db
def test_a_part_that_is_kept_elsewhere_is_committed_to_but_not_copied(now, somebody, monkeypatch):
    monkeypatch.setattr(sources, "_stores", {})
    sources.register_store(Shelf())
    with filing(actor=somebody, now=now) as current:
        filed = current.file(kind=NOTED, parts=[KeptPart("film.mp4", "video/mp4", "test-shelf", "there")])
    part = FiledPart.objects.get(entry__reference=filed.reference)
    assert (part.content, part.location, part.length) == (None, "there", len(b"kept there"))
    with pytest.raises(sources.SourceError):
        sources.register_store(Shelf())


@pytest.mark.django_db
def test_guards_come_and_go_without_complaint(now):
    from django.db import connection

    assert guards.missing(connection) == []
    guards.remove(connection)
    guards.remove(connection)
    assert len(guards.missing(connection)) == len(list(guards.guards_of(connection)))
    guards.install(connection)
    guards.install(connection)
    assert guards.missing(connection) == []
