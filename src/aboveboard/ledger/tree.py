"""The open log, its head, and the nodes of its tree as the database keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.conf import settings

from aboveboard.ledger.models import Entry, Head, Log, LogState, Node
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.merkle import Frontier, Position, ReadNodes
from aboveboard.ledger.pure.notes import check_name
from aboveboard.ledger.pure.references import make_reference


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
