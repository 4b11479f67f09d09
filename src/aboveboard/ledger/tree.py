"""The open log, its head, and the nodes of its tree as the database keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.conf import settings
from django.db import connection

from aboveboard.ledger.models import Head, Log, LogState
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import Frontier, Position, ReadNodes
from aboveboard.ledger.pure.notes import check_name
from aboveboard.ledger.pure.references import make_reference

_GAP = 16
"""Reading so many that are not wanted costs less than another question."""


class NoLogError(LedgerError):
    """Nothing has been filed yet."""


def get_open_log() -> Log:
    """The log that is filed into; raises `NoLogError` before the first filing."""
    log = Log.objects.filter(state=LogState.OPEN.value).first()
    if log is None:
        raise NoLogError("Nothing has been filed in this ledger yet.")
    return log


def open_first_log() -> Log:
    """The log that is filed into, opened now if there is none. Two processes that open it at once agree."""
    found = Log.objects.filter(state=LogState.OPEN.value).first()
    if found is not None:
        return found
    name = getattr(settings, "LEDGER_ORIGIN", "") or f"aboveboard/{make_reference().lower()}"
    Log.objects.bulk_create([Log(origin=check_name(name))], ignore_conflicts=True)
    log = get_open_log()
    Head.objects.bulk_create([Head(log=log)], ignore_conflicts=True)
    return log


def lock_head() -> Head:
    """The head of the log that is filed into, locked until the transaction ends."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_HEAD + (" FOR UPDATE" if connection.features.has_select_for_update else ""))
            found = cursor.fetchone()
        if found is not None:
            log_id, size, frontier, origin, state, predecessor_id = found
            log = Log(pk=log_id, origin=origin, state=state, predecessor_id=predecessor_id)
            return Head(log=log, size=size, frontier=bytes(frontier))
        open_first_log()


def move_head(head: Head, to: Frontier) -> bool:
    """Write where a locked head has moved to; False if it was moved by somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_head SET size = %s, frontier = %s WHERE log_id = %s AND size = %s",
            [to.size, to.to_bytes(), head.log_id, head.size],
        )
        return bool(cursor.rowcount == 1)


# Written out, as what follows it under the lock is: whoever files next waits for it.
_HEAD = (
    "SELECT log_id, size, frontier, origin, state, predecessor_id FROM ledger_head"
    " JOIN ledger_log ON ledger_log.id = ledger_head.log_id WHERE state = 'open'"
)


def frontier_of(head: Head) -> Frontier:
    return Frontier.from_bytes(head.size, head.frontier)


def node_reader(log: Log) -> ReadNodes:
    """Reads the kept nodes of a log for a proof: in one query, and without Django's models, for it is asked often."""

    def read(wanted: Collection[Position]) -> Mapping[Position, bytes]:
        parts, parameters = [], []
        for level, first, last in _runs(wanted):
            parts.append(_NODES if level else _LEAVES)
            parameters += [log.pk, level, first, last] if level else [log.pk, first, last]
        if not parts:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            return {Position(level, offset): bytes(digest) for level, offset, digest in cursor.fetchall()}

    return read


_LEAVES = 'SELECT 0, "index", leaf_hash FROM ledger_entry WHERE log_id = %s AND "index" BETWEEN %s AND %s'
_NODES = 'SELECT level, "index", hash FROM ledger_node WHERE log_id = %s AND level = %s AND "index" BETWEEN %s AND %s'


def _runs(wanted: Collection[Position]) -> Iterator[tuple[int, int, int]]:
    """The positions as (level, first, last), with few in between that are not wanted."""
    level = first = last = -1
    for position in sorted(wanted):
        if position[0] == level and position[1] - last <= _GAP:
            last = position[1]
            continue
        if level >= 0:
            yield level, first, last
        level, first = position
        last = first
    if level >= 0:
        yield level, first, last
