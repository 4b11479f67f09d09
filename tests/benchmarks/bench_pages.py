"""The most used pages with the largest trust loaded: processor time, queries and how long the slowest take.

python -m tests.benchmarks.bench_pages [--profile PATH] prints figures, and never fails on time. The target is 12 ms
of processor time for a list of 25. What the test's own client costs (about half a millisecond) is in the figures.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from dataclasses import dataclass
from datetime import datetime

from tests.benchmarks.service import fresh_service, show

ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as somebody asks for it; `person` is an index of the largest trust's staff."""

    name: str
    path: str
    person: int


def main() -> None:
    with fresh_service():
        from django.core.management import call_command

        from aboveboard.web import clock

        call_command("collectstatic", interactive=False, verbosity=0)
        now = clock.now()
        visits = load(now)
        print(f"{'CPU ms':>8} {'p95 ms':>8} {'queries':>8} {'kB':>6}")
        for visit in visits:
            measure(visit)
        if "--profile" in sys.argv:
            wanted = sys.argv[sys.argv.index("--profile") + 1]
            profile(next(visit for visit in visits if visit.path.startswith(wanted)))


def load(now: datetime) -> list[Visit]:
    """The largest trust, and the visits to be paid in it."""
    from tests.benchmarks.largest_trust import SCHOOLS, load_people
    from tests.benchmarks.largest_trust_declarations import TEACHER, load_declarations

    from aboveboard.declarations.models import Declaration
    from aboveboard.people.models import Person
    from aboveboard.rules.calendar import uk_date

    started = time.perf_counter()
    trust = load_people(on=uk_date(now))
    load_declarations(trust, now=now)
    show({"seconds to load the largest trust": time.perf_counter() - started})
    manager, human_resources, teacher = 0, 4 * SCHOOLS, TEACHER
    mine = Declaration.objects.filter(person_id=trust.staff[teacher]).latest("pk")
    theirs = Declaration.objects.filter(school_id=trust.schools[manager], state="new").latest("pk")
    named = Person.objects.get(pk=trust.staff[500]).family_name
    del mine, theirs
    return [
        Visit("can I, first page", "/ask/", teacher),
        Visit("my file", "/my-file", teacher),
        Visit("open a file, found by name", f"/files?q={named}", human_resources),
        Visit("open a file, half the trust found", "/files?q=Smith", human_resources),
        Visit("notices, 20,000 of them", "/notices/", manager),
        Visit("my account", "/account/", teacher),
    ]


def measure(visit: Visit) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(visit.person)
    size = len(fetch(client, visit.path))
    with CaptureQueriesContext(connection) as queries:
        fetch(client, visit.path)
    asked = len(queries)  # later visits empty the log
    walls = []
    started = time.process_time()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        fetch(client, visit.path)
        walls.append(time.perf_counter() - begun)
    spent = (time.process_time() - started) / ROUNDS * 1000
    slow = sorted(walls)[int(ROUNDS * 0.95) - 1] * 1000
    print(f"{spent:>8.1f} {slow:>8.1f} {asked:>8} {size / 1000:>6.0f}  {visit.name}", flush=True)


def profile(visit: Visit) -> None:
    """Where the time of one page goes."""
    client = client_of(visit.person)
    fetch(client, visit.path)
    with cProfile.Profile() as watched:
        for _ in range(ROUNDS):
            fetch(client, visit.path)
    pstats.Stats(watched).sort_stats("tottime").print_stats(25)


def client_of(person: int):  # type: ignore[no-untyped-def]
    from django.test import Client

    from aboveboard.people.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.order_by("person_id")[person])
    return client


def fetch(client, path: str) -> bytes:  # type: ignore[no-untyped-def]
    response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    body: bytes = response.content
    return body


if __name__ == "__main__":
    main()
