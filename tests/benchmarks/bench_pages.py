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
    typed: dict[str, str] | None = None


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
    from tests.benchmarks.largest_desk import load_declarations
    from tests.benchmarks.largest_files import TEACHER, load_files
    from tests.benchmarks.largest_trust import SCHOOL_ROLES, SCHOOLS, load_people
    from tests.declarations.declared import TYPED

    from aboveboard.declarations.models import Declaration
    from aboveboard.declarations.services.drafts import start_draft
    from aboveboard.people.models import Person
    from aboveboard.people.selectors.actors import get_actor_by_id
    from aboveboard.rules.calendar import uk_date

    began, on = time.process_time(), uk_date(now)
    trust = load_people(on=on)
    held = load_declarations(trust, on=on)
    load_files(trust, held)
    show({"CPU seconds to load the largest trust": time.process_time() - began})
    manager, human_resources = 0, SCHOOLS * len(SCHOOL_ROLES)
    teacher = get_actor_by_id(trust.staff[TEACHER], on=on)
    mine = Declaration.objects.filter(person_id=teacher.person_id).latest("pk")
    theirs = Declaration.objects.filter(school_id=trust.schools[manager], state="new").latest("pk")
    school = f"school-{TEACHER % SCHOOLS}"
    draft = start_draft(
        actor=teacher, now=now, answers={**TYPED, "other_name": ["Jo Example"], "school": [school]}
    )
    found = {"q": Person.objects.get(pk=trust.staff[500]).family_name}
    return [
        Visit("home of a teacher", "/", TEACHER),
        Visit("home of an operations manager", "/", manager),
        Visit("can I, first page", "/ask/", TEACHER),
        Visit("declare, first page", "/declare/", TEACHER),
        Visit("declare, check and sign", f"/declare/{draft.pk}/check/", TEACHER),
        Visit("my declarations, 25 of 40", "/declarations/", TEACHER),
        Visit("my declaration", f"/declarations/{mine.reference}/", TEACHER),
        Visit("desk, 25 of what waits", "/desk/", manager),
        Visit("desk, 25 of all", "/desk/all/", manager),
        Visit("desk, one declaration", f"/desk/{theirs.reference}/", manager),
        Visit("rounds", "/desk/rounds/", manager),
        Visit("my file, 25 of 40", "/my-file", TEACHER),
        Visit("open a file, by name", "/files", human_resources, found),
        Visit("notices, 25 of 2,000", "/notices/", manager),
    ]


def measure(visit: Visit) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(visit.person)
    size = len(fetch(client, visit))
    with CaptureQueriesContext(connection) as queries:
        fetch(client, visit)
    asked = len(queries)  # later visits empty the log
    walls = []
    started = time.process_time()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        fetch(client, visit)
        walls.append(time.perf_counter() - begun)
    spent = (time.process_time() - started) / ROUNDS * 1000
    slow = sorted(walls)[int(ROUNDS * 0.95) - 1] * 1000
    print(f"{spent:>8.1f} {slow:>8.1f} {asked:>8} {size / 1000:>6.0f}  {visit.name}", flush=True)


def profile(visit: Visit) -> None:
    """Where the time of one page goes."""
    client = client_of(visit.person)
    fetch(client, visit)
    with cProfile.Profile() as watched:
        for _ in range(ROUNDS):
            fetch(client, visit)
    pstats.Stats(watched).sort_stats("tottime").print_stats(25)


def client_of(person: int):  # type: ignore[no-untyped-def]
    from django.test import Client

    from aboveboard.people.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.order_by("person_id")[person])
    return client


def fetch(client, visit: Visit) -> bytes:  # type: ignore[no-untyped-def]
    response = client.post(visit.path, visit.typed) if visit.typed else client.get(visit.path)
    assert response.status_code == 200, f"{visit.path} answered {response.status_code}"
    body: bytes = response.content
    return body


if __name__ == "__main__":
    main()
