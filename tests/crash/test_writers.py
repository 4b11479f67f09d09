"""kill -9 at random moments while eight processes file as fast as they can: nothing lost, doubled or out of order.

Small here; whole with `make crash`.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from tests.crash.service import Service
from tests.crash.test_kill import PATIENCE_SECONDS, ROUNDS, WHOLE
from tests.postgresql import new_database

pytestmark = [pytest.mark.crash, pytest.mark.one_database]

FEWEST, MOST = (50, 500) if WHOLE else (20, 80)
"""How many more are acknowledged before the kill."""


def kill_in_rounds(folder: Path, database_url: str | None = None) -> None:
    chance = random.Random()
    service = Service(folder, database_url)
    (folder / "data").mkdir()
    service.run("-m", "aboveboard.config.command_line", "migrate", "ledger", "--verbosity", "0")
    for _ in range(ROUNDS):
        before = acknowledged(folder)
        writing = service.spawn("-m", "tests.crash.writers", str(folder))
        wanted, give_up_at = chance.randint(FEWEST, MOST), time.monotonic() + PATIENCE_SECONDS
        while acknowledged(folder) < before + wanted or not any(folder.glob("receipts/*.zip")):
            assert writing.poll() is None, (folder / "log.txt").read_text()[-4000:]
            assert time.monotonic() < give_up_at, (folder / "log.txt").read_text()[-4000:]
            time.sleep(0.01)
        service.kill()
        answer = service.ask("-m", "tests.crash.writers", str(folder), "--examine")
        assert answer["findings"] == []
        assert answer["twice"] == 0
        assert answer["entries"] >= answer["acknowledged"] >= before + wanted
    print(answer)  # noqa: T201
    assert (folder / "data/keys/ledger.pem").stat().st_mode & 0o777 == 0o600


def acknowledged(folder: Path) -> int:
    return sum(file.read_bytes().count(b"\n") for file in folder.glob("acknowledged-*.txt"))


def test_nothing_acknowledged_is_lost_on_sqlite(tmp_path):
    kill_in_rounds(tmp_path)


@pytest.mark.postgresql
def test_nothing_acknowledged_is_lost_on_postgresql(tmp_path):
    kill_in_rounds(tmp_path, new_database(f"writers_{os.getpid()}"))
