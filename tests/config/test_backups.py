"""The drill: back up a trust at work, restore it elsewhere, find everything in its place."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.postgresql import new_database

ROOT = Path(__file__).resolve().parents[2]

FILE_SOMETHING = """
import sys, django; django.setup()
from datetime import datetime, UTC
from pathlib import Path
from django.conf import settings
from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.receipts import receipt
from aboveboard.people.models import Person, School
from aboveboard.rules.actor import SystemActor
kinds.register("drill.filed", "A drill was filed.")
School.objects.create(key="oak", name="Oak \\\\ Primary\\tSchool")
Person.objects.create(given_name="Zoë", family_name="Nguyễn")
(settings.DATA / "evidence").mkdir(); (settings.DATA / "evidence" / "one").write_bytes(b"picture")
now = datetime(2026, 11, 23, 10, tzinfo=UTC)
with filing(actor=SystemActor("drill"), now=now) as file:
    filed = file.file(kind="drill.filed", subject="person-1", parts=[Part("note", "text/plain", b"\\x00kept")])
receipt(filed)
print(filed.reference)
"""

FILE_MORE = """
import sys, django; django.setup()
from datetime import datetime, UTC
from pathlib import Path
from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.receipts import receipt_zip, sign_head
from aboveboard.rules.actor import SystemActor
kinds.register("drill.filed", "A drill was filed.")
with filing(actor=SystemActor("drill"), now=datetime(2026, 11, 23, 11, tzinfo=UTC)) as file:
    filed = file.file(kind="drill.filed", parts=[Part("note", "text/plain", b"more")])
