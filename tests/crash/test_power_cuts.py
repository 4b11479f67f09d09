"""Power cuts on SQLite, hundreds of them: nothing that was acknowledged is lost, and the ledger verifies after each.

What the product's own backend says to SQLite is recorded, and said again on a disk that can lose its power. Small
here; whole with `make crash`.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw
import pytest
from django.apps import apps
from django.db import DatabaseError, connections
from tests.crash.disk import Acknowledged, Begun, Disk, Event, Recorder, Synced
from tests.ledger.conftest import NOTED, Somebody

from aboveboard.ledger import guards, sources
from aboveboard.ledger.database.sqlite3.base import DatabaseWrapper
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Entry
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.verification import verify

pytestmark = [pytest.mark.crash, pytest.mark.one_database]

CUTS = 300 if os.environ.get("ABOVEBOARD_CRASH") == "whole" else 30
FILINGS, MOST_AT_ONCE, LARGEST_PART = 60, 3, 120_000
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FILE = "database.sqlite3"


Said = str | Acknowledged | Begun


@contextmanager
def only_database(path: Path, **options: Any) -> Iterator[DatabaseWrapper]:
    """The product's backend on this file, as the one database there is."""
    before = connections["default"]
    settings = {**before.settings_dict, "ENGINE": "aboveboard.ledger.database.sqlite3", "NAME": str(path)}
    wrapper = DatabaseWrapper({**settings, "OPTIONS": options}, alias="default")
    connections["default"] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        connections["default"] = before


def make_tables(wrapper: DatabaseWrapper) -> None:
    wrapper.disable_constraint_checking()
    with wrapper.schema_editor() as editor:
        for model in apps.get_app_config("ledger").get_models():
            editor.create_model(model)
    wrapper.enable_constraint_checking()
    guards.install(wrapper)


def what_the_product_says(folder: Path, chance: random.Random) -> list[Said]:
    """Every statement by which the product makes its tables, files and signs, and when it acknowledged what."""
    said: list[Said] = []

    class Listening(sqlite3.Connection):
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            # What triggers do is told as a comment: it follows by itself.
            self.set_trace_callback(lambda words: None if words.startswith("--") else said.append(words))

    with only_database(folder / FILE, factory=Listening) as wrapper:
        make_tables(wrapper)
        said.append(Begun())
        for number in range(FILINGS):
            with filing(actor=Somebody(), now=NOW) as current:
                filed = [
                    current.file(
                        kind=NOTED,
                        parts=[
                            Part("note.bin", "text/plain", chance.randbytes(chance.randrange(LARGEST_PART)))
                        ],
                    )
                    for _ in range(chance.randint(1, MOST_AT_ONCE))
                ]
            said += [Acknowledged(each.reference) for each in filed]
            if number % 3 == 0:
                sign_head()
    return said


def say_again(said: list[Said], folder: Path, change: tuple[str, str]) -> list[Event]:
    """What happens to the disk when all this is said, with one setting changed."""
    recorder = Recorder(f"recorder of {folder.name}")
    connection = apsw.Connection(str(folder / FILE), vfs=recorder.name)
    for words in said:
        if isinstance(words, str):
            for _ in connection.execute(words.replace(*change)):
                pass
        else:
            recorder.events.append(words)
    events = list(recorder.events)
    connection.close()
    recorder.unregister()
    return events


def cut(events: list[Event], folder: Path, chance: random.Random) -> Iterator[set[str]]:
    """The folder as it is after each power cut, with the references that had been acknowledged until then."""
    begun_at = events.index(Begun())
    moments = sorted(chance.sample(range(begun_at, len(events)), CUTS))
    disk, acknowledged = Disk(), set()
    for number, event in enumerate(events):
        if moments and number == moments[0]:
            moments.pop(0)
            for old in folder.iterdir():
                old.unlink()
            for name, content in disk.cut(chance):
                (folder / name).write_bytes(content)
            yield set(acknowledged)
        disk.happen(event)
        if isinstance(event, Acknowledged):
            acknowledged.add(event.reference)


def what_is_wrong(folder: Path, acknowledged: set[str]) -> list[str]:
    with only_database(folder / FILE):
        try:
            lost = acknowledged - set(Entry.objects.values_list("reference", flat=True))
        except DatabaseError as broken:
            return [f"all lost: {broken}"]
        found = [finding.what for finding in verify(now=NOW).findings]
    return [f"{len(lost)} lost"] * bool(lost) + found


@pytest.fixture
def cuts(tmp_path, monkeypatch, settings, django_db_blocker):
    """Says it all on a disk of its own, cuts the power, and returns what was wrong after each cut."""
    settings.LEDGER_KEY = str(tmp_path / "keys" / "ledger.pem")
    monkeypatch.setattr(sources, "_sources", {})
    seed = random.randrange(10**6)
    print(f"The moments of the cuts are drawn from {seed}.")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)

    def run(change: tuple[str, str]) -> list[list[str]]:
        for name in ("product", "recorded", "found"):
            (tmp_path / name).mkdir()
        with django_db_blocker.unblock():
            said = what_the_product_says(tmp_path / "product", chance)
            assert any(change[0] in words for words in said if isinstance(words, str))
            events = say_again(said, tmp_path / "recorded", change)
            # Cuts in the middle of a checkpoint, which moves the log into the database, are among them.
            assert Synced(FILE) in events[events.index(Begun()) :]
            found = tmp_path / "found"
            return [what_is_wrong(found, acknowledged) for acknowledged in cut(events, found, chance)]

    return run


def test_no_power_cut_loses_what_was_acknowledged(cuts):
    wrong = cuts(("synchronous = FULL", "synchronous = FULL"))
    assert len(wrong) == CUTS
    assert [found for found in wrong if found] == []


def test_the_disk_would_show_a_loss(cuts):
    # With NORMAL, SQLite does not wait for the disk at each commit: the cuts must find that.
    wrong = cuts(("synchronous = FULL", "synchronous = NORMAL"))
    losses = sum(any(" lost" in found for found in each) for each in wrong)
    print(f"With NORMAL, {losses} of {CUTS} power cuts lost something.")  # noqa: T201
    assert losses > CUTS / 10
