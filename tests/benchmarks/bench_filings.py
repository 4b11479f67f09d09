"""Declarations filed a second through the real service, paper, seal and notices included, on both databases.

python -m tests.benchmarks.bench_filings prints figures, and never fails on time.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from tests.benchmarks.service import fresh_service, show

SECONDS = 6.0
WRITERS = (1, 8)
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measure(database: str) -> None:
    """All figures of one database. Once a process, for Django reads its settings once."""
    with fresh_service(database):
        from django.db import connection, connections
        from tests.people_of_a_school import make_holders, make_person

        from aboveboard.people.models import Trust
        from aboveboard.rules.actor import Role

        Trust.objects.get_or_create(pk=1, defaults={"name": "A Trust"})
        make_holders()
        people = [make_person(f"Writer {n}", roles=(Role.STAFF_MEMBER,)).pk for n in range(max(WRITERS))]
        together = multiprocessing.get_context("fork")
        for count in WRITERS:
            connections.close_all()
            if connection.vendor == "postgresql":
                connection.close_pool()  # type: ignore[attr-defined]
            start, filed = together.Barrier(count), together.Queue()
            writers = [
                together.Process(target=write, args=(person, start, filed)) for person in people[:count]
            ]
            for writer in writers:
                writer.start()
            rate = sum(filed.get() for _ in writers)
            for writer in writers:
                writer.join()
            show({f"filed a second by {count} at once on {DATABASES[database]}": rate})


def write(person_id: int, start: Barrier, filed: Queue[float]) -> None:
    """File for some seconds, once everybody has filed a first one; then say how many a second it was."""
    from django.db import connections
    from tests.declarations.declared import SIGNED, told_of

    from aboveboard.declarations.services.submit import submit_declarations
    from aboveboard.people.models import Engagement, Person
    from aboveboard.people.selectors.actors import get_actor_by_id
    from aboveboard.people.selectors.trust import get_trust
    from aboveboard.rules.calendar import uk_date
    from aboveboard.web import clock

    now = clock.now()
    actor = get_actor_by_id(person_id, on=uk_date(now))
    school = Engagement.objects.get(person=person_id).school_id
    told = told_of(Person.objects.get(pk=person_id), now=now)
    entry = told.prepared(school_id=school, trust=get_trust()).entry
    assert entry

    def file() -> None:
        submit_declarations(actor=actor, entries=[entry], signature=SIGNED, now=now)

    file()
    start.wait()
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        file()
        count += 1
    filed.put(count / (time.perf_counter() - began))
    connections.close_all()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        for name in DATABASES:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_filings", name], check=True)
