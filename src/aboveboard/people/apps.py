from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "aboveboard.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from aboveboard.ledger import sources
        from aboveboard.notices import directory
        from aboveboard.people.selectors.directory import PeopleDirectory
        from aboveboard.people.services.decisions import ALL_KINDS, DecisionSource
        from aboveboard.rules.access import Holds, SignedIn
        from aboveboard.rules.actor import Role
        from aboveboard.rules.administration import MAY_READ_SETTINGS
        from aboveboard.web import menu

        menu.add(
            menu.Entry("Platforms", "people:platforms", SignedIn(), order=500),
            menu.Entry("Settings", "people:settings", Holds(*MAY_READ_SETTINGS), order=600),
            menu.Entry("Roles", "people:roles", Holds(Role.ADMINISTRATOR), order=700),
            menu.Entry("Your account", "people:account", SignedIn(), order=800),
        )
        directory.register(PeopleDirectory())
        for kind in ALL_KINDS:
            sources.register_source(DecisionSource(kind))
