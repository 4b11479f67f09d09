"""Whether the service is ready, and how it is doing."""

from __future__ import annotations

import os

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from tests.pages import Pages
from tests.people_of_a_school import make_holders

from aboveboard.journeys.services.sweep.run import run_sweep
from aboveboard.journeys.services.verifying import verify_ledger
from aboveboard.ledger import guards
from aboveboard.ledger.keys import key_path, load_or_make_key
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
