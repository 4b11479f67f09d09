"""Whatever is sent to a witness, in whatever order, over restarts: what it has cosigned is one history."""

import itertools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.ledger.pure.example_receipt import LOG
from tests.ledger.witness.logs import GrowingLog

from aboveboard.ledger.pure.merkle import MerkleError
from aboveboard.ledger.pure.notes import Signer
from aboveboard.ledger.pure.witnessing import AddCheckpoint, Refused, Status, parse_cosignature
from aboveboard.ledger.witness.memory import Memory
from aboveboard.ledger.witness.server import Cosigner, Witness

SECOND = Signer("example.org/second", LOG.private_key)
COSIGNER = Cosigner("w.example/1", LOG.private_key)


class WitnessOfManyLogs(RuleBasedStateMachine):
    """Two ledgers by one key, each with histories that part somewhere, all sent to one witness."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.histories = [GrowingLog(LOG).grow(b"first"), GrowingLog(SECOND).grow(b"second")]
        self.cosigned: dict[str, list[tuple[int, list[bytes]]]] = {LOG.name: [], SECOND.name: []}
        self.restart()

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        self.witness = Witness(
            COSIGNER,
            Memory(Path(self.folder.name) / "memory"),
            {LOG.name: [LOG.key], SECOND.name: [SECOND.key]},
            lambda: datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        )

    @rule(data=st.data(), contents=st.lists(st.binary(max_size=2), min_size=1, max_size=20))
    def grow(self, data: st.DataObject, contents: list[bytes]) -> None:
        data.draw(st.sampled_from(self.histories)).grow(*contents)

    @rule(data=st.data(), contents=st.lists(st.binary(max_size=2), min_size=1, max_size=9))
    def part(self, data: st.DataObject, contents: list[bytes]) -> None:
        history = data.draw(st.sampled_from(self.histories))
        self.histories.append(history.fork(data.draw(st.integers(0, history.size)), *contents))

    @rule(data=st.data(), honest=st.booleans())
    def send(self, data: st.DataObject, honest: bool) -> None:
        """Any size of any history, with the right proof, or with one of another history."""
        history = data.draw(st.sampled_from(self.histories))
        size = data.draw(st.integers(1, history.size))
        latest = self.cosigned[history.signer.name]
        known = latest[-1][0] if latest else 0
        old = known if honest else data.draw(st.integers(0, size))
        proving = history if honest else data.draw(st.sampled_from(self.histories))
        try:
            proof = proving.proof(old, size)
        except (MerkleError, KeyError):
            proof = (bytes(32),)
        request = AddCheckpoint(old, proof, history.note(size))
        follows = size >= known and (not latest or history.leaves[:known] == latest[-1][1])
        try:
            line = self.witness.add_checkpoint(str(request).encode())
        except Refused as answer:
            refused = answer
        else:
            refused = None
        if refused is None:
            parse_cosignature(line.encode(), history.state(size).body(), COSIGNER.key)
            assert follows
            latest.append((size, history.leaves[:size]))
        elif honest and size >= known:
            assert refused.status is Status.FORK
            assert not follows, "an honest log was refused"

    @invariant()
    def all_that_was_cosigned_is_one_history(self) -> None:
        for cosigned in self.cosigned.values():
            for (size, leaves), (later_size, later_leaves) in itertools.pairwise(cosigned):
                assert size <= later_size
                assert later_leaves[:size] == leaves


def test_two_checkpoints_cosigned_by_one_witness_never_contradict_each_other():
    run_state_machine_as_test(
        WitnessOfManyLogs,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
