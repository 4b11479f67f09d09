"""Whether the service is ready, and how it is doing."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from tests.ledger.test_filing import file_some
from tests.pages import Pages
from tests.people_of_a_school import make_holders

from aboveboard.declarations.models import NamedPersonRequest
from aboveboard.journeys.services.sweep.run import run_sweep
from aboveboard.journeys.services.verifying import verify_ledger
from aboveboard.ledger import guards
from aboveboard.ledger.keys import key_path, load_or_make_key
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.rotating import record_backup, rotate_key
from aboveboard.ledger.successors import close_log, stop_log
from aboveboard.notices.models import Notice
from aboveboard.notices.services.jobs import record_beat
from aboveboard.rules.actor import Role, SystemActor


def readyz() -> tuple[int, str]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode().strip()


def test_a_whole_service_is_ready(db):
    assert readyz() == (200, "ready")


def test_a_database_that_is_away_is_said(db, monkeypatch):
    def away(self):
        raise OperationalError

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)
    assert readyz() == (503, "the database does not answer")


def test_a_database_that_is_not_migrated_is_said(db):
    [last] = MigrationLoader(connection).graph.leaf_nodes("notices")
    MigrationRecorder(connection).record_unapplied(*last)
    assert readyz() == (503, "the database is not migrated")


@pytest.mark.one_database
def test_a_ledger_without_its_guards_is_said(db):
    guards.remove(connection)
    assert readyz() == (503, "the ledger is not guarded")


def test_a_ledger_that_is_behind_what_is_known_outside_is_said_with_the_way_on(db, now, fixed_clock):
    pages = Pages.of(make_holders()[Role.ADMINISTRATOR].user)
    file_some(1, now)
    stop_log(actor=SystemActor("test"), now=now)
    status, words = readyz()
    assert status == 503
    assert "run aboveboard ledger close" in words
    assert "aboveboard ledger close" in pages.get("/status/").text
    close_log(actor=SystemActor("test"), now=now)
    assert readyz() == (200, "ready")


@pytest.mark.django_db(transaction=True)
def test_while_it_is_behind_whoever_files_is_told_that_nothing_was_saved(now, fixed_clock):
    file_some(1, now)
    stop_log(actor=SystemActor("test"), now=now)
    typed = {"kind": "ask", "name": "Nia Named", "email": "nia@example.test", "text": "Am I named?"}
    page = Pages().post("/named/", typed, status=503)
    assert "What you sent just now was not saved" in page.text
    assert not NamedPersonRequest.objects.exists()


def test_an_administrator_is_reminded_to_copy_the_key_until_it_is_done(db, now, fixed_clock):
    pages = Pages.of(make_holders()[Role.ADMINISTRATOR].user)
    assert "copy of the key" not in pages.get("/status/").text
    file_some(1, now)
    sign_head()
    assert "There is no copy of the key" in pages.get("/status/").text
    for day in range(8):
        run_sweep(actor=SystemActor("sweep"), now=now + timedelta(days=day))
    assert Notice.objects.filter(kind="ledger_key_copy").count() == 2, "on each Monday"
    record_backup(now=now)
    assert "There is no copy of the key" not in pages.get("/status/").text
    run_sweep(actor=SystemActor("sweep"), now=now + timedelta(days=14))
    assert Notice.objects.filter(kind="ledger_key_copy").count() == 2
    rotate_key(actor=SystemActor("terminal"), now=now)
    assert "There is no copy of the key" in pages.get("/status/").text


def test_a_key_that_others_can_read_is_said(db):
    load_or_make_key(key_path())
    os.chmod(key_path(), 0o644)
    try:
        assert readyz() == (503, "the ledger's key cannot be used")
    finally:
        os.chmod(key_path(), 0o600)


def test_an_administrator_sees_how_the_service_is_doing(db, now, fixed_clock):
    pages = Pages.of(make_holders()[Role.ADMINISTRATOR].user)
    page = pages.get("/status/")
    assert "The background work has stopped." in page.text
    assert "Verify ledger" in page.text
    record_beat(actor=SystemActor("worker"), now=now, name="worker")
    verify_ledger(actor=SystemActor("verify_ledger"), now=now)
    page = pages.get("/status/")
    assert "The background work has stopped." not in page.text
    assert "23 November 2026 at 10:00am: 0 entries" in page.text


def test_an_administrator_sees_what_the_last_sweep_did(db, now, fixed_clock):
    pages = Pages.of(make_holders()[Role.ADMINISTRATOR].user)
    assert "Not done yet." in pages.get("/status/").text
    run_sweep(actor=SystemActor("sweep"), now=now)
    page = pages.get("/status/")
    assert "Drafts" in page.text
    assert "0 warned, 0 deleted" in page.text
