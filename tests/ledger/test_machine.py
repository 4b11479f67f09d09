"""A machine that files, signs and proves in any order: every proof holds, and the ledger always verifies."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.ledger.conftest import NOTED, Somebody

from aboveboard.ledger import sources
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Checkpoint, Head
from aboveboard.ledger.pure.checkpoints import open_checkpoint
from aboveboard.ledger.pure.merkle import Frontier, check_consistency, consistency_proof, inclusion_proof
from aboveboard.ledger.pure.merkle import check_inclusion as holds
from aboveboard.ledger.pure.notes import parse_verifier_key
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.pure.receipts import Result, verify_receipt
from aboveboard.ledger.receipts import receipt_zip, sign_head
from aboveboard.ledger.tree import frontier_of, node_reader
from aboveboard.ledger.verification import verify

pytestmark = pytest.mark.django_db


class _Undone(Exception):
    """Ends a filing so that nothing of it is kept."""


class Ledger(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        self.filed: list[tuple[str, bytes]] = []
        self.given_out: list[bytes] = []
        self.outer = transaction.atomic()
        # As a test case's own transaction, so that a filing inside it counts as the outermost.
        self.outer._from_testcase = True
        self.outer.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def file(self, contents: list[bytes], *, undo: bool = False) -> list[tuple[str, bytes]]:
        self.now += timedelta(seconds=1)
        with filing(actor=Somebody(), now=self.now) as current:
            made = [
                (current.file(kind=NOTED, parts=[Part("note.bin", "text/plain", content)]).reference, content)
                for content in contents
            ]
            if undo:
                raise _Undone
        return made

    @rule(contents=st.lists(st.binary(max_size=3), min_size=1, max_size=40))
    def file_some(self, contents: list[bytes]) -> None:
        self.filed += self.file(contents)

    @rule(contents=st.lists(st.binary(max_size=3), max_size=3))
    def file_and_undo(self, contents: list[bytes]) -> None:
        with pytest.raises(_Undone):
            self.file(contents, undo=True)

    @precondition(lambda self: self.filed)
    @rule()
    def sign(self) -> None:
        self.given_out.append(sign_head().note.encode())

    @precondition(lambda self: self.filed)
    @rule(data=st.data())
    def give_out_a_receipt(self, data: st.DataObject) -> None:
        reference, content = data.draw(st.sampled_from(self.filed))
        folder = read_zip(receipt_zip(reference))
        verdict = verify_receipt(folder.receipt, folder.parts, parse_policy(folder.policy or b""))
        assert verdict.result is Result.AGREES_WITH_ITSELF
        assert verdict.index == self.filed.index((reference, content))
        assert folder.parts == {"note.bin": content}

    @precondition(lambda self: self.filed)
    @rule(data=st.data())
    def prove_anything_at_any_size(self, data: st.DataObject) -> None:
        head = Head.objects.get()
        read, frontier = node_reader(head.log), frontier_of(head)
        leaves = list(head.log.entries.order_by("index").values_list("leaf_hash", flat=True))
        new_size = data.draw(st.integers(1, frontier.size))
        old_size = data.draw(st.integers(1, new_size))
        index = data.draw(st.integers(0, old_size - 1))
        old_root, new_root = (Frontier().extend(leaves[:size])[0].root() for size in (old_size, new_size))
        holds(leaves[index], index, old_size, inclusion_proof(index, old_size, read), old_root)
        check_consistency(old_size, new_size, consistency_proof(old_size, new_size, read), old_root, new_root)

    @invariant()
    def what_was_acknowledged_is_there_and_no_more(self) -> None:
        head = Head.objects.first()
        assert (head.size if head else 0) == len(self.filed)
        if head:
            assert list(head.log.entries.order_by("index").values_list("reference", flat=True)) == [
                reference for reference, _ in self.filed
            ]

    @rule()
    def verify_against_everything_that_was_given_out(self) -> None:
        report = verify(now=self.now, external_checkpoints=self.given_out)
        assert report.findings == ()
        for checkpoint in Checkpoint.objects.select_related("log"):
            keys = [parse_verifier_key(key.verifier_key) for key in checkpoint.log.keys.all()]
            assert open_checkpoint(checkpoint.note.encode(), keys).checkpoint.size == checkpoint.size


def test_the_ledger_holds_whatever_is_done_in_whatever_order(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
