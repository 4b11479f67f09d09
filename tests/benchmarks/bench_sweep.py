"""How long the daily sweep takes: 100,000 declarations held, 1,000 of them due. Target: under 10 seconds.

`python -m tests.benchmarks.bench_sweep postgresql` measures the same on PostgreSQL.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from tests.benchmarks.service import fresh_service, show

ON = date(2026, 11, 26)
DUE_BY_DAY, DUE_BY_ROSTER = 500, 500


def main() -> None:
    database = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    with fresh_service(database):
        from tests.benchmarks.largest_desk import load_declarations
        from tests.benchmarks.largest_trust import load_people

        from aboveboard.declarations.models import Declaration
        from aboveboard.journeys.services.sweep.run import run_sweep
        from aboveboard.people.models import Enrolment, ParentLink
        from aboveboard.rules.actor import SystemActor

        def sweep(day: date) -> tuple[float, str]:
            started = time.perf_counter()
            words = run_sweep(actor=SystemActor("sweep"), now=datetime.combine(day, time_of_day(10), UTC))
            return time.perf_counter() - started, words

        trust = load_people(on=ON)
        held = load_declarations(trust, on=ON)
        Declaration.objects.filter(pk__in=held[:DUE_BY_DAY]).update(look_again_on=ON)
        # The pupils of these parents have left: their declarations close.
        parents = (
            Declaration.objects.filter(matched_person__isnull=False, pk__in=held[DUE_BY_DAY:])
            .order_by("pk")
            .values_list("matched_person_id", flat=True)[: DUE_BY_ROSTER // 2]
        )
        pupils = ParentLink.objects.filter(parent_id__in=set(parents)).values_list("pupil_id", flat=True)
        Enrolment.objects.filter(person_id__in=set(pupils)).update(until_on=ON - timedelta(days=6))
        first, said = sweep(ON)
        second, said_again = sweep(ON)
        show({"seconds to sweep 100,000 declarations held, about 1,000 due": first})
        print(f"{'':>14}{said}")
        show({"seconds to sweep again, with nothing due": second})
        print(f"{'':>14}{said_again}")


if __name__ == "__main__":
    main()
