"""Verifying the whole ledger: one pass over the leaves, a batch at a time, from which everything else is rebuilt.

Nothing that is checked is trusted: the pass reads the entries, never the stored nodes, and compares what it
works out with the nodes, the frontier and every checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from aboveboard.ledger.durability import list_weaknesses
from aboveboard.ledger.findings import Finding, Findings
from aboveboard.ledger.guards import missing
from aboveboard.ledger.models import Entry, Head, Log, Node
from aboveboard.ledger.pure.merkle import Frontier, MerkleError, is_kept
from aboveboard.ledger.pure.merkle import Node as TreeNode
from aboveboard.ledger.tree import frontier_of
from aboveboard.ledger.verifying_checkpoints import CheckpointCheck
from aboveboard.ledger.verifying_entries import EntryCheck, check_nothing_is_left, check_records

BATCH = 1000


@dataclass(frozen=True)
class Report:
    """What verifying found. `figures` counts what was looked at; a ledger is sound when there are no findings."""

    at: datetime
    findings: tuple[Finding, ...]
    figures: dict[str, int]

    @property
    def is_sound(self) -> bool:
        return not self.findings


def verify(
    *,
    now: datetime,
    external_checkpoints: Sequence[bytes] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Check all seven assertions on every log. Changes nothing, and may run while others file.

    `external_checkpoints` are signed notes from outside (mailed to the union or auditor). `progress` is told how many
    entries have been looked at, of how many. Memory does not grow with the ledger.
    """
    findings = Findings()
    figures = dict.fromkeys(("logs", "entries", "parts", "nodes", "checkpoints", "records"), 0)
    heads = list(Head.objects.select_related("log").order_by("log_id"))
    total, done = sum(head.size for head in heads), 0
    checks = CheckpointCheck(findings, [head.log for head in heads], external_checkpoints)
    for head in heads:
        for size in _verify_log(head, checks, findings, figures):
            progress(done + size, total)
        done += head.size
    headless = Log.objects.exclude(pk__in=[head.log_id for head in heads])
    for log in headless:
        findings.add(1, f"The log {log.origin} has lost its head.")
    check_records({head.log_id: head.size for head in heads}, findings, figures)
    check_nothing_is_left(now, findings)
    for name in missing(connection):
        findings.add(7, f"The guard {name} is missing.", "Run `aboveboard migrate`, which puts it back.")
    for weakness in list_weaknesses(connection):
        findings.add(7, weakness.what, weakness.mend)
    figures |= {"logs": len(heads)} | ({"lost": checks.lost} if checks.lost else {})
    return Report(now, findings.all(), figures)


def _verify_log(
    head: Head, checks: CheckpointCheck, findings: Findings, figures: dict[str, int]
) -> Iterator[int]:
    """Yields how many entries have been looked at."""
    log, frontier = head.log, Frontier()
    entries = EntryCheck(log, findings, figures)
    checks.begin(log)
    while frontier.size < head.size:
        end = min(frontier.size + BATCH, head.size)
        leaves = entries.read(frontier.size, end)
        if leaves is None:
            return
        start, completed = frontier.size, []
        for stop in sorted({*checks.sizes_between(start, end), end}):
            frontier, nodes = frontier.extend(leaves[frontier.size - start : stop - start])
            completed += nodes
            checks.compare(frontier)
        figures["nodes"] += _compare_nodes(log, start, end, completed, findings)
        figures["checkpoints"] += checks.finish_batch()
        yield end
    _compare_head(head, frontier, findings)
    checks.check_beyond(log)
    _check_nothing_beyond(log, findings)


def _compare_head(head: Head, frontier: Frontier, findings: Findings) -> None:
    try:
        agrees = frontier_of(head) == frontier
    except MerkleError:
        agrees = False
    if not agrees:
        findings.add(2, f"The head of {head.log.origin} is not that of its {head.size} entries.")


def _compare_nodes(log: Log, start: int, end: int, completed: list[TreeNode], findings: Findings) -> int:
    """Compares the stored nodes whose last leaf is in this batch with those worked out; returns their number."""
    expected = {(node.level, node.offset): node.hash for node in completed if is_kept(node.level)}
    for level in range(4, 64, 4):
        first, last = start >> level, end >> level
        if last == 0:
            break
        for node in Node.objects.filter(log=log, level=level, index__gte=first, index__lt=last).iterator():
            if expected.pop((level, node.index), None) != node.hash:
                findings.add(2, f"Node {node} of {log.origin} is not what the entries below it give.")
    for level, offset in expected:
        findings.add(2, f"Node {level}/{offset} of {log.origin} is missing.")
    return sum(is_kept(node.level) for node in completed)


def _check_nothing_beyond(log: Log, findings: Findings) -> None:
    """What lies beyond the head. The head is read after it, so that an append meanwhile is no finding."""
    last = Entry.objects.filter(log=log).aggregate(last=Max("index"))["last"]
    nodes = list(Node.objects.filter(log=log).values_list("level").annotate(last=Max("index")))
    lowest = Entry.objects.filter(log=log, index__lt=0).exists()
    size = Head.objects.get(log=log).size
    if last is not None and last >= size:
        findings.add(1, f"Entry {last} of {log.origin} lies beyond the head, which ends at {size}.")
    if lowest:
        findings.add(1, f"An entry of {log.origin} lies before the first.")
    for level, offset in nodes:
        if not (level > 0 and is_kept(level)):
            findings.add(2, f"Nodes of level {level} of {log.origin} are stored, which is never done.")
        elif (offset + 1) << level > size:
            findings.add(2, f"Node {level}/{offset} of {log.origin} lies beyond the head.")
