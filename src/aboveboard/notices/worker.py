"""The worker's loop: what is due is sent, passed on, run and signed, until it is told to stop.

Everything it does is claimed by compare-and-set, so that any number of workers may run, and any may die.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import close_old_connections, connections

from aboveboard.ledger.receipts import sign_head
from aboveboard.ledger.tree import NoLogError
from aboveboard.notices import jobs
from aboveboard.notices.selectors.status import get_last_done
from aboveboard.notices.services.alerts import escalate_due_alerts
from aboveboard.notices.services.jobs import ask_for_job, record_beat, run_due_jobs
from aboveboard.notices.services.letters import send_due_letters
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.rules.actor import SystemActor
from aboveboard.web import clock
from aboveboard.web.memory import settle

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(seconds=15)

WORKER = SystemActor("worker")
STOPPED = "worker stopped"


def work_until_told_to_stop() -> None:
    """Do what is due until SIGTERM or SIGINT, and finish what is under way then."""
    settle()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(read_clock=clock.now, stop=stop)


def work(*, read_clock: Callable[[], datetime], stop: Event, pause_seconds: float = 1.0) -> None:
    """Do what is due, once a second, until `stop` is set. What is under way then is finished first.

    Jobs run in a thread of their own: a long sweep must not hold up an alert.
    """
    _do("start", lambda: _look_at_the_last_stop(read_clock()))
    run_jobs = Thread(target=_repeat, args=(lambda: _run_jobs(read_clock), stop, pause_seconds), name="jobs")
    run_jobs.start()
    beaten_at: datetime | None = None

    def send() -> None:
        nonlocal beaten_at
        now = read_clock()
        if beaten_at is None or now - beaten_at >= BEAT_EVERY:
            _do("beat", lambda: record_beat(actor=WORKER, now=now, name="worker"))
            beaten_at = now
        _send(read_clock)

    _repeat(send, stop, pause_seconds)
    run_jobs.join()
    _do("end", lambda: record_beat(actor=WORKER, now=read_clock(), name=STOPPED))
    connections.close_all()


def work_once(*, read_clock: Callable[[], datetime]) -> None:
    """One round. A fault in one part is logged, and the others still go on."""
    _send(read_clock)
    _run_jobs(read_clock)


def _repeat(what: Callable[[], None], stop: Event, pause_seconds: float) -> None:
    while not stop.is_set():
        what()
        close_old_connections()
        stop.wait(pause_seconds)
    connections.close_all()


def _look_at_the_last_stop(now: datetime) -> None:
    """If the last worker did not stop in good order (a power cut, a kill), run what is due after a crash.

    It may have been a worker beside this one that is still at work: then that is run once more than it need be.
    """
    done = get_last_done(WORKER)
    seen, stopped = done.get("worker"), done.get(STOPPED)
    if seen is not None and (stopped is None or stopped.at < seen.at):
        logger.warning("the worker did not stop in good order the last time")
        for job in jobs.registered():
            if job.after_a_crash:
                ask_for_job(actor=WORKER, now=now, job=job.name)


def _send(read_clock: Callable[[], datetime]) -> None:
    _do("alerts", lambda: escalate_due_alerts(actor=WORKER, now=read_clock()))
    _do("notices", lambda: send_due_notices(actor=WORKER, now=read_clock()))
    _do("letters", lambda: send_due_letters(actor=WORKER, now=read_clock()))
    _do("ledger", _sign_what_is_filed)


def _run_jobs(read_clock: Callable[[], datetime]) -> None:
    _do("jobs", lambda: run_due_jobs(actor=WORKER, now=read_clock(), clock=read_clock))


def _sign_what_is_filed() -> None:
    """Sign what a web process filed and did not live to sign; the same head signed twice changes nothing."""
    with suppress(NoLogError):
        sign_head()


def _do(part: str, what: Callable[[], object]) -> None:
    try:
        what()
    except Exception:
        # A database that is away for a minute must not end the worker: it tries again at the next round.
        logger.exception("the worker could not do its round", extra={"part": part})
        connections.close_all()