Path(sys.argv[1]).write_bytes(receipt_zip(filed.reference))
Path(sys.argv[2]).write_text(sign_head().note)
"""

LOOK = """
import sys, django; django.setup()
from django.conf import settings
from django.db import connection
from aboveboard.ledger import guards
from aboveboard.ledger.receipts import get_part
from aboveboard.people.models import Person, School
assert School.objects.get().name == "Oak \\\\ Primary\\tSchool"
assert str(Person.objects.get()) == "Zoë Nguyễn"
assert bytes(get_part(sys.argv[1], "note")) == b"\\x00kept"
assert (settings.DATA / "evidence" / "one").read_bytes() == b"picture"
assert (settings.DATA / "keys" / "ledger.pem").stat().st_mode & 0o777 == 0o600
assert guards.missing(connection) == []
assert Person.objects.create(given_name="Next", family_name="Number").pk > 1
"""


@dataclass(frozen=True)
class Place:
    """A database and a data folder of their own, as one installation has them."""

    data: Path
    url: str

    def run(self, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        command = ["-c", code] if code else ["-m", "aboveboard.config.command_line"]
        return subprocess.run(
            [sys.executable, *command, *arguments],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.demo",
                "ABOVEBOARD_DATA": str(self.data),
                "DATABASE_URL": self.url,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def ok(self, *arguments: str, code: str = "") -> str:
        done = self.run(*arguments, code=code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def make_place(kind: str, name: str, folder: Path) -> Place:
    data = folder / name
    if kind == "sqlite":
        return Place(data, f"sqlite:///{data / 'aboveboard.sqlite3'}")
    return Place(data, new_database(f"drill_{name}_{os.getpid()}"))


@dataclass(frozen=True)
class Drill:
    kind: str
    folder: Path
    at_work: Place
    reference: str
    recipient: str
    key: Path
    backup: Path


def hold_drill(kind: str, folder: Path) -> Drill:
    at_work = make_place(kind, "at_work", folder)
    at_work.ok("migrate", "--verbosity", "0")
    reference = at_work.ok(code=FILE_SOMETHING)
    recipient = at_work.ok("backup-key", str(folder / "key"))
    at_work.ok("backup", str(folder / "backup.age"), "--recipient", recipient)
    return Drill(kind, folder, at_work, reference, recipient, folder / "key", folder / "backup.age")


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    return hold_drill("sqlite", tmp_path_factory.mktemp("drill"))


def assert_restores(drill: Drill) -> None:
    elsewhere = make_place(drill.kind, "elsewhere", drill.folder)
    said = elsewhere.ok("restore", str(drill.backup), "--identity", str(drill.key), "--moved")
    assert "It verifies" in said
    assert "The ledger goes on." in said
    elsewhere.ok(drill.reference, code=LOOK)
    elsewhere.ok(str(drill.folder / "moved.zip"), str(drill.folder / "moved"), code=FILE_MORE)


def assert_survives_a_loss(drill: Drill) -> None:
    """File, back up, file more, send a checkpoint out, lose all, restore: nothing is signed twice, and it goes on."""
    receipt, outside, before = (str(drill.folder / name) for name in ("receipt.zip", "outside", "before.zip"))
    drill.at_work.ok(receipt, outside, code=FILE_MORE)
    restored = make_place(drill.kind, "restored", drill.folder)
    asked = ["restore", str(drill.backup), "--identity", str(drill.key)]
    said = restored.ok(*asked, "--checkpoint", outside)
    assert "1 entries that are known outside are missing" in said
    refused = restored.run(before, outside, code=FILE_MORE)
    assert "StoppedError" in refused.stderr
    assert not Path(before).exists()
    assert restored.run("ledger", "verify", "--checkpoint", outside).returncode == 1
    assert "1 entries that are known outside are missing" in restored.ok("ledger", "close", "--yes")
    later, mailed = str(drill.folder / "later.zip"), str(drill.folder / "mailed")
    restored.ok(later, mailed, code=FILE_MORE)
    found = restored.ok("ledger", "verify", "--checkpoint", outside, "--checkpoint", mailed)
    assert "The ledger is sound" in found
    assert "1 lost" in found
    for held in (receipt, later):
        assert "AGREES WITH ITSELF" in restored.ok("receipt", "verify", held)


def test_after_a_loss_a_successor_goes_on_and_everything_that_is_known_outside_still_fits(drill):
    assert_survives_a_loss(drill)


def test_a_restore_that_nobody_says_anything_of_stops_the_ledger_until_it_is_closed(drill):
    place = make_place("sqlite", "unsaid", drill.folder)
    said = place.ok("restore", str(drill.backup), "--identity", str(drill.key))
    assert "Nothing is filed until you have run `aboveboard ledger close`" in said
    zipped, note = str(drill.folder / "unsaid.zip"), str(drill.folder / "unsaid-note")
    assert place.run(zipped, note, code=FILE_MORE).returncode == 1
    place.ok("ledger", "close", "--yes")
    place.ok(zipped, note, code=FILE_MORE)
    place.ok("ledger", "verify")


def test_a_move_is_no_move_when_somebody_outside_knows_more(drill):
    outside = drill.folder / "more"
    drill.at_work.ok(str(drill.folder / "more.zip"), str(outside), code=FILE_MORE)
    place = make_place("sqlite", "not_moved", drill.folder)
    asked = ["restore", str(drill.backup), "--identity", str(drill.key), "--moved"]
    done = place.run(*asked, "--checkpoint", str(outside))
    assert done.returncode == 1
    assert "not part of this ledger" in done.stderr


def test_a_backup_restores_everything_elsewhere_and_verifies(drill):
    assert_restores(drill)


@pytest.mark.postgresql
def test_a_backup_of_postgresql_restores_everything_elsewhere_and_a_successor_goes_on_after_a_loss(tmp_path):
    drill = hold_drill("postgresql", tmp_path)
    assert_restores(drill)
    assert_survives_a_loss(drill)


def test_a_backup_is_private_and_says_nothing_without_the_key(drill):
    assert drill.backup.stat().st_mode & 0o777 == 0o600
    content = drill.backup.read_bytes()
    assert b"Nguy" not in content
    assert b"PRIVATE KEY" not in content
    assert (drill.at_work.data / "last-backup").exists()
    assert not list(drill.at_work.data.glob(".backup-*"))


def test_a_restore_never_writes_over_records(drill):
    done = drill.at_work.run("restore", str(drill.backup), "--identity", str(drill.key))
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_backup_never_writes_over_another(drill):
    done = drill.at_work.run("backup", str(drill.backup), "--recipient", drill.recipient)
    assert done.returncode == 1
    assert "exists already" in done.stderr


@pytest.mark.parametrize("harm", ["cut short", "altered", "another's key"])
def test_a_damaged_backup_restores_nothing(drill, harm):
    place = make_place(drill.kind, f"harmed_{len(harm)}", drill.folder)
    backup, key = drill.folder / f"{harm}.age", drill.key
    content = bytearray(drill.backup.read_bytes())
    if harm == "cut short":
        del content[-20_000:]
    elif harm == "altered":
        content[len(content) // 2] ^= 1
    else:
        key = drill.folder / f"key-{place.data.name}"
        drill.at_work.ok("backup-key", str(key))
    backup.write_bytes(content)
    done = place.run("restore", str(backup), "--identity", str(key))
    assert done.returncode == 1
    assert "cannot be decrypted" in done.stderr
    left = {path.name for path in place.data.rglob("*") if path.is_file()}
    assert left <= {"django", "aboveboard.sqlite3", "aboveboard.sqlite3.lock"}, "merely starting makes these"
    assert (
        sqlite3.connect(place.data / "aboveboard.sqlite3").execute("SELECT * FROM sqlite_master").fetchall()
        == []
    )


def test_a_mistyped_recipient_is_told_so(drill):
    done = drill.at_work.run("backup", str(drill.folder / "never.age"), "--recipient", "age1oops")
    assert done.returncode == 1
    assert "not an age recipient" in done.stderr
    assert not (drill.folder / "never.age").exists()


def test_a_restore_says_so_when_what_came_back_does_not_verify(drill):
    altered = make_place("sqlite", "altered", drill.folder)
    altered.ok("restore", str(drill.backup), "--identity", str(drill.key))
    with sqlite3.connect(altered.data / "aboveboard.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_guard_part_update")
        database.execute("UPDATE ledger_part SET content = x'00' WHERE name = 'note'")
    altered.ok("backup", str(drill.folder / "altered-record.age"), "--recipient", drill.recipient)
    done = make_place("sqlite", "suspicious", drill.folder).run(
        "restore", str(drill.folder / "altered-record.age"), "--identity", str(drill.key)
    )
    assert done.returncode == 1
    assert "it does not verify" in done.stderr
    assert drill.reference in done.stderr
