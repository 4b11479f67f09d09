"""`aboveboard database-roles`."""

from __future__ import annotations

from typing import Annotated

from django_typer.management import TyperCommand
from psycopg import sql
from typer import Option

SCRIPT = """\
-- Run once, as a superuser of PostgreSQL, in the database of Aboveboard.
-- The owner runs `aboveboard migrate`, and nothing else; the web server and the worker sign in as the application,
-- which can read and write rows but cannot change a table, and so cannot take the ledger's guards down.
-- Give each a password, or let them in by another way: ALTER ROLE ... PASSWORD '...';
CREATE ROLE {owner} LOGIN;
CREATE ROLE {application} LOGIN;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO {owner};
GRANT USAGE ON SCHEMA public TO {application};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO {application};
"""


def database_roles(owner: str, application: str) -> str:
    """The SQL that makes the two roles, quoted for PostgreSQL."""
    return (
        sql.SQL(SCRIPT)
        .format(owner=sql.Identifier(owner), application=sql.Identifier(application))
        .as_string()
    )


class Command(TyperCommand):
    help = "Print the SQL that makes PostgreSQL's two roles: the owner of the tables, and the application."
    requires_system_checks = ()

    def handle(
        self,
        owner: Annotated[str, Option(help="The role that owns the tables.")] = "aboveboard_owner",
        application: Annotated[str, Option(help="The role of web server and worker.")] = "aboveboard",
    ) -> None:
        self.echo(database_roles(owner, application))
