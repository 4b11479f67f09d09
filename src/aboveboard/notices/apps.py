from datetime import time

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "aboveboard.notices"
    label = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from aboveboard.ledger.sources import register_companion, register_source
        from aboveboard.notices import jobs
        from aboveboard.notices.banner import alert_banner
        from aboveboard.notices.services.digest import send_monday_lists
        from aboveboard.notices.services.keeping import delete_old_notices
        from aboveboard.notices.services.records import (
            AcknowledgedAlerts,
            AlertsTakenAway,
            NoticesAbout,
            RaisedAlerts,
        )
        from aboveboard.rules.access import SignedIn
        from aboveboard.web import menu, urgent

        menu.add(menu.Entry("Notices", "notices:mine", SignedIn(), order=10, place=menu.Place.PERSON))
        urgent.add(alert_banner)
        register_source(RaisedAlerts())
        register_companion("notices", NoticesAbout().forget)
        register_source(AcknowledgedAlerts())
        register_source(AlertsTakenAway())
        jobs.register("monday_list", jobs.Mondays(time(7, 0)), send_monday_lists)
        jobs.register("delete_old_notices", jobs.Daily(time(3, 30)), delete_old_notices)
