"""Assertions 1, 3 and 5: every entry is there and opens as it was committed to, or an entry says why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from aboveboard.ledger.as_filed import is_as_filed, written_parts
from aboveboard.ledger.findings import Findings
from aboveboard.ledger.kinds import ERASURE
from aboveboard.ledger.models import Entry, FiledPart, Log
from aboveboard.ledger.pure.commitments import (
    CommitmentError,
    Manifest,
    PartCommitment,
    commit_pieces,
    leaf_content,
    parse_manifest,
)
from aboveboard.ledger.pure.merkle import leaf_hash
from aboveboard.ledger.sources import SourceError, get_store

_PARTS_AT_ONCE = 50


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
    """Checks the entries of one log, a batch at a time.

    What is as it was filed is known by writing its manifest anew, which is quick. Only what is not is read again,
    piece by piece, to say what is wrong with it.
    """

    def __init__(
        self, log: Log, findings: Findings, figures: dict[str, int], months: Counter[tuple[int, int]]
    ) -> None:
        self._log = log
        self._findings = findings
        self._figures = figures
        self._months = months

    def read(self, start: int, end: int) -> list[bytes] | None:
        """The leaf hashes from `start` up to `end`, with the entries checked; None if one of them is missing."""
        found = Entry.objects.filter(log=self._log, index__gte=start, index__lt=end).order_by("index")
        rows = list(_raw(found, _COLUMNS))
        for expected, row in zip(range(start, end), rows, strict=False):
            if row[1] != expected:
                break
        else:
            expected = start + len(rows)
        if len(rows) != end - start:
            self._findings.add(
                1, f"Entry {expected} of {self._log} is missing. What follows it cannot be checked."
            )
            return None
        parts = FiledPart.objects.filter(entry__log=self._log, entry__index__gte=start, entry__index__lt=end)
        written = written_parts(_raw(parts, ["pk", *_PART_COLUMNS], at_once=_PARTS_AT_ONCE), self._figures)
        odd = [row[1] for row in rows if not is_as_filed(row, written.get(row[0], []))]
        if odd:
            self._explain(start, end, odd)
        self._figures["entries"] += len(rows)
        self._months.update([(row[5].year, row[5].month) for row in rows])
        return [bytes(row[3]) for row in rows]

    def _explain(self, start: int, end: int, odd: Sequence[int]) -> None:
        found = Entry.objects.filter(log=self._log, index__gte=start, index__lt=end, index__in=odd)
        rows = {columns[0]: _Row(*columns) for columns in found.order_by("index").values_list(*_COLUMNS)}
        manifests = {pk: manifest for pk, row in rows.items() if (manifest := self._check(row)) is not None}
        self._check_parts(rows, manifests)

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
        if by is None or by <= row.index or not self._is_erasure(by):
            self._findings.add(5, f"The content of {row.reference} is gone, and no entry says why.")

    def _is_erasure(self, index: int) -> bool:
        return Entry.objects.filter(log=self._log, index=index, kind=ERASURE).exists()

    def _check_parts(self, rows: Mapping[int, _Row], manifests: Mapping[int, Manifest]) -> None:
        expected = {(pk, part.name): part for pk, manifest in manifests.items() for part in manifest.parts}
        parts = FiledPart.objects.filter(entry__in=list(rows))
        for columns in parts.values_list(*_PART_COLUMNS).iterator(chunk_size=_PARTS_AT_ONCE):
            part = _PartRow(*columns)
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


def _pieces(part: _PartRow) -> Iterator[bytes]:
    if part.store:
        yield from get_store(part.store).read(part.location)
    else:
        yield part.content or b""


def _raw(rows: QuerySet[Any], columns: Sequence[str], *, at_once: int = 1000) -> Iterator[Sequence[Any]]:
    """The columns as the driver gives them: a million entries have no time for Django's conversions."""
    sql, parameters = rows.values_list(*columns).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while found := cursor.fetchmany(at_once):
            yield from found
