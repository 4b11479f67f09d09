"""Throwing away what has been said long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from aboveboard.notices.models import Alert, JobRun, Notice, NoticeState
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.alerts import AlertState

KEEP_NOTICES = timedelta(days=365)
KEEP_JOB_RUNS = timedelta(days=30)


def delete_old_notices(*, actor: SystemActor, now: datetime) -> str:
    """Delete notices a year old, alerts taken on a year ago, and a month's job runs. An open alert is never deleted."""
    old = Notice.objects.filter(made_at__lt=now - KEEP_NOTICES).exclude(state=NoticeState.QUEUED)
    notices, _ = old.delete()
    alerts, _ = Alert.objects.filter(
        state=AlertState.ACKNOWLEDGED, acknowledged_at__lt=now - KEEP_NOTICES
    ).delete()
    JobRun.objects.filter(slot__lt=now - KEEP_JOB_RUNS).delete()
    return f"{notices + alerts} rows deleted"
