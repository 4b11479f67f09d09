"""Tampering with the ledger behind its guards, and what verifying says of it."""

from contextlib import contextmanager

from django.db import connection

from aboveboard.ledger import guards
from aboveboard.ledger.verification import verify


@contextmanager
def behind_the_guards():
    guards.remove(connection)
    try:
        yield
    finally:
        guards.install(connection)


def findings(now, *, guards_too=False, **changes):
    found = [(finding.assertion, finding.what) for finding in verify(now=now, **changes).findings]
    return found if guards_too else [each for each in found if not each[1].startswith("The guard ")]


def assertions(now, **changes):
    return sorted({assertion for assertion, _ in findings(now, **changes)})
