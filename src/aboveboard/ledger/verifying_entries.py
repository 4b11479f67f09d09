"""Assertions 1, 3, 4 and 5: every entry is there, opens as it was committed to, and has its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from django.db.models import QuerySet

from aboveboard.ledger.findings import Findings
from aboveboard.ledger.kinds import ERASURE
from aboveboard.ledger.models import Entry, FiledPart, LeftToDestroy, Log
from aboveboard.ledger.pure.commitments import (
    CommitmentError,
    Manifest,
    PartCommitment,
    commit_pieces,
    leaf_content,
    parse_manifest,
)
from aboveboard.ledger.pure.erasures import ERASURE_PART, Erasure, parse_erasure
from aboveboard.ledger.pure.merkle import leaf_hash
from aboveboard.ledger.sources import RecordSource, SourceError, get_store, list_sources

_PARTS_AT_ONCE = 50
_RECORDS_AT_ONCE = 500


@dataclass(slots=True)
class _Row:
    """The columns of an entry, in the order in which they are read."""

    pk: int
    index: int
    reference: str
    leaf_hash: bytes
    kind: str
    filed_at: datetime
    actor: str
    subject: str
    manifest: bytes | None
    manifest_salt: bytes | None
    erased_by_index: int | None
    erased_by_log: int | None


@dataclass(slots=True)
class _PartRow:
    """The columns of a part, in the order in which they are read."""

    entry_id: int
    name: str
    media_type: str
    length: int
    salt: bytes | None
    content: bytes | None
    store: str
    location: str


_PART_COLUMNS = [column.name for column in fields(_PartRow)]
_COLUMNS = [column.name for column in fields(_Row)]


class EntryCheck:
    """Checks the entries of one log, a batch at a time."""

    def __init__(self, log: Log, findings: Findings, figures: dict[str, int]) -> None:
        self._log = log
        self._findings = findings
        self._figures = figures
        self._erasures: dict[tuple[int, int], Erasure | None] = {}

    def read(self, start: int, end: int) -> list[bytes] | None:
        """The leaf hashes from `start` up to `end`, with the entries checked; None if one of them is missing."""
        rows = [
            _Row(*row)
            for row in Entry.objects.filter(log=self._log, index__gte=start, index__lt=end)
            .order_by("index")
            .values_list(*_COLUMNS)
        ]
        for expected, row in zip(range(start, end), rows, strict=False):
            if row.index != expected:
                break
        else:
            expected = start + len(rows)
        if len(rows) != end - start:
            self._findings.add(
                1, f"Entry {expected} of {self._log} is missing. What follows it cannot be checked."
            )
            return None
        manifests = {row.pk: manifest for row in rows if (manifest := self._check(row)) is not None}
        self._check_parts(start, end, {row.pk: row for row in rows}, manifests)
        self._figures["entries"] += len(rows)
        return [row.leaf_hash for row in rows]

    def _check(self, row: _Row) -> Manifest | None:
        """The manifest of a whole entry that opens its leaf; None for any other."""
        if row.manifest is None or row.manifest_salt is None:
            self._check_erasure(row)
            return None
        try:
            if leaf_hash(leaf_content(row.manifest_salt, row.manifest)) != row.leaf_hash:
                self._findings.add(3, f"What {row.reference} says was filed is not what its leaf commits to.")
                return None
            manifest = parse_manifest(row.manifest)
        except CommitmentError as refused:
            self._findings.add(3, f"What {row.reference} says was filed cannot be read. {refused}")
            return None
        said = (manifest.reference, manifest.kind, manifest.actor, manifest.subject, manifest.filed_at)
        if said != (row.reference, row.kind, row.actor, row.subject, row.filed_at):
            self._findings.add(3, f"The row of {row.reference} says something else than was filed.")
        return manifest

    def _check_erasure(self, row: _Row) -> None:
        by = row.erased_by_index
        if by is not None:
            place = (row.erased_by_log or self._log.pk, by)
            if place not in self._erasures:
                self._erasures[place] = _read_erasure(*place)
            erasure = self._erasures[place]
            later = row.erased_by_log is not None or by > row.index
            if erasure is not None and later and erasure.names(self._log.origin, row.index):
                return
        self._findings.add(5, f"The content of {row.reference} is gone, and no entry says why.")

    def _check_parts(
        self, start: int, end: int, rows: Mapping[int, _Row], manifests: Mapping[int, Manifest]
    ) -> None:
        expected = {(pk, part.name): part for pk, manifest in manifests.items() for part in manifest.parts}
        parts = FiledPart.objects.filter(entry__log=self._log, entry__index__gte=start, entry__index__lt=end)
        for columns in parts.values_list(*_PART_COLUMNS).iterator(chunk_size=_PARTS_AT_ONCE):
            part = _PartRow(*columns)
            self._figures["parts"] += 1
            row, committed = rows[part.entry_id], expected.pop((part.entry_id, part.name), None)
            name = f"{part.name} of {row.reference}"
            if part.entry_id not in manifests:
                if row.manifest is None and part.salt is not None:
                    self._findings.add(5, f"{name} is still here, though the entry was erased.")
            elif committed is None:
                self._findings.add(3, f"{name} was not filed with it.")
            elif part.salt is None:
                self._findings.add(5, f"The content of {name} is gone, and no entry says why.")
            else:
                self._check_part(part, committed, name)
        for pk, missing in expected:
            self._findings.add(5, f"{missing} of {rows[pk].reference} is gone, and no entry says why.")

    def _check_part(self, part: _PartRow, committed: PartCommitment, name: str) -> None:
        try:
            found = commit_pieces(part.salt or b"", _pieces(part))
        except FileNotFoundError:
            self._findings.add(
                5, f"The content of {name} is gone from where it was kept, and no entry says why."
            )
            return
        except (CommitmentError, SourceError) as refused:
            self._findings.add(3, f"{name} cannot be checked. {refused}")
            return
        said = (committed.length, committed.media_type)
        if found != (committed.length, committed.commitment) or (part.length, part.media_type) != said:
            self._findings.add(3, f"{name} is not what was filed.")


def _read_erasure(log: int, index: int) -> Erasure | None:
    """What the erasure entry at this place says; None if there is none there, or none that can be read."""
    entry = FiledPart.objects.filter(entry__log=log, entry__index=index, entry__kind=ERASURE)
    content = entry.filter(name=ERASURE_PART).values_list("content", flat=True).first()
    try:
        return None if content is None else parse_erasure(bytes(content))
    except CommitmentError:
        return None


def check_nothing_is_left(now: datetime, findings: Findings) -> None:
    """Assertion 5, for bytes in part stores that an erasure should have destroyed a day ago."""
    for left in LeftToDestroy.objects.filter(since_at__lt=now - timedelta(days=1)):
        findings.add(
            5,
            f"Bytes of an erased part are still kept in {left.store}.",
            "Run `aboveboard ledger erase --finish`, and see what it says of the store.",
        )


def _pieces(part: _PartRow) -> Iterator[bytes]:
    if part.store:
        yield from get_store(part.store).read(part.location)
    else:
        yield part.content or b""


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
        self.total += int.from_bytes(sha256(reference.encode()).digest(), "big")


def _entries_of(references: Sequence[str]) -> QuerySet[Entry]:
    columns = ("reference", "kind", "log_id", "index", "erased_by_index")
    return Entry.objects.filter(reference__in=references).only(*columns)


def _filed_as(kind: str, sizes: Mapping[int, int]) -> Iterator[str]:
    for log, size in sizes.items():
        entries = Entry.objects.filter(log=log, index__lt=size, kind=kind, erased_by_index__isnull=True)
        yield from entries.values_list("reference", flat=True).iterator()


def _name_the_difference(source: RecordSource, sizes: Mapping[int, int], findings: Findings) -> None:
    """Only when the two differ are the references held in memory, to name those that do."""
    recorded: set[str] = set()
    for reference in source.iterate():
        if reference in recorded:
            findings.add(4, f"Two records say that they were filed as {reference}.")
        recorded.add(reference)
    for reference in _filed_as(source.kind, sizes):
        if reference not in recorded:
            findings.add(4, f"{reference} was filed as {source.kind}, and its record is gone.")


def _batches(source: RecordSource) -> Iterator[list[str]]:
    references = source.iterate()
    while batch := list(islice(references, _RECORDS_AT_ONCE)):
        yield batch
