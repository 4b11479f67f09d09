"""The tree, by figures of its own and by comparison with the definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.ledger.pure.merkle import (
    EMPTY_ROOT,
    Frontier,
    MerkleError,
    Position,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    is_kept,
    leaf_hash,
)

# The eight leaves of the reference implementations, and the roots of the first n of them (RFC 6962 test data).
LEAVES = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    children = root_by_definition(leaves[:split]) + root_by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + children).digest()


class Tree:
    """A tree that keeps only the levels that the ledger keeps."""

    def __init__(self, leaves: list[bytes]) -> None:
        hashes = [leaf_hash(each) for each in leaves]
        self.frontier, completed = Frontier().extend(hashes)
        self.kept = {Position(0, index): each for index, each in enumerate(hashes)}
        self.kept |= {
            Position(node.level, node.offset): node.hash for node in completed if is_kept(node.level)
        }

    def read(self, positions):
        return {position: self.kept[position] for position in positions if position in self.kept}


def numbered(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def test_roots_are_those_of_the_reference_implementations():
    assert ROOTS[0] == EMPTY_ROOT.hex()
    for size, root in enumerate(ROOTS):
        assert Tree(LEAVES[:size]).frontier.root().hex() == root


@given(st.integers(0, 300))
def test_the_root_is_that_of_the_definition(size):
    assert Tree(numbered(size)).frontier.root() == root_by_definition(numbered(size))


@given(st.integers(0, 200), st.lists(st.integers(1, 60), max_size=6))
def test_growing_in_any_steps_gives_the_same_tree(first, steps):
    leaves = [leaf_hash(each) for each in numbered(first + sum(steps))]
    frontier, completed = Frontier().extend(leaves[:first])
    for step in steps:
        more, nodes = frontier.extend(leaves[frontier.size : frontier.size + step])
        frontier, completed = Frontier.from_bytes(more.size, more.to_bytes()), completed + nodes
    assert (frontier, completed) == Frontier().extend(leaves)


@given(st.data())
def test_every_inclusion_proof_holds_and_no_other_does(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(numbered(size))
    root = tree.frontier.root()
    proof = inclusion_proof(index, size, tree.read)
    leaf = leaf_hash(b"%d" % index)
    check_inclusion(leaf, index, size, proof, root)
    wrongs = [(leaf_hash(b"other"), index, size, proof, root), (leaf, index, size, proof, bytes(32))]
    wrongs += [(leaf, index, size, [*proof, bytes(32)], root), (leaf, size, size, proof, root)]
    if proof:
        wrongs.append((leaf, index, size, proof[:-1], root))
        wrongs.append((leaf, (index + 1) % size, size, proof, root))
    for wrong in wrongs:
        with pytest.raises(MerkleError):
            check_inclusion(*wrong)


@given(st.data())
def test_every_consistency_proof_holds_and_no_other_does(data):
    new_size = data.draw(st.integers(1, 300))
    old_size = data.draw(st.integers(1, new_size))
    tree = Tree(numbered(new_size))
    old_root = Tree(numbered(old_size)).frontier.root()
    new_root = tree.frontier.root()
    proof = consistency_proof(old_size, new_size, tree.read)
    check_consistency(old_size, new_size, proof, old_root, new_root)
    wrongs = [
        (old_size, new_size, [*proof, bytes(32)], old_root, new_root),
        (old_size, new_size, proof, bytes(32), new_root),
        (old_size, new_size, proof, old_root, bytes(32)),
        (0, new_size, proof, old_root, new_root),
        (new_size + 1, new_size, proof, old_root, new_root),
    ]
    if proof:
        wrongs.append((old_size, new_size, proof[:-1], old_root, new_root))
    for wrong in wrongs:
        with pytest.raises(MerkleError):
            check_consistency(*wrong)


def test_every_tree_begins_with_the_empty_one():
    assert consistency_proof(0, 8, Tree(LEAVES).read) == []


def test_an_inclusion_proof_by_figures():
    proof = inclusion_proof(5, 8, Tree(LEAVES).read)
    assert [each.hex() for each in proof] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_a_proof_is_not_made_for_a_leaf_that_is_not_there():
    tree = Tree(LEAVES)
    for index, size in [(8, 8), (-1, 8), (0, 0)]:
        with pytest.raises(MerkleError):
            inclusion_proof(index, size, tree.read)
    with pytest.raises(MerkleError):
        consistency_proof(9, 8, tree.read)


def test_a_missing_node_is_named():
    with pytest.raises(MerkleError, match=r"node \(0, 4\) is missing"):
        inclusion_proof(5, 8, lambda wanted: {each: bytes(32) for each in wanted if each != (0, 4)})


def test_a_frontier_that_does_not_fit_its_size_is_refused():
    for size, content in [(3, bytes(32)), (1, bytes(31)), (0, bytes(32)), (-1, b"")]:
        with pytest.raises(MerkleError):
            Frontier.from_bytes(size, content)
    with pytest.raises(MerkleError):
        Frontier().extend([b"short"])
