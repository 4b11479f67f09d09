from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "aboveboard.people"
    label = "people"
    verbose_name = "People"
