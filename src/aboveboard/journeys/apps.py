from datetime import time, timedelta

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "aboveboard.journeys"
    label = "journeys"
    verbose_name = "Journeys"

    def ready(self) -> None:
        from aboveboard.journeys.services.verifying import verify_ledger
        from aboveboard.notices import jobs
        from aboveboard.rules.access import Holds
        from aboveboard.rules.actor import Role
        from aboveboard.web import menu

        jobs.register("verify_ledger", jobs.Daily(time(2, 30)), verify_ledger, lease=timedelta(hours=6))
        menu.add(menu.Entry("Status", "journeys:status", Holds(Role.ADMINISTRATOR), order=90))
