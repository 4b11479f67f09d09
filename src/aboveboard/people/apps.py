from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "aboveboard.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from aboveboard.notices import directory
        from aboveboard.people.selectors.directory import PeopleDirectory

        directory.register(PeopleDirectory())
