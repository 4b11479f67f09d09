"""What `aboveboard check --database default` says of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections

from aboveboard.ledger import guards


def check_guards(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """An error for each database that has the ledger's tables and lacks a guard of theirs."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        tables = set(connection.introspection.table_names())
        absent = guards.missing(connection) if tables.issuperset(guards.GUARDED) else []
        if absent:
            found.append(
                Error(
                    f"The ledger is not guarded: {', '.join(absent)} missing.",
                    hint="Run `aboveboard migrate`, which puts the guards back, then `aboveboard ledger verify`.",
                    id="ledger.E001",
                )
            )
    return found
