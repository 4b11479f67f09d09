"""Our append and inclusion proof beside those of pymerkle 7, the same way: SQLite, each append durable by itself.

python -m tests.benchmarks.bench_tree [--sizes 1000,10000,100000,1000000] [--rounds 500]

pymerkle is installed into an environment that is thrown away; where that cannot be, our figures stand alone. Targets:
append at least 0.8 times as fast as its bare append, and as fast as its append and root; a proof in at most 0.7 of its
warm time up to 1e5 leaves and 0.05 at 1e6.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.service import fresh_service, show

PEER = "pymerkle>=7,<8"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=500)
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    theirs = measure_peer(sizes, asked.rounds)
    with fresh_service():
        ours = measure(sizes, asked.rounds)
    for name, times in ours.items():
        show(
            {
                f"milliseconds, ours: {name}": times["wall"],
                f"milliseconds of processor, ours: {name}": times["cpu"],
            }
        )
        if name in theirs:
            compare(name, times, theirs[name])
    if theirs:
        compare("append, against its append and root", ours["append"], theirs["append and root"])


def compare(name: str, ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Rates for appending, times for proving: as the targets are said."""
    for kind, words in (("wall", ""), ("cpu", " of processor")):
        if name.startswith("append"):
            ratio, said = theirs[kind] / ours[kind], "times as fast as pymerkle"
        else:
            ratio, said = ours[kind] / theirs[kind], "of pymerkle's warm time"
        print(f"{ratio:>12,.2f}  {said}{words}: {name} ({theirs[kind]:.2f} ms)", flush=True)


def measure(sizes: Sequence[int], rounds: int) -> dict[str, dict[str, float]]:
    from tests.benchmarks.ledger_entries import NOTED, load_entries

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.ledger.pure.merkle import inclusion_proof
    from aboveboard.ledger.tree import node_reader
    from aboveboard.rules.actor import SystemActor
    from aboveboard.web import clock

    actor, part = SystemActor("benchmark"), Part("note.txt", "text/plain", b"x" * 52)

    def append(number: int) -> None:
        with filing(actor=actor, now=clock.now()) as current:
            current.file(kind=NOTED, parts=[part])

    def prove(size: int) -> Callable[[int], object]:
        chance = random.Random(size)
        log = load_entries(size, content=b"x" * 52)
        read = node_reader(log)
        indices = [chance.randrange(size) for _ in range(rounds)]
        return lambda number: inclusion_proof(indices[number], size, read)

    found = {}
    load_entries(1000, content=b"x" * 52)
    append(0)
    found["append"] = timed(append, rounds)
    for size in sizes:
        work = prove(size)
        work(0)
        found[str(size)] = timed(work, rounds)
    return found


def timed(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    wall, spent = time.perf_counter(), time.process_time()
    for number in range(rounds):
        work(number)
    return {
        "wall": (time.perf_counter() - wall) / rounds * 1000,
        "cpu": (time.process_time() - spent) / rounds * 1000,
    }


def measure_peer(sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """pymerkle's figures; empty, with a word why, when it cannot be installed."""
    with tempfile.TemporaryDirectory(prefix="pymerkle-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER]
        installed = subprocess.run(install, capture_output=True, text=True, check=False)
        if installed.returncode:
            why = (installed.stderr.strip().splitlines() or ["pip gives no reason"])[-1]
            print(
                f"{PEER} could not be installed, so there is nothing to compare with: {why}", file=sys.stderr
            )
            return {}
        script = str(Path(__file__).with_name("pymerkle_peer.py"))
        asked = json.dumps({"sizes": list(sizes), "rounds": rounds})
        done = subprocess.run([python, script, asked], capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found


if __name__ == "__main__":
    main()
