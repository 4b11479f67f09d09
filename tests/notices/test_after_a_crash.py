"""What runs beside the clock: after a stop that was not in good order, and when somebody asks for it."""

from datetime import time, timedelta
from threading import Event, Thread

import pytest

from aboveboard.notices import jobs
from aboveboard.notices.models import JobRun
from aboveboard.notices.selectors.status import get_asked_job
from aboveboard.notices.services.jobs import ask_for_job, record_beat, run_due_jobs
from aboveboard.notices.worker import work
from aboveboard.rules.actor import SystemActor

WORKER = SystemActor("worker")


@pytest.fixture
def ran(no_jobs):
    """The times at which a job ran that is due at two in the morning, and after a crash."""
    found = []

    def look(*, actor: SystemActor, now) -> None:
        found.append(now)

    jobs.register("look", jobs.Daily(time(2, 0)), look, after_a_crash=True)
    return found


def start_and_stop(now) -> None:
    """A worker that is told to stop as soon as it has begun."""
    stop = Event()
    stop.set()
    worker = Thread(target=lambda: work(read_clock=lambda: now, stop=stop, pause_seconds=0.01))
    worker.start()
    worker.join(20)


@pytest.mark.django_db(transaction=True)
def test_what_is_due_after_a_crash_is_asked_for_after_one_and_not_after_a_clean_stop(ran, now):
    start_and_stop(now)
    assert get_asked_job(WORKER, "look") is None, "the first start follows no crash"
    record_beat(actor=WORKER, now=now + timedelta(seconds=1), name="worker")
    start_and_stop(now + timedelta(minutes=1))
    asked = get_asked_job(WORKER, "look")
    assert asked.at == now + timedelta(minutes=1)
    run_due_jobs(actor=WORKER, now=now + timedelta(minutes=2))
    assert len(ran) == 1
    start_and_stop(now + timedelta(minutes=3))
    assert get_asked_job(WORKER, "look") is None


@pytest.mark.django_db
def test_a_job_that_is_asked_for_runs_once_and_the_clock_goes_on(ran, now):
    run_due_jobs(actor=WORKER, now=now)
    assert len(ran) == 1
    later = now + timedelta(minutes=1)
    assert ask_for_job(actor=WORKER, now=later, job="look")
    assert not ask_for_job(actor=WORKER, now=later, job="look"), "it waits already"
    assert not get_asked_job(WORKER, "look").under_way
    for _ in range(2):
        run_due_jobs(actor=WORKER, now=later)
    assert len(ran) == 2
    assert get_asked_job(WORKER, "look") is None
    run_due_jobs(actor=WORKER, now=now + timedelta(days=1))
    assert len(ran) == 3


@pytest.mark.django_db
def test_a_job_under_way_or_given_up_is_known_for_that(ran, now):
    ask_for_job(actor=WORKER, now=now, job="look")
    run = JobRun.objects.create(
        job="look", slot=now, state="running", started_at=now, claimed_until=now + timedelta(hours=1)
    )
    assert get_asked_job(WORKER, "look").under_way
    assert not ask_for_job(actor=WORKER, now=now, job="look")
    JobRun.objects.filter(pk=run.pk).update(state="failed", tries=3, finished_at=now)
    assert get_asked_job(WORKER, "look") is None
    assert ask_for_job(actor=WORKER, now=now + timedelta(minutes=1), job="look")
