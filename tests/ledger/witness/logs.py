"""Logs that grow, fork and prove, for the tests of those that watch them."""

from collections.abc import Sequence

from tests.ledger.pure.example_receipt import LOG

from aboveboard.ledger.pure.checkpoints import Checkpoint
from aboveboard.ledger.pure.merkle import Frontier, Position, consistency_proof, is_kept, leaf_hash
from aboveboard.ledger.pure.notes import Signer, sign_note
from aboveboard.ledger.pure.witnessing import AddCheckpoint


class GrowingLog:
    """A log whose every leaf is known, so that any two of its states can be compared."""

    def __init__(self, signer: Signer = LOG, leaves: Sequence[bytes] = ()) -> None:
        self.signer = signer
        self.leaves: list[bytes] = list(leaves)
        self._nodes: dict[Position, bytes] = {}
        self._frontiers = [Frontier()]
        grown, self.leaves = self.leaves, []
        self._add(grown)

    def grow(self, *contents: bytes) -> "GrowingLog":
        self._add([leaf_hash(content) for content in contents])
        return self

    def _add(self, leaves: Sequence[bytes]) -> None:
        for leaf in leaves:
            self._nodes[Position(0, len(self.leaves))] = leaf
            self.leaves.append(leaf)
            frontier, completed = self._frontiers[-1].extend([leaf])
            self._frontiers.append(frontier)
            self._nodes |= {
                Position(node.level, node.offset): node.hash for node in completed if is_kept(node.level)
            }

    def fork(self, size: int, *contents: bytes) -> "GrowingLog":
        """Another log by the same key that begins with the first `size` leaves of this one."""
        return GrowingLog(self.signer, self.leaves[:size]).grow(*contents)

    @property
    def size(self) -> int:
        return len(self.leaves)

    def state(self, size: int | None = None) -> Checkpoint:
        size = self.size if size is None else size
        return Checkpoint(self.signer.name, size, self._frontiers[size].root())

    def note(self, size: int | None = None) -> str:
        return sign_note(self.state(size).body(), [self.signer])

    def proof(self, old_size: int, size: int) -> tuple[bytes, ...]:
        read = dict(self._nodes.items())
        return tuple(consistency_proof(old_size, size, lambda wanted: {each: read[each] for each in wanted}))

    def request(self, old_size: int, size: int | None = None) -> AddCheckpoint:
        size = self.size if size is None else size
        return AddCheckpoint(old_size, self.proof(old_size, size), self.note(size))
