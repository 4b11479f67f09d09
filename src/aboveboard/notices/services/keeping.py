"""Throwing away what has been said long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from aboveboard.notices.models import JobRun, Letter, MailState, Notice, NoticeState
from aboveboard.rules.actor import SystemActor

KEEP_NOTICES = timedelta(days=365)
KEEP_JOB_RUNS = timedelta(days=30)


def delete_old_notices(*, actor: SystemActor, now: datetime) -> str:
    """Delete notices and letters of a year ago and the job runs of a month ago. What still waits is kept."""
    old = Notice.objects.filter(made_at__lt=now - KEEP_NOTICES).exclude(state=NoticeState.QUEUED)
    deleted, _ = old.delete()
    letters = Letter.objects.filter(made_at__lt=now - KEEP_NOTICES).exclude(state=MailState.WAITING)
    deleted += letters.delete()[0]
    JobRun.objects.filter(slot__lt=now - KEEP_JOB_RUNS).delete()
    return f"{deleted} rows deleted"
