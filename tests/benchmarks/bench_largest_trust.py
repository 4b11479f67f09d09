"""How long the largest trust takes to load in bulk, and what asking for somebody's roles costs in it."""

import time
from datetime import date

from tests.benchmarks.service import fresh_service, show


def main() -> None:
    with fresh_service():
        from tests.benchmarks.largest_trust import load_people

        from aboveboard.people.models import Person
        from aboveboard.people.selectors.actors import get_actor

        on = date(2026, 11, 23)
        started = time.process_time()
        trust = load_people(on=on)
        show(
            {
                "CPU seconds to load 90 schools, 11,000 staff, 65,000 pupils, 50,000 parents": time.process_time()
                - started
            }
        )
        people = list(Person.objects.filter(pk__in=trust.staff[:500]))
        started = time.process_time()
        for person in people:
            get_actor(person, on=on)
        show(
            {
                "CPU milliseconds to find out who somebody is today": (time.process_time() - started)
                / 500
                * 1000
            }
        )


if __name__ == "__main__":
    main()
