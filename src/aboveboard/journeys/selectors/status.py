"""How the service is doing, for administrators: nothing of any record."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from aboveboard.journeys.models import SweepRun
from aboveboard.journeys.selectors.readiness import list_faults
from aboveboard.ledger.rotating import key_awaiting_backup
from aboveboard.notices.selectors.status import (
    LastDone,
    LastRun,
    OutboxStatus,
    get_last_done,
    get_outbox_status,
    list_last_runs,
)
from aboveboard.rules.actor import Requester

SILENT_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LastSweep:
    """The last daily sweep. `figures` are (part, in words such as "12 due, 3 closed"); a failed part has none.

    `finished_at` is None while it is under way, or when it was cut off.
    """

    on: date
    started_at: datetime
    finished_at: datetime | None
    figures: tuple[tuple[str, str], ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Everything on the status page. What was never done is None.

    `key_to_copy` is the fingerprint of the ledger's key while nobody has said that a copy lies offline.
    """

    faults: tuple[str, ...]
    worker: LastDone | None
    worker_silent: bool
    mail: LastDone | None
    mail_failed: LastDone | None
    backup: LastDone | None
    verify: LastDone | None
    sweep: LastSweep | None
    outbox: OutboxStatus
    runs: tuple[LastRun, ...]
    key_to_copy: str
    disk_free_gigabytes: float
    disk_free_percent: int


def get_status(actor: Requester, *, now: datetime) -> Status:
    """How worker, mail, disk, backup, ledger and jobs are doing at `now`. The page admits administrators alone."""
    done = get_last_done(actor)
    worker = done.get("worker")
    disk = shutil.disk_usage(settings.DATA)
    return Status(
        faults=tuple(list_faults()),
        worker=worker,
        worker_silent=worker is None or now - worker.at > SILENT_AFTER,
        mail=done.get("mail"),
        mail_failed=done.get("mail failed"),
        backup=done.get("backup"),
        verify=done.get("verify"),
        sweep=get_last_sweep(actor),
        outbox=get_outbox_status(actor),
        runs=tuple(list_last_runs(actor)),
        key_to_copy=key.fingerprint if (key := key_awaiting_backup()) else "",
        disk_free_gigabytes=disk.free / 1e9,
        disk_free_percent=round(100 * disk.free / disk.total),
    )


def get_last_sweep(actor: Requester) -> LastSweep | None:
    """The last daily sweep; None when there has been none. Figures alone."""
    run = SweepRun.objects.first()
    if run is None:
        return None
    return LastSweep(
        on=run.on,
        started_at=run.started_at,
        finished_at=run.finished_at,
        figures=tuple(
            (name, ", ".join(f"{figure} {words}" for words, figure in figures.items()))
            for name, figures in sorted(run.counts.items())
        ),
        failed=tuple(run.failed),
    )
