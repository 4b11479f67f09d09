"""Assertion 4: every filed record has its entry, and every entry its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from django.db.models import QuerySet

from aboveboard.ledger.findings import Findings
from aboveboard.ledger.models import Entry
from aboveboard.ledger.sources import RecordSource, list_sources

_RECORDS_AT_ONCE = 500
_NAMED_AT_ONCE = 100_000


def check_records(sizes: Mapping[int, int], findings: Findings, figures: dict[str, int]) -> None:
    """Assertion 4, for every registered kind of record. `sizes` says how far each log (by id) is to be looked at."""
    for source in list_sources():
        recorded = _Tally()
        for references in _batches(source):
            figures["records"] += len(references)
            found = {entry.reference: entry for entry in _entries_of(references)}
            for reference in references:
                entry = found.get(reference)
                if entry is None:
                    findings.add(4, f"The record {reference} ({source.kind}) is not in the ledger.")
                elif entry.kind != source.kind:
                    findings.add(
                        4, f"{reference} was filed as {entry.kind}, and its record is of {source.kind}."
                    )
                elif entry.erased_by_index is None and entry.index < sizes.get(entry.log_id, 0):
                    recorded.add(reference)
        filed = _Tally()
        for reference in _filed_as(source.kind, sizes):
            filed.add(reference)
        if recorded != filed:
            _name_the_difference(source, sizes, findings)


@dataclass
class _Tally:
    """Tells two collections apart, whatever their order, without holding either in memory."""

    count: int = 0
    total: int = 0

    def add(self, reference: str) -> None:
        self.count += 1
        self.total += _digest(reference)


def _entries_of(references: Sequence[str]) -> QuerySet[Entry]:
    columns = ("reference", "kind", "log_id", "index", "erased_by_index")
    return Entry.objects.filter(reference__in=references).only(*columns)


def _filed_as(kind: str, sizes: Mapping[int, int]) -> Iterator[str]:
    for log, size in sizes.items():
        entries = Entry.objects.filter(log=log, index__lt=size, kind=kind, erased_by_index__isnull=True)
        yield from entries.values_list("reference", flat=True).iterator()


def _name_the_difference(source: RecordSource, sizes: Mapping[int, int], findings: Findings) -> None:
    """Only when the two differ are references held in memory, and no more than so many at once."""
    rounds = 1 + sum(1 for _ in source.iterate()) // _NAMED_AT_ONCE
    for number in range(rounds):

        def is_due(reference: str, number: int = number) -> bool:
            return rounds == 1 or _digest(reference) % rounds == number

        recorded: set[str] = set()
        for reference in filter(is_due, source.iterate()):
            if reference in recorded:
                findings.add(4, f"Two records say that they were filed as {reference}.")
            recorded.add(reference)
        for reference in filter(is_due, _filed_as(source.kind, sizes)):
            if reference not in recorded:
                findings.add(4, f"{reference} was filed as {source.kind}, and its record is gone.")


def _digest(reference: str) -> int:
    return int.from_bytes(sha256(reference.encode()).digest(), "big")


def _batches(source: RecordSource) -> Iterator[list[str]]:
    references = source.iterate()
    while batch := list(islice(references, _RECORDS_AT_ONCE)):
        yield batch
