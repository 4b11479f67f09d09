"""Running what the clock has made due: one row a slot, and whoever writes it runs it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from aboveboard.notices import jobs
from aboveboard.notices.models import Beat, JobRun, JobRunState
from aboveboard.notices.selectors.status import ASKED_FOR, MOST_TRIES, get_asked_job
from aboveboard.rules.actor import AnyActor, SystemActor

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = timedelta(minutes=5)


def run_due_jobs(*, actor: SystemActor, now: datetime, clock: Callable[[], datetime] | None = None) -> int:
    """Run each registered job whose last slot nobody has run; returns how many ran.

    A job that somebody has asked for is due from then on, too.

    A job that fails, or whose worker dies, is taken up again until its tries are used up. `clock` tells when each
    ended; without it, they end at `now`.
    """
    ran = 0
    asked = {beat.name: beat.at for beat in Beat.objects.filter(name__startswith=ASKED_FOR, at__lte=now)}
    for job in jobs.registered():
        slot = job.schedule.last_slot(now)
        run = _claim(job, max(slot, asked.get(ASKED_FOR + job.name, slot)), now)
        if run is not None:
            _run(job, run, now, clock or (lambda: now))
            ran += 1
    return ran


def ask_for_job(*, actor: AnyActor, now: datetime, job: str) -> bool:
    """Let the worker run a registered job as soon as it can; False if it is waiting or under way already."""
    if get_asked_job(actor, job) is not None:
        return False
    record_beat(actor=actor, now=now, name=ASKED_FOR + job)
    return True


def record_beat(*, actor: AnyActor, now: datetime, name: str, well: bool = True, words: str = "") -> None:
    """Note that `name` (the worker, a backup, a verification) was done just now, and how it went, without names."""
    Beat.objects.update_or_create(name=name, defaults={"at": now, "well": well, "words": words[:300]})


def _claim(job: jobs.Job, slot: datetime, now: datetime) -> JobRun | None:
    run = JobRun.objects.filter(job=job.name, slot=slot).first()
    if run is None:
        try:
            with transaction.atomic():
                return JobRun.objects.create(
                    job=job.name,
                    slot=slot,
                    state=JobRunState.RUNNING,
                    started_at=now,
                    claimed_until=now + job.lease,
                )
        except IntegrityError:
            return None  # another worker wrote it first
    if run.state == JobRunState.DONE or run.tries >= MOST_TRIES or run.claimed_until > now:
        return None
    taken = JobRun.objects.filter(pk=run.pk, state=run.state, tries=run.tries).update(
        state=JobRunState.RUNNING,
        tries=F("tries") + 1,
        started_at=now,
        claimed_until=now + job.lease,
        finished_at=None,
    )
    if not taken:
        return None
    run.refresh_from_db()
    return run


def _run(job: jobs.Job, run: JobRun, now: datetime, clock: Callable[[], datetime]) -> None:
    mine = JobRun.objects.filter(pk=run.pk, state=JobRunState.RUNNING, tries=run.tries)
    try:
        outcome = job.function(actor=SystemActor(job.name), now=now)
    except Exception as fault:
        # One job's fault must not stop the others, nor the notices. Its kind alone: the words may hold names.
        logger.exception("job failed", extra={"job": job.name})
        ended = clock()
        mine.update(
            state=JobRunState.FAILED,
            finished_at=ended,
            claimed_until=ended + TRY_AGAIN_AFTER,
            error=type(fault).__name__,
        )
        return
    words = "" if outcome is None else str(outcome)[:300]
    mine.update(state=JobRunState.DONE, finished_at=clock(), outcome=words, error="")
