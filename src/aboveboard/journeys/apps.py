from datetime import time, timedelta

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "aboveboard.journeys"
    label = "journeys"
    verbose_name = "Journeys"

    def ready(self) -> None:
        from functools import partial

        from aboveboard.journeys.selectors.ledger import VERIFYING
        from aboveboard.journeys.services.rerouting import bring_to_recipients
        from aboveboard.journeys.services.sweep.run import run_sweep
        from aboveboard.journeys.services.verifying import verify_ledger
        from aboveboard.notices import jobs
        from aboveboard.rules.access import Holds
        from aboveboard.rules.actor import Role
        from aboveboard.rules.administration import MAY_TAKE_IN_ROSTERS
        from aboveboard.web import clock, menu

        # A chair that changes hands in the morning is not empty until the next sweep.
        jobs.register("recipients", jobs.Hourly(), bring_to_recipients)
        jobs.register(
            VERIFYING, jobs.Daily(time(2, 30)), verify_ledger, lease=timedelta(hours=6), after_a_crash=True
        )
        # Before the Monday lists go out, so that they say what the sweep has found.
        sweep = partial(run_sweep, read_clock=clock.now)
        jobs.register("sweep", jobs.Daily(time(5, 0)), sweep, lease=timedelta(hours=2))
        menu.add(menu.Entry("Ledger", "journeys:ledger", Holds(Role.AUDITOR), order=210))
        menu.add(menu.Entry("Rosters", "journeys:rosters", Holds(*MAY_TAKE_IN_ROSTERS), order=205))
        menu.add(menu.Entry("Status", "journeys:status", Holds(Role.ADMINISTRATOR), order=220))
