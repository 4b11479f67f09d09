"""The auditors' pages: whether the ledger is sound, how it stands, and how it has grown. Nothing of any record."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aboveboard.ledger.selectors.audit import LedgerShown, checkpoints_shown, get_ledger
from aboveboard.ledger.selectors.verifications import Verified, get_last_verification
from aboveboard.notices.selectors.status import AskedJob, get_asked_job
from aboveboard.rules.actor import Actor
from aboveboard.web.lists import Asked, Filter, ListDesign, Listing, Sort, page_of

MOST_MONTHS = 36
VERIFYING = "verify_ledger"
"""The job that looks at the whole ledger."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was filed in one month, and how large the ledger was after it. `words` is "November 2026"."""

    words: str
    filed: int
    size: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Everything on the first of the auditors' pages. What was never done is None."""

    ledger: LedgerShown
    verified: Verified | None
    asked: AskedJob | None
    growth: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """One checkpoint of the list. `last_filed_at` is the time of the last entry that it covers."""

    id: int
    origin: str
    size: int
    root: str
    last_filed_at: datetime | None
    witnesses: int


def get_ledger_page(actor: Actor) -> LedgerPage:
    """The ledger as an auditor sees it. A constant number of queries; growth is what the last whole look counted."""
    verified = get_last_verification(actor)
    return LedgerPage(
        ledger=get_ledger(actor),
        verified=verified,
        asked=get_asked_job(actor, VERIFYING),
        growth=growth_of(verified.months) if verified else (),
    )


def growth_of(months: Mapping[str, int]) -> tuple[Month, ...]:
    """The months from the first to the last, those without a filing too; of a long time the last three years.

    `months` maps "2026-11" to what was filed in it.
    """
    if not months:
        return ()
    found, size = [], 0
    year, month = map(int, min(months).split("-"))
    while (name := f"{year}-{month:02}") <= max(months):
        size += months.get(name, 0)
        found.append(Month(f"{date(year, month, 1):%B %Y}", months.get(name, 0), size))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found[-MOST_MONTHS:])


DESIGN = ListDesign(
    sorts=(Sort("size", "log", "size", first="newest"),),
    filters=(Filter("size", "Size"),),
)


def get_checkpoint_listing(actor: Actor, *, asked: Asked) -> Listing[CheckpointRow]:
    """One page of the checkpoints, the newest first; `size` finds one of exactly that many entries."""
    rows = checkpoints_shown(actor)
    if typed := asked.get("size"):
        digits = typed.replace(",", "")
        known = digits.isascii() and digits.isdigit() and len(digits) < 18
        rows = rows.filter(size=int(digits)) if known else rows.none()
    return page_of(rows, asked, _checkpoint_row)


def _checkpoint_row(found: Any) -> CheckpointRow:
    return CheckpointRow(
        id=found.pk,
        origin=found.log.origin,
        size=found.size,
        root=b64encode(found.root).decode(),
        last_filed_at=found.last_filed_at,
        witnesses=found.witnesses or 0,
    )
