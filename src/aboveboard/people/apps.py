from datetime import time

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "aboveboard.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from aboveboard.ledger import sources
        from aboveboard.notices import directory, jobs
        from aboveboard.people.selectors.directory import PeopleDirectory
        from aboveboard.people.services.checkpoint_letters import mail_checkpoints
        from aboveboard.people.services.decisions import ALL_KINDS, DecisionSource
        from aboveboard.people.services.witnessing import have_witnesses_asked
        from aboveboard.rules.access import Holds, SignedIn
        from aboveboard.rules.actor import Role
        from aboveboard.rules.administration import KEEP_THEM_DAILY, MAY_READ_SETTINGS
        from aboveboard.web import menu

        menu.add(
            menu.Entry("Agreed platforms", "people:platforms", SignedIn(), order=80),
            # Administrators, whose header is full, come to it from "Staff and roles".
            menu.Entry("Supply and visitors", "people:bookings", Holds(*KEEP_THEM_DAILY), order=90),
            menu.Entry("Settings", "people:settings", Holds(*MAY_READ_SETTINGS), order=200),
            menu.Entry("Proof outside", "people:outside", Holds(Role.ADMINISTRATOR), order=215),
            menu.Entry("Staff and roles", "people:roles", Holds(Role.ADMINISTRATOR), order=210),
            menu.Entry("Your account", "people:account", SignedIn(), order=20, place=menu.Place.PERSON),
        )
        directory.register(PeopleDirectory())
        jobs.register("mail_checkpoints", jobs.Daily(time(7, 0)), mail_checkpoints)
        jobs.register("ask_witnesses", jobs.EveryMinute(), have_witnesses_asked)
        for kind in ALL_KINDS:
            sources.register_source(DecisionSource(kind))
