"""kill -9 at random moments while eight people declare. Small here; whole with `make crash`."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.crash.declarers import Declarers
from tests.crash.service import Service
from tests.postgresql import new_database

pytestmark = [pytest.mark.crash, pytest.mark.one_database]

WHOLE = os.environ.get("ABOVEBOARD_CRASH") == "whole"
ROUNDS = 20 if WHOLE else 3
MOST_LINES = 200 if WHOLE else 60
PATIENCE_SECONDS = 120.0


def run_rounds(folder: Path, database_url: str | None = None) -> None:
    seed = random.randrange(10**6)
    print(f"The moments of the kills are drawn from {seed}.")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    service = Service(folder, database_url)
    checked: set[Path] = set()
    try:
        for number in range(ROUNDS):
            service.start()
            examine(service)
            declaring = Declarers(folder, service.address, f"{seed}-{number}")
            declaring.start()
            wait_for_lines(
                folder, declaring, chance.randint(1, MOST_LINES), for_a_receipt=number == ROUNDS - 1
            )
            time.sleep(chance.uniform(0, 0.2))
            declaring.the_service_goes()
            if chance.random() < 0.3:
                service.kill_the_worker()
                time.sleep(chance.uniform(0, 0.5))
            service.kill()
            declaring.join()
            assert declaring.faults == []
            checked |= verify_receipts(folder, checked)
        service.start()
        figures = examine(service, "--settle")
        print(figures)  # noqa: T201
        assert figures["acknowledged"], "nobody got as far as a reference"
        assert checked, "nobody got as far as a receipt"
        assert service.ask("-m", "aboveboard.config.command_line", "ledger", "verify", "--json")["sound"]
    finally:
        service.kill()


def wait_for_lines(folder: Path, declaring: Declarers, count: int, *, for_a_receipt: bool) -> None:
    """Until `count` more things are acknowledged: moments that come as early on a slow machine as on a fast one.

    `for_a_receipt`: and until somebody has one in hand, for early moments alone would show nothing.
    """
    file = folder / "acknowledged.jsonl"
    before, give_up_at = lines_in(file), time.monotonic() + PATIENCE_SECONDS

    def is_due() -> bool:
        return lines_in(file) >= before + count and not (
            for_a_receipt and not any(folder.glob("receipts/*.zip"))
        )

    while not is_due() and not declaring.faults:
        assert time.monotonic() < give_up_at, (folder / "log.txt").read_text()[-4000:]
        time.sleep(0.01)


def lines_in(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


def examine(service: Service, *options: str) -> dict[str, int]:
    answer = service.ask("-m", "tests.crash.examine", str(service.folder), *options)
    assert answer["findings"] == []
    figures: dict[str, int] = answer["figures"]
    return figures


def verify_receipts(folder: Path, checked: set[Path]) -> set[Path]:
    """Each receipt that somebody had in hand, with the command that they would use."""
    new = set((folder / "receipts").glob("*.zip")) - checked
    for receipt in sorted(new):
        command = [sys.executable, "-m", "aboveboard.config.command_line", "receipt", "verify", str(receipt)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{receipt.name}: {done.stdout}{done.stderr}"
    return new


def test_nothing_acknowledged_is_lost_on_sqlite(tmp_path):
    run_rounds(tmp_path)


@pytest.mark.postgresql
def test_nothing_acknowledged_is_lost_on_postgresql(tmp_path):
    run_rounds(tmp_path, new_database(f"crash_{os.getpid()}"))
