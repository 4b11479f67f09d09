"""A web process looks at the ledger before it serves, and serves no record if it does not verify."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from tests.ledger.conftest import NOTED, Somebody
from tests.ledger.tampering import behind_the_guards

from aboveboard.config import gate
from aboveboard.journeys.services.verifying import verify_ledger
from aboveboard.ledger import sources
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Entry, FiledPart, Head, Verification
from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.selectors import refusal
from aboveboard.ledger.services import opening
from aboveboard.rules.actor import SystemActor

pytestmark = pytest.mark.django_db


def application(environ, start_response):
    start_response("200 OK", [])
    return [b"a page"]


@pytest.fixture
def ask(settings, tmp_path, monkeypatch):
    """Ask a new process for a page: returns status and text."""
    settings.LEDGER_KEY = str(tmp_path / "ledger.pem")
    monkeypatch.setattr(sources, "_sources", {})
    monkeypatch.setattr(gate.connections, "close_all", lambda: None)  # the test's own transaction is in one
    monkeypatch.setattr(refusal, "FOUND", [])
    monkeypatch.setattr(opening, "FOUND", refusal.FOUND)

    def start():
        gated = gate.Gate(application)

        def ask(path: str = "/") -> tuple[int, str]:
            said = []
            body = gated({"PATH_INFO": path}, lambda status, headers: said.append(status))
            return int(said[0].split()[0]), b"".join(body).decode()

        return ask

    return start


def file_some(count, now):
    with filing(actor=Somebody(), now=now) as current:
        for _ in range(count):
            current.file(kind=NOTED, parts=[Part("note.txt", "text/plain", b"noted")])
    sign_head()


def test_a_sound_ledger_is_served_and_only_what_is_new_was_looked_at(ask, now):
    file_some(20, now)
    verify_ledger(actor=SystemActor("verify_ledger"), now=now)
    file_some(3, now)
    visit = ask()
    assert visit() == (200, "a page")
    assert visit() == (200, "a page")
    [looked] = Verification.objects.filter(whole=False)
    assert (looked.finding_count, looked.figures["entries"]) == (0, 3)


@pytest.mark.parametrize("place", ["new", "head", "lost"])
def test_a_ledger_that_does_not_verify_is_not_served(ask, now, place, caplog):
    file_some(20, now)
    verify_ledger(actor=SystemActor("verify_ledger"), now=now)
    file_some(3, now)
    with behind_the_guards():
        if place == "new":
            FiledPart.objects.filter(entry__index=21).update(content=b"other")
        elif place == "head":
            Head.objects.update(frontier=bytes(32 * 4))
        else:
            FiledPart.objects.filter(entry__index=22).delete()
            Entry.objects.filter(index=22).delete()
    visit = ask()
    status, words = visit()
    assert status == 503
    assert "Aboveboard has stopped to protect its records" in words
    assert "aboveboard ledger verify" in words
    assert visit("/my-file")[0] == 503
    assert visit("/healthz") == (200, "a page")
    assert "the ledger does not verify" in caplog.text
    assert "What to do: " in caplog.text
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the ledger does not verify\n")


def test_a_ledger_shorter_than_it_was_found_is_not_served(ask, now):
    from tests.ledger.rebuilding import cut_to

    file_some(20, now)
    verify_ledger(actor=SystemActor("verify_ledger"), now=now)
    cut_to(10)
    assert ask()()[0] == 503


def test_a_database_that_does_not_answer_or_is_not_migrated_is_looked_at_again(ask, now, monkeypatch):
    file_some(1, now)
    visit = ask()
    monkeypatch.setattr(gate, "is_migrated", lambda: False)
    assert visit() == (200, "a page")

    def away():
        raise OperationalError

    monkeypatch.setattr(gate, "is_migrated", away)
    assert visit() == (200, "a page")
    assert not Verification.objects.exists()
    monkeypatch.setattr(gate, "is_migrated", lambda: True)
    assert visit() == (200, "a page")
    assert Verification.objects.count() == 1
