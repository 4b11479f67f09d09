"""kill -9 at random moments while honest and forked checkpoints pour in. Small here; whole with `make crash`."""

import http.client
import os
import random
import threading
import time
from pathlib import Path

import pytest
from tests.ledger.witness.logs import GrowingLog
from tests.ledger.witness.running import Running, run_witness

pytestmark = [pytest.mark.crash, pytest.mark.one_database]

ROUNDS = 30 if os.environ.get("ABOVEBOARD_CRASH") == "whole" else 4
SIZE = 400


class Senders:
    """Several who push one of two histories each, as far as the witness will go, and note what it acknowledged."""

    def __init__(self, witness: Running, histories: list[GrowingLog], chance: random.Random) -> None:
        self.acknowledged: list[tuple[int, int]] = []
        self.first_size: int | None = None
        self._witness, self._histories, self._chance = witness, histories, chance
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(4)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=30)
            assert not thread.is_alive()

    def _send(self, number: int) -> None:
        which = number % 2
        history, old = self._histories[which], 0
        while old < SIZE:
            size = min(SIZE, old + self._chance.randint(1, 3))
            try:
                status, _, answer = self._witness.post(str(history.request(old, size)))
            except (OSError, http.client.HTTPException):
                return  # it was killed
            if status == 200:
                self.acknowledged.append((size, which))
                old = size
            elif status == 409:
                old = int(answer)
            else:
                return  # the other history was first


def test_after_kill_9_nothing_smaller_or_forked_is_cosigned(tmp_path: Path):
    seed = random.randrange(10**6)
    print(f"The moments of the kills are drawn from {seed}.")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    log = GrowingLog().grow(*(b"%d" % number for number in range(SIZE)))
    parts_at = 5
    histories = [log, log.fork(parts_at, *[b"x"] * (SIZE - parts_at))]
    largest, sides = 0, set()
    for _ in range(ROUNDS):
        witness = run_witness(tmp_path / "witness", "--name", "w.example/1")
        try:
            status, _, answer = witness.post(str(log.request(0)).replace("old 0\n", f"old {SIZE}\n"))
            remembered = SIZE if status != 409 else int(answer)
            assert remembered >= largest, (
                f"it acknowledged {largest} and remembers {remembered} (seed {seed})"
            )
            senders = Senders(witness, histories, chance)
            senders.start()
            time.sleep(chance.uniform(0.02, 0.4))
        finally:
            witness.kill()
        senders.join()
        assert all(size >= remembered for size, _ in senders.acknowledged)
        largest = max([largest, *(size for size, _ in senders.acknowledged)])
        sides |= {which for size, which in senders.acknowledged if size > parts_at}
        assert len(sides) <= 1, f"both histories were cosigned (seed {seed})"
    assert largest > parts_at
