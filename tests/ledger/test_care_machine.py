"""Whatever is erased, however often keys change and logs are closed, everything else still holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests.ledger.conftest import NOTED, Somebody

from aboveboard.ledger import sources
from aboveboard.ledger.erasing import ErasureError, destroy_what_is_left, erase
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Entry, FiledPart
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.pure.receipts import Result, verify_receipt
from aboveboard.ledger.receipts import NotFiledError, receipt_zip, sign_head
from aboveboard.ledger.rotating import rotate_key
from aboveboard.ledger.successors import add_known_checkpoint, close_log
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db


class Care(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        self.kept: list[str] = []
        self.erased: list[str] = []
        self.given_out: list[bytes] = []
        self.receipts: list[bytes] = []
        self.outer = transaction.atomic()
        # As a test case's own transaction, so that a filing inside it counts as the outermost.
        self.outer._from_testcase = True
        self.outer.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @rule(count=st.integers(1, 20))
    def file(self, count: int) -> None:
        self.now += timedelta(minutes=1)
        with filing(actor=Somebody(), now=self.now) as current:
            part = Part("note.txt", "text/plain", b"noted")
            self.kept += [current.file(kind=NOTED, parts=[part]).reference for _ in range(count)]

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def erase_some(self, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.kept), min_size=1, max_size=3, unique=True))
        with filing(actor=Somebody(), now=self.now) as current:
            erase(filing=current, references=chosen, rule="test", reason="Drawn.")
        destroy_what_is_left()
        self.kept = [each for each in self.kept if each not in chosen]
        self.erased += chosen

    @precondition(lambda self: self.erased)
    @rule(data=st.data())
    def nothing_is_erased_twice_and_nothing_of_it_is_given_out(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(self.erased))
        with pytest.raises(ErasureError), filing(actor=Somebody(), now=self.now) as current:
            erase(filing=current, references=[reference], rule="test", reason="Again.")
        with pytest.raises(NotFiledError):
            receipt_zip(reference)

    @precondition(lambda self: self.kept or self.erased)
    @rule()
    def rotate(self) -> None:
        rotate_key(actor=Somebody(), now=self.now)

    @precondition(lambda self: self.kept or self.erased)
    @rule()
    def close(self) -> None:
        close_log(actor=Somebody(), now=self.now)

    @precondition(lambda self: self.kept or self.erased)
    @rule()
    def sign(self) -> None:
        self.given_out.append(sign_head().note.encode())

    @precondition(lambda self: self.given_out)
    @rule(data=st.data())
    def bring_a_checkpoint_back(self, data: st.DataObject) -> None:
        note = data.draw(st.sampled_from(self.given_out))
        assert add_known_checkpoint(actor=Somebody(), now=self.now, note=note).agrees

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def give_out_a_receipt(self, data: st.DataObject) -> None:
        self.receipts.append(receipt_zip(data.draw(st.sampled_from(self.kept))))

    @rule()
    def everything_still_holds(self) -> None:
        assert verify(now=self.now, external_checkpoints=self.given_out).findings == ()
        for content in self.receipts:
            folder = read_zip(content)
            verdict = verify_receipt(folder.receipt, folder.parts, parse_policy(folder.policy or b""))
            assert verdict.result is Result.AGREES_WITH_ITSELF
        gone = Entry.objects.filter(manifest__isnull=True).values_list("reference", flat=True)
        assert set(gone) == set(self.erased)
        assert FiledPart.objects.filter(content__isnull=True).count() == len(self.erased)


def test_the_ledger_holds_whatever_is_erased_rotated_and_closed(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    run_state_machine_as_test(
        Care,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
