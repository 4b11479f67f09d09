"""Erasing: content, salts and references to people are destroyed, and an entry says which, by what rule and why.

The tree stays as it is, for a leaf says nothing without its salt. The records of the rooms above go in the same
filing. Bytes that a part store keeps go after the commit: until then a row says that they are still there, so that a
crash in between leaves nothing behind that nobody knows of. What lies outside (receipts that people hold, backups,
mail) is not reached.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max

from aboveboard.ledger import sources
from aboveboard.ledger.filing import Filed, Filing, Part
from aboveboard.ledger.kinds import ERASURE, OF_THE_LEDGER
from aboveboard.ledger.models import Entry, FiledPart, LeftToDestroy
from aboveboard.ledger.pure.erasures import ERASURE_PART, ErasedEntry, Erasure
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.references import read_reference


class ErasureError(LedgerError):
    """Something that cannot be erased; the message says which and why."""


@dataclass(frozen=True, slots=True)
class ToErase:
    """An entry that would be erased. `subject` is whom it is about: an opaque reference, or empty."""

    reference: str
    subject: str
    kind: str
    filed_at: datetime
    parts: int


def list_to_erase(references: Sequence[str]) -> tuple[ToErase, ...]:
    """What erasing these would destroy: they themselves, and what says nothing without them. Changes nothing.

    Raises `ErasureError` for what is not there, is erased already, or is the ledger's own.
    """
    return tuple(
        ToErase(entry.reference, entry.subject, entry.kind, entry.filed_at, entry.parts.count())
        for entry in _whole(references)
    )


def erase(*, filing: Filing, references: Sequence[str], rule: str, reason: str, asked_by: str = "") -> Filed:
    """Destroy what was filed under these references, with its records, and file that it was done, by `rule`, and why.

    `reason` is kept for good, so it names nobody. What depends on the records named goes with them. Does no access
    check: the calling service has. Call `destroy_what_is_left` after the filing. Raises `ErasureError`.
    """
    entries = _whole(references)
    erased = [ErasedEntry(entry.log.origin, entry.index, entry.reference) for entry in entries]
    content = Erasure(tuple(erased), rule, reason, asked_by).to_bytes()
    filed = filing.file(kind=ERASURE, parts=[Part(ERASURE_PART, "application/json", content)])
    for entry in entries:
        source = sources.get_source(entry.kind)
        if source is not None:
            source.erase(entry.reference, now=filing.now)
    sources.forget_in_companions([entry.reference for entry in entries])
    filing.when_placed(filed.reference, lambda erasure: _destroy(entries, erasure, filing.now))
    return filed


@dataclass(frozen=True, slots=True)
class KeptAbout:
    """What has been filed about somebody and not erased: how much of each kind, and when the last of it."""

    counts: Mapping[str, int]
    last_filed_at: datetime

    @property
    def total(self) -> int:
        """How many entries."""
        return sum(self.counts.values())


def count_about(subjects: Collection[str], *, kinds: Collection[str]) -> dict[str, KeptAbout]:
    """What is kept, of these kinds, about each of these opaque references that has any. One query a thousand."""
    found: dict[str, tuple[dict[str, int], datetime]] = {}
    waiting = list(subjects)
    while waiting:
        batch, waiting = waiting[:1000], waiting[1000:]
        rows = (
            Entry.objects.filter(subject__in=batch, kind__in=kinds, erased_by_index__isnull=True)
            .values_list("subject", "kind")
            .annotate(count=Count("pk"), last=Max("filed_at"))
            .order_by()
        )
        for subject, kind, count, last in rows:
            counts, latest = found.get(subject, ({}, last))
            found[subject] = ({**counts, kind: count}, max(latest, last))
    return {subject: KeptAbout(counts, latest) for subject, (counts, latest) in found.items()}


def list_about(subject: str, *, kinds: Collection[str]) -> tuple[str, ...]:
    """The references of what is kept, of these kinds, about one opaque reference, in the order filed."""
    kept = Entry.objects.filter(subject=subject, kind__in=kinds, erased_by_index__isnull=True)
    return tuple(kept.order_by("log_id", "index").values_list("reference", flat=True))


def destroy_what_is_left() -> int:
    """Destroy, after the commit, what an erasure leaves: bytes in part stores, and pages of SQLite's write-ahead log.

    Safe to repeat, and repeated every night, so that what a crash left is made up for. Returns how many parts' bytes
    were destroyed. Raises whatever a store raises; what it could not destroy is tried again the next time.
    """
    destroyed = 0
    for left in LeftToDestroy.objects.order_by("pk"):
        sources.get_store(left.store).erase(left.location)
        left.delete()
        destroyed += 1
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _empty_write_ahead_log()
    return destroyed


def _empty_write_ahead_log() -> None:
    """Without waiting for long: while somebody reads it stays, and the next time will do."""
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 1000")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _whole(references: Sequence[str]) -> list[Entry]:
    """The entries of these references and of what depends on them, by place; raises `ErasureError`."""
    wanted = {read_reference(reference): None for reference in references}
    waiting, found = list(wanted), dict[str, Entry]()
    while waiting:
        batch, waiting = waiting[:500], waiting[500:]
        for entry in Entry.objects.select_related("log").filter(reference__in=batch):
            found[entry.reference] = entry
            source = sources.get_source(entry.kind)
            if isinstance(source, sources.SourceOfWholes):
                more = [each for each in source.depending_on(entry.reference) if each not in wanted]
                wanted |= dict.fromkeys(more)
                waiting += more
    named = {read_reference(reference) for reference in references}
    for reference in wanted:
        if reference not in found:
            raise ErasureError(f"Nothing was filed under {reference}.")
        entry = found[reference]
        if entry.kind in OF_THE_LEDGER:
            raise ErasureError(f"{reference} is the ledger's own ({entry.kind}): it says nothing of anybody.")
        if entry.erased_by_index is not None and reference in named:
            raise ErasureError(f"{reference} has been erased already.")
    whole = [entry for entry in found.values() if entry.erased_by_index is None]
    if not whole:
        raise ErasureError("Name what is to be erased.")
    return sorted(whole, key=lambda entry: (entry.log_id, entry.index))


def _destroy(entries: Sequence[Entry], erasure: Entry, now: datetime) -> None:
    """With the head locked, and the erasure entry in its place."""
    destroyed = 0
    for later in (False, True):
        ids = [entry.pk for entry in entries if (entry.log_id != erasure.log_id) == later]
        destroyed += Entry.objects.filter(pk__in=ids, erased_by_index__isnull=True).update(
            manifest=None,
            manifest_salt=None,
            actor="",
            subject="",
            erased_by_index=erasure.index,
            erased_by_log=erasure.log if later else None,
        )
    if destroyed != len(entries):
        raise ErasureError("Somebody else has erased some of it meanwhile. Nothing was done: look again.")
    parts = FiledPart.objects.filter(entry__in=[entry.pk for entry in entries])
    elsewhere = set(parts.exclude(store="").values_list("store", "location"))
    parts.update(salt=None, content=None, location="", erased_at=now)
    for store, location in elsewhere:
        if not FiledPart.objects.filter(store=store, location=location).exists():
            LeftToDestroy.objects.get_or_create(store=store, location=location, defaults={"since_at": now})
