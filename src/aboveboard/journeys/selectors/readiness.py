"""Whether this process can serve: what `/readyz` answers to whatever decides where requests go."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from aboveboard.ledger import guards
from aboveboard.ledger.keys import KeyFileError, key_path, load_key
from aboveboard.ledger.tree import is_stopped

STOPPED = (
    "records filed after the backup may be missing, so nothing can be filed: run aboveboard ledger close, after "
    "aboveboard ledger known-checkpoint for each checkpoint that somebody outside holds"
)


def list_faults() -> list[str]:
    """What keeps the service from serving, in words that give nothing away; empty when it is ready.

    The ledger's key may be absent before the first filing; a key that is there must be usable.
    """
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        faults = [] if _latest_migrations() <= applied else ["the database is not migrated"]
        if not faults and guards.missing(connection):
            faults.append("the ledger is not guarded")
        if not faults and is_stopped():
            faults.append(STOPPED)
    except DatabaseError:
        return ["the database does not answer"]
    try:
        if key_path().exists():
            load_key(key_path())
    except KeyFileError:
        faults.append("the ledger's key cannot be used")
    return faults


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
