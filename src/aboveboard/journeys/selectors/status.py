"""How the service is doing, for administrators: nothing of any record."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from aboveboard.journeys.selectors.readiness import list_faults
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
class Status:
    """Everything on the status page. What was never done is None."""

    faults: tuple[str, ...]
    worker: LastDone | None
    worker_silent: bool
    mail: LastDone | None
    mail_failed: LastDone | None
    backup: LastDone | None
    verify: LastDone | None
    outbox: OutboxStatus
    runs: tuple[LastRun, ...]
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
        outbox=get_outbox_status(actor),
        runs=tuple(list_last_runs(actor)),
        disk_free_gigabytes=disk.free / 1e9,
        disk_free_percent=round(100 * disk.free / disk.total),
    )
