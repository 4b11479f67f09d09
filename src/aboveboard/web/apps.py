from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "aboveboard.web"
    label = "web"
    verbose_name = "The shell of every page"

    def ready(self) -> None:
        from aboveboard.rules.access import Anyone
        from aboveboard.web import menu

        menu.add(
            menu.Entry("Accessibility", "web:accessibility", Anyone(), order=900, place=menu.Place.FOOTER)
        )
