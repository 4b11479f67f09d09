from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "aboveboard.declarations"
    label = "declarations"
    verbose_name = "Declarations"
