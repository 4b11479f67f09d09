"""The same people through django-import-export, as its documentation says to do it fast. Run by bench_roster alone."""

import csv
import json
import sys
import time

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["import_export", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402


class Person(models.Model):
    source_id = models.CharField(max_length=255, unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)

    class Meta:
        app_label = "other"

    def __str__(self) -> str:
        return self.source_id


class Spell(models.Model):
    source_id = models.CharField(max_length=255, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    role = models.CharField(max_length=40)
    from_on = models.DateField()

    class Meta:
        app_label = "other"

    def __str__(self) -> str:
        return self.source_id


class PersonResource(resources.ModelResource):
    class Meta:
        model = Person
        import_id_fields = ("source_id",)
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        force_init_instance = True


class SpellResource(resources.ModelResource):
    person = fields.Field(attribute="person", widget=widgets.ForeignKeyWidget(Person, "source_id"))

    class Meta(PersonResource.Meta):
        model = Spell


def read(name: str, columns: dict[str, str]) -> tablib.Dataset:
    with open(f"{sys.argv[1]}/{name}.csv", encoding="utf-8", newline="") as file:
        rows = [tuple(row[theirs] for theirs in columns) for row in csv.DictReader(file)]
    return tablib.Dataset(*rows, headers=list(columns.values()))


with connection.schema_editor() as editor:
    editor.create_model(Person)
    editor.create_model(Spell)
started = time.perf_counter()
people = {"sourcedId": "source_id", "givenName": "given_name", "familyName": "family_name", "email": "email"}
spells = {"sourcedId": "source_id", "userSourcedId": "person", "role": "role", "beginDate": "from_on"}
PersonResource().import_data(read("users", people), raise_errors=True)
SpellResource().import_data(read("roles", spells), raise_errors=True)
assert Person.objects.count() == Spell.objects.count() == 76_000
print(json.dumps({"whole": time.perf_counter() - started}))
