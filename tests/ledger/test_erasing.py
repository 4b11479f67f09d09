"""Erasing destroys what was filed and everything that leads to a person, and leaves the tree as it was."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.ledger.conftest import NOTED, Somebody
from tests.ledger.tampering import assertions, findings
from tests.ledger.test_filing import file_some
from tests.ledger.test_verification import Notes

from aboveboard.ledger import sources
from aboveboard.ledger.erasing import ErasureError, destroy_what_is_left, erase, list_to_erase
from aboveboard.ledger.filing import Filed, KeptPart, Part, filing
from aboveboard.ledger.kinds import ERASURE
from aboveboard.ledger.models import Entry, FiledPart, LeftToDestroy
from aboveboard.ledger.pure.erasures import parse_erasure
from aboveboard.ledger.receipts import NotFiledError, get_part, receipt, sign_head
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db

SECRET = b"a secret that must be gone from the disk"


class Records(Notes):
    """Records of a room, some of which go along with others."""

    def __init__(self, references, depending=()):
        super().__init__(references)
        self.depending = dict(depending)
        self.erased = []

    def erase(self, reference, *, now):
        self.erased.append(reference)

    def depending_on(self, reference):
        yield from self.depending.get(reference, ())


class Cellar:
    """A part store whose door may be stuck."""

    name = "test-cellar"

    def __init__(self):
        self.kept = {"there": b"kept elsewhere"}
        self.stuck = False

    def read(self, location):
        if location not in self.kept:
            raise FileNotFoundError
        yield self.kept[location]

    def erase(self, location):
        if self.stuck:
            raise OSError("the door is stuck")
        self.kept.pop(location, None)


@pytest.fixture
def cellar(monkeypatch):
    monkeypatch.setattr(sources, "_stores", {})
    sources.register_store(found := Cellar())
    return found


def erase_all(now, *filed, **changes):
    with filing(actor=Somebody("person-dpo"), now=now) as current:
        return erase(
            filing=current,
            references=[each.reference for each in filed],
            rule="employment",
            reason="Its time is over.",
            **changes,
        )


def test_what_was_filed_is_gone_and_the_ledger_verifies_against_what_was_given_out(filed, now):
    given_out = sign_head().note.encode()
    erasure = erase_all(now, filed[3], filed[30])
    for entry in Entry.objects.filter(index__in=[3, 30]).prefetch_related("parts"):
        assert (entry.manifest, entry.manifest_salt, entry.actor, entry.subject) == (None, None, "", "")
        assert [(part.salt, part.content, part.erased_at) for part in entry.parts.all()] == [
            (None, None, now)
        ]
    sign_head()
    assert verify(now=now, external_checkpoints=[given_out]).is_sound
    with pytest.raises(NotFiledError):
        receipt(Filed(filed[3].reference))
    assert receipt(filed[4])
    assert receipt(erasure)


def test_the_erasure_names_places_references_rule_and_reason_and_nobody(filed, now):
    erasure = erase_all(now, filed[3], asked_by="person-hr")
    said = parse_erasure(get_part(erasure.reference, "erasure.json"))
    assert [(each.index, each.reference) for each in said.entries] == [(3, filed[3].reference)]
    assert (said.rule, said.reason, said.asked_by) == ("employment", "Its time is over.", "person-hr")
    entry = Entry.objects.get(reference=erasure.reference)
    assert (entry.kind, entry.actor, entry.subject) == (ERASURE, "person-dpo", "")


def test_content_that_goes_missing_without_its_erasure_is_still_found(filed, now):
    from tests.ledger.tampering import behind_the_guards

    erase_all(now, filed[3])
    with behind_the_guards():
        Entry.objects.filter(index=4).update(
            manifest=None, manifest_salt=None, actor="", subject="", erased_by_index=40
        )
        FiledPart.objects.filter(entry__index=4).update(salt=None, content=None, erased_at=now)
    assert findings(now) == [(5, f"The content of {filed[4].reference} is gone, and no entry says why.")]


def test_the_record_and_what_depends_on_it_go_in_the_same_filing(filed, now):
    first, about_it, other = (each.reference for each in filed[:3])
    records = Records([each.reference for each in filed], {first: [about_it]})
    sources.register_source(records)
    forgotten = []
    sources.register_companion("test", forgotten.extend)
    assert [each.reference for each in list_to_erase([first])] == [first, about_it]
    erase_all(now, filed[0])
    assert records.erased == forgotten == [first, about_it]
    assert verify(now=now).is_sound
    assert get_part(other, "note.txt") == b"noted"
    del sources._companions["test"]


def test_nothing_is_erased_when_the_filing_fails(filed, now):
    def erase_and_fail():
        with filing(actor=Somebody(), now=now) as current:
            erase(filing=current, references=[filed[0].reference], rule="x", reason="y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        erase_and_fail()
    assert get_part(filed[0].reference, "note.txt") == b"noted"
    assert not Entry.objects.filter(kind=ERASURE).exists()


def test_what_is_not_there_or_gone_or_the_ledgers_own_is_refused(filed, now):
    erasure = erase_all(now, filed[0])
    for reference, why in [
        ("AB-0000-0000-0000", "Nothing was filed"),
        (filed[0].reference, "erased already"),
        (erasure.reference, "the ledger's own"),
    ]:
        with pytest.raises(ErasureError, match=why):
            list_to_erase([reference])
    with pytest.raises(ErasureError, match="Name what"):
        list_to_erase([])


def test_of_two_who_erase_the_same_one_is_told_to_look_again(filed, now):
    from aboveboard.ledger import erasing

    entries = erasing._whole([filed[0].reference])
    erase_all(now, filed[0])
    erasure = Entry.objects.get(kind=ERASURE)
    with pytest.raises(ErasureError, match="meanwhile"):
        erasing._destroy(entries, erasure, now)


def test_bytes_kept_elsewhere_are_destroyed_after_the_commit_even_if_the_first_try_fails(
    now, cellar, monkeypatch
):
    monkeypatch.setattr(sources, "_sources", {})
    with filing(actor=Somebody(), now=now) as current:
        kept = current.file(kind=NOTED, parts=[KeptPart("film.mp4", "video/mp4", "test-cellar", "there")])
    erase_all(now, kept)
    assert cellar.kept, "not before the commit"
    cellar.stuck = True
    with pytest.raises(OSError, match="stuck"):
        destroy_what_is_left()
    assert LeftToDestroy.objects.count() == 1
    assert verify(now=now).is_sound
    assert assertions(now + timedelta(days=2)) == [5]
    cellar.stuck = False
    assert (destroy_what_is_left(), destroy_what_is_left()) == (1, 0)
    assert not cellar.kept
    assert verify(now=now + timedelta(days=2)).is_sound


def test_bytes_that_another_entry_still_needs_stay(now, cellar, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    part = KeptPart("film.mp4", "video/mp4", "test-cellar", "there")
    with filing(actor=Somebody(), now=now) as current:
        first, second = (current.file(kind=NOTED, parts=[part]) for _ in range(2))
    erase_all(now, first)
    assert destroy_what_is_left() == 0
    erase_all(now, second)
    assert destroy_what_is_left() == 1
    assert verify(now=now).is_sound


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_erased_bytes_are_neither_in_sqlites_file_nor_in_its_write_ahead_log(now, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    parts = [
        Part("short.txt", "text/plain", SECRET),
        Part("long.txt", "text/plain", SECRET * 2000),
    ]
    with filing(actor=Somebody("person-secret-actor"), now=now) as current:
        filed = current.file(kind=NOTED, subject="person-secret-subject", parts=parts)
    file_some(3, now)
    entry = Entry.objects.get(reference=filed.reference)
    salts = [entry.manifest_salt, *entry.parts.values_list("salt", flat=True)]
    hidden = [SECRET, b"person-secret-actor", b"person-secret-subject", *salts]
    path = connection.settings_dict["NAME"]

    def on_disk():
        with open(path, "rb") as database, open(f"{path}-wal", "rb") as log:
            content = database.read() + log.read()
        return [each for each in hidden if each in content]

    assert on_disk() == hidden
    erase_all(now, filed)
    destroy_what_is_left()
    assert on_disk() == []
    assert verify(now=now).is_sound
    with sqlite3.connect(path) as again:
        assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_whoever_reads_meanwhile_holds_up_the_emptying_of_the_log_but_not_the_erasing(now, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    (filed,) = file_some(1, now)
    path = connection.settings_dict["NAME"]
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ledger_entry").fetchone()
    erase_all(now, filed)
    began = monotonic()
    destroy_what_is_left()
    assert monotonic() - began < 10
    assert Path(f"{path}-wal").stat().st_size
    reader.close()
    destroy_what_is_left()
    assert not Path(f"{path}-wal").stat().st_size


class TestTheCommand:
    def test_it_shows_what_would_go_and_does_nothing_on_a_dry_run(self, filed, now, capsys):
        call_command(
            "ledger",
            "erase",
            filed[0].reference,
            "--rule",
            "right_to_erasure",
            "--reason",
            "Asked.",
            "--dry-run",
        )
        said = capsys.readouterr().out
        assert filed[0].reference in said
        assert "Nothing has been erased" in said
        assert get_part(filed[0].reference, "note.txt")

    def test_it_asks_first_and_then_erases(self, filed, now, capsys, monkeypatch):
        answers = iter(["no", filed[0].reference])
        monkeypatch.setattr("builtins.input", lambda prompt="": next(answers))
        asked = ["ledger", "erase", filed[0].reference, "--rule", "right_to_erasure", "--reason", "Asked."]
        with pytest.raises(CommandError, match="Nothing has been erased"):
            call_command(*asked)
        call_command(*asked)
        with pytest.raises(NotFiledError):
            get_part(filed[0].reference, "note.txt")
        assert verify(now=now).is_sound

    def test_it_refuses_a_rule_that_is_none(self, filed):
        with pytest.raises(Exception, match="whim"):
            call_command("ledger", "erase", filed[0].reference, "--rule", "whim", "--reason", "Asked.")

    def test_it_finishes_what_a_crash_left(self, filed, capsys):
        call_command("ledger", "erase", "--finish")
        assert "Nothing was left" in capsys.readouterr().out
