from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "aboveboard.personnel"
    label = "personnel"
    verbose_name = "Personnel files"

    def ready(self) -> None:
        from aboveboard.ledger import sources
        from aboveboard.personnel.selectors.records import Looks, forget_file_entries
        from aboveboard.rules.access import STAFF, Holds
        from aboveboard.rules.personnel_files import OPENERS
        from aboveboard.web import menu

        sources.register_source(Looks())
        sources.register_companion("personnel", forget_file_entries)
        menu.add(
            menu.Entry("My file", "personnel:my_file", STAFF, order=50),
            menu.Entry("Open a file", "personnel:find", Holds(*OPENERS), order=70),
        )
