"""What the ledger costs a filing, and why its lock is taken last.

python -m tests.benchmarks.bench_ledger_cost [--seconds 5] [--work 0.02]

Targets: filing with the ledger at least 0.45 times as fast as the same rows without it, by one writer; with eight
writers on PostgreSQL and 20 ms of work in each transaction, the lock taken last at least 3 times as fast as first.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from tests.benchmarks.service import fresh_service, show

from aboveboard.rules.actor import SystemActor

WRITERS = 8
ACTOR = SystemActor("benchmark")
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument(
        "--work", type=float, default=0.02, help="seconds of work in each of eight transactions"
    )
    parser.add_argument("--database", choices=list(DATABASES))
    asked = parser.parse_args()
    if asked.database is None:
        for name in DATABASES:
            again = [
                sys.executable,
                "-m",
                "tests.benchmarks.bench_ledger_cost",
                *sys.argv[1:],
                "--database",
                name,
            ]
            subprocess.run(again, check=True)
        return
    with fresh_service(asked.database):
        compare_with_and_without(asked.database, asked.seconds)
        if asked.database == "postgresql":
            compare_locks(asked.seconds, asked.work)


def compare_with_and_without(database: str, seconds: float) -> None:
    from django.db import transaction
    from tests.benchmarks.ledger_entries import NOTED

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.web import clock

    part = Part("declaration.pdf", "application/pdf", b"x" * 20_000)

    def without() -> None:
        with transaction.atomic(durable=True):
            write_rows()

    def with_ledger() -> None:
        with filing(actor=ACTOR, now=clock.now()) as current:
            write_rows()
            current.file(kind=NOTED, parts=[part])

    rates: dict[str, list[float]] = {"without": [], "with": []}
    # In turns, so that whatever else the machine does falls on both.
    for _ in range(3):
        for name, work in (("without", without), ("with", with_ledger)):
            rates[name].append(rate_of(work, seconds / 3))
    fastest = {name: max(found) for name, found in rates.items()}
    name = DATABASES[database]
    show(
        {
            f"filed a second without the ledger on {name}": fastest["without"],
            f"filed a second with the ledger on {name}": fastest["with"],
        }
    )
    print(
        f"{fastest['with'] / fastest['without']:>12,.2f}  times as fast with the ledger, one writer on {name}"
    )


def compare_locks(seconds: float, work: float) -> None:
    last = rate_of_all(file_with_the_lock_last, seconds, work)
    first = rate_of_all(file_with_the_lock_first, seconds, work)
    show(
        {
            f"filed a second by {WRITERS}, the lock taken last": last,
            f"filed a second by {WRITERS}, the lock taken first": first,
        }
    )
    print(f"{last / first:>12,.2f}  times as fast with the lock last, {WRITERS} writers on PostgreSQL")


def file_with_the_lock_last(work: float) -> None:
    from tests.benchmarks.ledger_entries import NOTED

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.web import clock

    with filing(actor=ACTOR, now=clock.now()) as current:
        time.sleep(work)
        current.file(kind=NOTED, parts=[Part("note.txt", "text/plain", b"noted")])


def file_with_the_lock_first(work: float) -> None:
    from tests.benchmarks.ledger_entries import NOTED

    from aboveboard.ledger.filing import Part, filing
    from aboveboard.ledger.models import Head
    from aboveboard.web import clock

    with filing(actor=ACTOR, now=clock.now()) as current:
        Head.objects.select_for_update().get()
        time.sleep(work)
        current.file(kind=NOTED, parts=[Part("note.txt", "text/plain", b"noted")])


def rate_of_all(file: Callable[[float], None], seconds: float, work: float) -> float:
    from django.db import connection, connections

    file(0)
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]
    together = multiprocessing.get_context("fork")
    start, rates = together.Barrier(WRITERS), together.Queue()
    writers = [
        together.Process(target=keep_filing, args=(file, seconds, work, start, rates)) for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    total = sum(rates.get() for _ in writers)
    for writer in writers:
        writer.join()
    return total


def keep_filing(
    file: Callable[[float], None], seconds: float, work: float, start: Barrier, rates: Queue[float]
) -> None:
    from django.db import connections

    file(work)
    start.wait()
    rates.put(rate_of(lambda: file(work), seconds))
    connections.close_all()


def rate_of(work: Callable[[], None], seconds: float) -> float:
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        work()
        count += 1
    return count / (time.perf_counter() - began)


def write_rows() -> None:
    """What a small filing writes beside its entry: a record, and word of it to two people."""
    from aboveboard.journeys.models import SweepRun
    from aboveboard.notices.services.outbox import send_notice
    from aboveboard.notices.targets import ToPerson
    from aboveboard.web import clock

    now = clock.now()
    record = SweepRun.objects.create(on=now.date(), started_at=now)
    send_notice(
        actor=ACTOR,
        now=now,
        to=[ToPerson(1), ToPerson(2)],
        kind="benchmark",
        key=str(record.pk),
        subject="Something was filed",
        body="Please read it.",
    )


if __name__ == "__main__":
    main()
