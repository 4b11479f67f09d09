"""The Merkle tree of RFC 6962 and RFC 9162: hashing, growing, proving and checking.

Hashes are 32 bytes of SHA-256. A tree grows from its frontier (the roots of the perfect subtrees that make
it up, largest first), so that an append never reads the leaves. Proofs are planned as positions of perfect
subtrees and then read in one go, so that a caller may keep only some levels of the tree.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aboveboard.ledger.pure.errors import LedgerError

HASH_LENGTH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# Levels 4, 8, 12, ... are kept; those between are rebuilt from at most 8 hashes of the level below.
KEPT_LEVEL_STEP = 4


class MerkleError(LedgerError):
    """A proof that does not hold, or one that cannot be made."""


class Position(NamedTuple):
    """A perfect subtree: it covers the leaves offset * 2**level up to (offset + 1) * 2**level."""

    level: int
    offset: int


class Node(NamedTuple):
    level: int
    offset: int
    hash: bytes


ReadNodes = Callable[[Collection[Position]], Mapping[Position, bytes]]


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_kept(level: int) -> bool:
    """Whether nodes of this level are stored. Leaves (level 0) are, as entries."""
    return level % KEPT_LEVEL_STEP == 0


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of a tree's perfect subtrees, largest first: one for each 1 in the binary size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise MerkleError(
                f"A tree of {self.size} leaves does not have {len(self.hashes)} frontier hashes."
            )
        if any(len(each) != HASH_LENGTH for each in self.hashes):
            raise MerkleError("A frontier hash is not 32 bytes long.")

    def extend(self, leaf_hashes: Iterable[bytes]) -> tuple["Frontier", list[Node]]:
        """The frontier with these leaves added in order, and every perfect subtree that they completed."""
        hashes = list(self.hashes)
        size = self.size
        completed = []
        for leaf in leaf_hashes:
            if len(leaf) != HASH_LENGTH:
                raise MerkleError("A leaf hash is not 32 bytes long.")
            level, offset, top = 0, size, leaf
            while offset & 1:
                top = node_hash(hashes.pop(), top)
                level, offset = level + 1, offset >> 1
                completed.append(Node(level, offset, top))
            hashes.append(top)
            size += 1
        return Frontier(size, tuple(hashes)), completed

    def root(self) -> bytes:
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, content: bytes) -> "Frontier":
        """Raises `MerkleError` unless the bytes hold exactly the hashes that the size calls for."""
        if len(content) % HASH_LENGTH:
            raise MerkleError("The frontier is not a whole number of hashes.")
        starts = range(0, len(content), HASH_LENGTH)
        return cls(size, tuple(content[start : start + HASH_LENGTH] for start in starts))


def inclusion_proof(index: int, size: int, read: ReadNodes) -> list[bytes]:
    """The hashes that prove that the leaf at `index` is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise MerkleError(f"There is no leaf {index} in a tree of {size}.")
    spans = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_of_two_below(end - start)
        if index < split:
            spans.append((split, end))
            end = split
        else:
            spans.append((start, split))
            start = split
    return _read_spans(spans[::-1], read)


def consistency_proof(old_size: int, new_size: int, read: ReadNodes) -> list[bytes]:
    """The hashes that prove that the tree of `new_size` leaves begins with the tree of `old_size`.

    From an empty tree the proof is empty: every tree begins with it.
    """
    if not 0 <= old_size <= new_size:
        raise MerkleError(f"A tree of {new_size} leaves has no earlier size {old_size}.")
    if old_size in (0, new_size):
        return []
    spans = []
    start, end = 0, new_size
    old_tree_is_known = True
    while old_size != end:
        split = start + _largest_power_of_two_below(end - start)
        if old_size <= split:
            spans.append((split, end))
            end = split
        else:
            spans.append((start, split))
            start = split
            old_tree_is_known = False
    if not old_tree_is_known:
        spans.append((start, end))
    return _read_spans(spans[::-1], read)


def root_of_first(size: int, read: ReadNodes) -> bytes:
    """The root that the tree had at this size. It must have been at least as large."""
    return _read_spans([(0, size)], read)[0] if size else EMPTY_ROOT


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises `MerkleError` unless the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    _check_lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise MerkleError(f"There is no leaf {index} in a tree of {size}.")
    position, last, top = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise MerkleError("The inclusion proof is too long.")
        if position & 1 or position == last:
            top = node_hash(step, top)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            top = node_hash(top, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise MerkleError("The inclusion proof is too short.")
    if top != root:
        raise MerkleError("The inclusion proof does not lead to the root.")


def check_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises `MerkleError` unless the new tree begins with the old one (RFC 9162, 2.1.4.2).

    An old size of 0 is refused: it would prove nothing. A witness's first sight of a log is its own rule.
    """
    if not 0 < old_size <= new_size:
        raise MerkleError(f"Consistency from {old_size} to {new_size} leaves cannot be proved.")
    if old_size == new_size:
        if proof:
            raise MerkleError("Two trees of one size need no proof, but one is given.")
        if old_root != new_root:
            raise MerkleError("Two trees of one size have different roots.")
        return
    _check_lengths(old_root, new_root, *proof)
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        raise MerkleError("The consistency proof is empty.")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_top = new_top = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise MerkleError("The consistency proof is too long.")
        if position & 1 or position == last:
            old_top = node_hash(step, old_top)
            new_top = node_hash(step, new_top)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_top = node_hash(new_top, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise MerkleError("The consistency proof is too short.")
    if old_top != old_root:
        raise MerkleError("The consistency proof does not lead to the old root.")
    if new_top != new_root:
        raise MerkleError("The consistency proof does not lead to the new root.")


def _fold(hashes: Sequence[bytes]) -> bytes:
    top = hashes[-1]
    for left in hashes[-2::-1]:
        top = node_hash(left, top)
    return top


def _largest_power_of_two_below(number: int) -> int:
    return 1 << ((number - 1).bit_length() - 1)


def _check_lengths(*hashes: bytes) -> None:
    if any(len(each) != HASH_LENGTH for each in hashes):
        raise MerkleError("A hash is not 32 bytes long.")


def _perfect_subtrees(start: int, end: int) -> Iterator[Position]:
    """The perfect subtrees of a span that RFC 9162 cuts out: its start is aligned to its largest subtree."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield Position(level, start >> level)
        start += 1 << level


def _kept_below(position: Position) -> list[Position]:
    """The kept positions, left to right, from which this subtree's hash is rebuilt."""
    height = position.level % KEPT_LEVEL_STEP
    first = position.offset << height
    return [Position(position.level - height, first + offset) for offset in range(1 << height)]


def _read_spans(spans: Sequence[tuple[int, int]], read: ReadNodes) -> list[bytes]:
    subtrees = [list(_perfect_subtrees(start, end)) for start, end in spans]
    needed = {kept for span in subtrees for subtree in span for kept in _kept_below(subtree)}
    known = read(needed)

    def rebuild(subtree: Position) -> bytes:
        try:
            row = [known[kept] for kept in _kept_below(subtree)]
        except KeyError as missing:
            raise MerkleError(f"The tree's node {tuple(missing.args[0])} is missing.") from None
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    return [_fold([rebuild(subtree) for subtree in span]) for span in subtrees]
