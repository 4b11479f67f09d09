import os
import subprocess
import sys

import psycopg
import pytest
from tests.architecture.rooms import ROOT
from tests.postgresql import new_database

from aboveboard.config.management.commands.database_roles import database_roles

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of one database, migrated by its owner, for `owner` and for `application`."""
    owner, application = (f"{role}_{os.getpid()}" for role in ("owner", "application"))
    superuser = new_database(f"roles_{os.getpid()}")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(database_roles(owner, application))  # type: ignore[arg-type]
    scheme, _, rest = superuser.partition("://")
    place = rest.partition("@")[2]
    found = {"owner": f"{scheme}://{owner}@{place}", "application": f"{scheme}://{application}@{place}"}
    environment = os.environ | {
        "PYTHONPATH": "src",
        "DATABASE_URL": found["owner"],
        "ABOVEBOARD_DATA": str(tmp_path_factory.mktemp("roles")),
        "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.test",
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=environment,
        cwd=os.fspath(ROOT),
        check=True,
    )
    return found


def test_the_application_reads_and_writes_rows(addresses):
    with psycopg.connect(addresses["application"]) as connection:
        connection.execute(
            "INSERT INTO people_school (key, name, urn, establishment, phase, telephone, safeguarding_telephone)"
            " VALUES ('elm', 'Elm School', '', '', '', '', '')"
        )
        assert connection.execute("SELECT name FROM people_school").fetchall() == [("Elm School",)]


@pytest.mark.parametrize(
    "attempt",
    [
        "DROP TRIGGER ledger_guard_entry_delete ON ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP FUNCTION ledger_guard_refuse() CASCADE",
        "CREATE OR REPLACE FUNCTION ledger_guard_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN OLD; END $$",
        "TRUNCATE ledger_entry CASCADE",
        "DROP TABLE ledger_entry CASCADE",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_cannot_take_its_own_guards_down(addresses, attempt):
    with (
        psycopg.connect(addresses["application"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attempt)


def test_the_container_makes_the_roles_that_the_command_prints():
    statements = [
        line
        for line in database_roles("aboveboard_owner", "aboveboard").splitlines()
        if not line.startswith("--")
    ]
    assert "\n".join(statements) in (ROOT / "deploy" / "make-database-roles.sh").read_text()
