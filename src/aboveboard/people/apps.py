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

        directory.register(PeopleDirectory())
        for kind in ALL_KINDS:
            sources.register_source(DecisionSource(kind))
