import os

import pytest
from django.db import connection

from aboveboard.people.models import School


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_was_asked_to(request):
    School.objects.create(key="oak", name="Oak Primary School")
    assert connection.vendor == request.config.option.database
    assert School.objects.get().name == "Oak Primary School"


@pytest.mark.postgresql
def test_a_test_can_start_postgresql_by_itself():
    import psycopg
    from tests.postgresql import new_database

    with psycopg.connect(new_database(f"frame_{os.getpid()}")) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
