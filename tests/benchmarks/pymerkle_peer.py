"""What pymerkle takes, as JSON. Run by bench_tree in an environment of its own: pymerkle is GPL, and no part of this.

It has the leaves of a SQLite file, as it comes; everything is in milliseconds.
"""

import json
import random
import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from pymerkle import SqliteTree

warnings.simplefilter("ignore", DeprecationWarning)
LEAF = b"x" * 52  # as long as the data of our leaves


def timed(work, rounds):
    wall, spent = time.perf_counter(), time.process_time()
    for number in range(rounds):
        work(number)
    return {
        "wall": (time.perf_counter() - wall) / rounds * 1000,
        "cpu": (time.process_time() - spent) / rounds * 1000,
    }


def appends(folder, rounds):
    def bare(number):
        tree.append_entry(LEAF)

    def with_root(number):
        tree.append_entry(LEAF)
        tree.get_state()

    with SqliteTree(str(folder / "appends")) as tree:
        tree.append_entries([LEAF] * 1000)
        tree.get_state()
        return {"append": timed(bare, rounds), "append and root": timed(with_root, rounds)}


def proofs(folder, size, rounds):
    chance = random.Random(size)
    with SqliteTree(str(folder / f"proofs-{size}")) as tree:
        tree.append_entries([LEAF] * size)
        # Once through, so that its cache is warm.
        for _ in range(rounds):
            tree.prove_inclusion(chance.randint(1, size), size)
        indices = [chance.randint(1, size) for _ in range(rounds)]
        return timed(lambda number: tree.prove_inclusion(indices[number], size), rounds)


def main():
    asked = json.loads(sys.argv[1])
    with TemporaryDirectory(prefix="pymerkle-bench-") as name:
        folder = Path(name)
        found = appends(folder, asked["rounds"])
        found |= {str(size): proofs(folder, size, asked["rounds"]) for size in asked["sizes"]}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
