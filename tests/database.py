"""`pytest --database postgresql`: what touches the database, once more, on PostgreSQL.

Left out there: browser tests, the matrix and whatever else says the same on both (marker `one_database`), tests
that start PostgreSQL themselves (marker `postgresql`), and tests that touch no database.
"""

import os
from collections.abc import Generator

import pytest

NEEDS_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
RUN_ONCE = ("browser", "one_database", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    # Before pytest-django loads the settings, which read DATABASE_URL.
    if early_config.known_args_namespace.database == "postgresql":
        from tests.postgresql import server_url

        os.environ["DATABASE_URL"] = server_url()
    else:
        os.environ.pop("DATABASE_URL", None)
    return (yield)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.database != "postgresql":
        return

    def wanted(item: pytest.Item) -> bool:
        if any(item.get_closest_marker(marker) for marker in RUN_ONCE):
            return False
        names = set(getattr(item, "fixturenames", ()))
        return item.get_closest_marker("django_db") is not None or bool(names & NEEDS_DATABASE)

    kept = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
