"""Whether this process can serve: what `/readyz` answers to whatever decides where requests go."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from aboveboard.ledger import guards
from aboveboard.ledger.keys import KeyFileError, key_path, load_key
from aboveboard.ledger.selectors.refusal import get_refusal


def list_faults() -> list[str]:
    """What keeps the service from serving, in words that give nothing away; empty when it is ready.

    The ledger's key may be absent before the first filing; a key that is there must be usable.
    """
    try:
        faults = [] if is_migrated() else ["the database is not migrated"]
        if not faults and guards.missing(connection):
            faults.append("the ledger is not guarded")
    except DatabaseError:
        return ["the database does not answer"]
    try:
        if key_path().exists():
            load_key(key_path())
    except KeyFileError:
        faults.append("the ledger's key cannot be used")
    if get_refusal():
        faults.append("the ledger does not verify")
    return faults


def is_migrated() -> bool:
    """Whether the database has every table as this version of the code knows it. Raises DatabaseError."""
    return _latest_migrations() <= set(MigrationRecorder(connection).applied_migrations())


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
