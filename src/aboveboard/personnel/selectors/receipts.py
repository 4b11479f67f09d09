"""The receipts that somebody may hold: one for each entry of their own file, and for nothing else.

What is filed beside it for the trust alone (an internal entry) is on nobody's file, and so has no receipt here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.receipts import NotFiledError, bare_receipt_zip, receipt_zip
from aboveboard.personnel.models import FileEntry
from aboveboard.personnel.selectors.files import KIND_NAMES, FileDownload
from aboveboard.rules.actor import Actor
from aboveboard.rules.errors import NotFound
from aboveboard.rules.retention import FileEntryKind
from aboveboard.web.lists import Asked, Listing, page_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt, as a list shows it."""

    reference: str
    kind: str
    title: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class AllReceipts:
    """Everything that somebody may hold a receipt for, oldest first, and the receipts, made one by one when asked."""

    rows: tuple[ReceiptRow, ...]
    files: Iterator[tuple[str, bytes]]


def list_my_receipts(actor: Actor, asked: Asked) -> Listing[ReceiptRow]:
    """Every receipt that `actor` may hold."""
    found = _mine(actor)
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if words := asked.get("q"):
        found = found.filter(title__icontains=words)
    return page_of(found, asked, _receipt_row)


def get_my_receipt(actor: Actor, reference: str) -> FileDownload:
    """The receipt of an entry on one's own file, with everything that was filed under it. Raises NotFound."""
    return _download(actor, reference, "receipt", receipt_zip)


def get_my_bare_receipt(actor: Actor, reference: str) -> FileDownload:
    """A copy of the receipt that shows nothing of what was filed. Raises NotFound."""
    return _download(actor, reference, "bare-receipt", bare_receipt_zip)


def get_my_receipt_at(actor: Actor, reference: str, size: int) -> FileDownload:
    """The receipt as it was when the ledger had `size` entries, to compare with a checkpoint of that size.

    Raises NotFound: not on one's own file, or no checkpoint of that size covers it.
    """
    return _download(actor, reference, f"receipt-at-{size}", lambda found: receipt_zip(found, at_size=size))


def get_all_my_receipts(actor: Actor) -> AllReceipts:
    """Every receipt that `actor` may hold, to take along."""
    rows = tuple(_receipt_row(entry) for entry in _mine(actor).order_by("filed_at", "pk"))
    return AllReceipts(rows, (_receipt_file(row.reference) for row in rows))


def _mine(actor: Actor) -> QuerySet[FileEntry]:
    return FileEntry.objects.filter(person_id=actor.person_id)


def _download(actor: Actor, reference: str, name: str, make: Callable[[str], bytes]) -> FileDownload:
    entry = _mine(actor).filter(reference=reference).first()
    if entry is None:
        raise NotFound
    try:
        return FileDownload(f"{entry.reference}-{name}.zip", make(entry.reference))
    except NotFiledError:
        raise NotFound from None


def _receipt_file(reference: str) -> tuple[str, bytes]:
    """One receipt among many. One that cannot be made is named, and does not keep the others back."""
    try:
        return f"{reference}-receipt.zip", receipt_zip(reference)
    except LedgerError as refused:
        logger.exception("A receipt is missing among all of somebody's receipts.")
        return f"{reference} is missing.txt", f"This receipt could not be made. {refused}\n".encode()


def _receipt_row(entry: FileEntry) -> ReceiptRow:
    return ReceiptRow(
        reference=entry.reference,
        kind=KIND_NAMES[FileEntryKind(entry.kind)],
        title=entry.title,
        filed_at=entry.filed_at,
    )
