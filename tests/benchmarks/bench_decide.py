"""Decisions a second on one core, and how long the command takes to start. Prints figures, never fails on time.

python -m tests.benchmarks.bench_decide
"""

import io
import json
import subprocess
import sys
import time
from pathlib import Path

import yaml

from aboveboard.config.decide_command import main as decide_command
from aboveboard.rules.relationships import decide, read_facts

ROUNDS = 40
STARTS = 10


def run() -> dict[str, float]:
    """The figures, by name."""
    cases = yaml.safe_load((Path(__file__).parents[1] / "rules" / "cases.yaml").read_text())
    questions = [json.dumps({"facts": case["facts"]}) for case in cases]
    facts = [read_facts(case["facts"]) for case in cases]
    started = time.process_time()
    for _ in range(ROUNDS * 5):
        for one in facts:
            decide(one)
    deciding = ROUNDS * 5 * len(facts) / (time.process_time() - started)

    source, target = io.StringIO("\n".join(questions * ROUNDS)), io.StringIO()
    started = time.process_time()
    decide_command(source, target)
    with_json = ROUNDS * len(questions) / (time.process_time() - started)

    started = time.perf_counter()
    for _ in range(STARTS):
        subprocess.run(
            [sys.executable, "-m", "aboveboard.config.command_line", "decide"],
            input=questions[0], capture_output=True, text=True, check=True,
        )  # fmt: skip
    start = (time.perf_counter() - started) / STARTS
    return {
        "decisions a second, facts already read": deciding,
        "decisions a second, from JSON Lines to JSON Lines": with_json,
        "milliseconds from start to the first answer": start * 1000,
    }


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{figure:>10,.0f}  {name}")
