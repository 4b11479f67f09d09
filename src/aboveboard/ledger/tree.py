"""The open log, its head, and the nodes of its tree as the database keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import connection

from aboveboard.ledger.models import Entry, Head, Log, LogState, Node
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import Frontier, Position, ReadNodes
from aboveboard.ledger.pure.notes import check_name
from aboveboard.ledger.pure.references import make_reference


class NoLogError(LedgerError):
    """Nothing has been filed yet."""


class StoppedError(LedgerError):
    """Nothing may be filed or signed now; the message says why and what to do."""

    def __init__(self) -> None:
        super().__init__(
            "Something that was filed may be missing here, so nothing is filed or signed until the ledger has been "
            "closed and another opened: `aboveboard ledger close`."
        )


def get_open_log() -> Log:
    """The log that is filed into; raises `NoLogError` before the first filing, `StoppedError` while it is stopped."""
    log = get_last_log()
    if log is None:
        raise NoLogError("Nothing has been filed in this ledger yet.")
    return _unless_stopped(log)


def get_last_log() -> Log | None:
    """The log that is open or stopped; None before the first filing."""
    return Log.objects.exclude(state=LogState.CLOSED.value).first()


def is_stopped() -> bool:
    """Whether nothing may be filed or signed, because something that was filed may be missing."""
    return Log.objects.filter(state=LogState.STOPPED.value).exists()


def open_first_log() -> Log:
    """The log that is filed into, opened now if there is none. Two processes that open it at once agree.

    Raises `StoppedError`.
    """
    last = get_last_log()
    if last is not None:
        return _unless_stopped(last)
    name = getattr(settings, "LEDGER_ORIGIN", "") or f"aboveboard/{make_reference().lower()}"
    Log.objects.bulk_create([Log(origin=check_name(name))], ignore_conflicts=True)
    log = get_open_log()
    Head.objects.bulk_create([Head(log=log)], ignore_conflicts=True)
    return log


def _unless_stopped(log: Log) -> Log:
    if log.state == LogState.STOPPED.value:
        raise StoppedError
    return log


def lock_head() -> Head:
    """The head of the log that is filed into, locked until the transaction ends. Raises `StoppedError`."""
    while True:
        log = open_first_log()
        head = Head.objects.select_for_update().get(log=log)
        head.log = log
        # Whoever waited for the lock may find the log closed, and another open. SQLite's writers wait at the beginning.
        if (
            not connection.features.has_select_for_update
            or Log.objects.filter(pk=log.pk, state=LogState.OPEN.value).exists()
        ):
            return head


def frontier_of(head: Head) -> Frontier:
    return Frontier.from_bytes(head.size, head.frontier)


def node_reader(log: Log) -> ReadNodes:
    """Reads the kept nodes of a log for a proof: one query a level."""

    def read(wanted: Collection[Position]) -> Mapping[Position, bytes]:
        by_level: dict[int, list[int]] = defaultdict(list)
        for position in wanted:
            by_level[position.level].append(position.offset)
        found: dict[Position, bytes] = {}
        for level, offsets in by_level.items():
            if level == 0:
                for entry in Entry.objects.filter(log=log, index__in=offsets).only("index", "leaf_hash"):
                    found[Position(0, entry.index)] = entry.leaf_hash
            else:
                for node in Node.objects.filter(log=log, level=level, index__in=offsets):
                    found[Position(level, node.index)] = node.hash
        return found

    return read
