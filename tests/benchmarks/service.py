"""A service of its own to measure: production-like settings, a data folder that goes away, SQLite or PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fresh_service(database: str = "sqlite") -> Iterator[None]:
    """Django set up on an empty, migrated database. Once a process: Django reads its settings once."""
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as folder:
        os.environ["ABOVEBOARD_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.config.settings.demo"
        os.environ.pop("DATABASE_URL", None)
        if database == "postgresql":
            from tests.postgresql import new_database

            os.environ["DATABASE_URL"] = new_database("bench")
        import django
        from django.core.management import call_command
        from django.db import connections

        from aboveboard.web.memory import settle

        django.setup()
        settle()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


def show(figures: dict[str, float]) -> None:
    """Print figures as every benchmark does: the number, then what it is."""
    for name, figure in figures.items():
        print(f"{figure:>12,.1f}  {name}", flush=True)
