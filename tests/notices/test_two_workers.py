"""Two workers at once, on a real database: nothing is sent or run twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier, Event, Thread
from time import sleep

import pytest
from django.core import mail
from django.db import connection
from tests.notices.conftest import Staffroom, as_actor
from tests.notices.test_alerts import HEAD, LEAD, raise_
from tests.notices.test_outbox import say

from aboveboard.notices import jobs
from aboveboard.notices.models import Alert, JobRun, Notice, NoticeState
from aboveboard.notices.services.alerts import escalate_due_alerts
from aboveboard.notices.services.jobs import run_due_jobs
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.notices.worker import work
from aboveboard.rules.actor import SystemActor

WORKER = SystemActor("worker")

pytestmark = pytest.mark.django_db(transaction=True)


def both(what) -> list:
    """`what()` by two workers that start at the same moment."""
    start = Barrier(2)

    def one(_: int):
        start.wait()
        try:
            return what()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_each_mail_is_sent_by_one_of_two_workers(staffroom: Staffroom, now):
    for number in range(20):
        say(now, ToPerson(staffroom.person(f"Person{number}").pk), key=str(number))
    both(lambda: send_due_notices(actor=WORKER, now=now))
    # A mail whose people one worker found after the other had claimed goes in the next round.
    send_due_notices(actor=WORKER, now=now)
    assert Counter(message.to[0] for message in mail.outbox).most_common(1)[0][1] == 1
    assert len(mail.outbox) == 20
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


def test_each_slot_is_run_by_one_of_two_workers(no_jobs, now):
    ran: list[str] = []
    for number in range(5):
        jobs.register(f"job{number}", jobs.Daily(time(2, 0)), lambda actor, now: ran.append(actor.job))
    both(lambda: run_due_jobs(actor=WORKER, now=now))
    assert sorted(ran) == [f"job{number}" for number in range(5)]
    assert JobRun.objects.count() == 5


def test_an_alert_is_passed_on_by_one_of_two_workers(staffroom: Staffroom, now):
    staffroom.seat(LEAD, staffroom.person("Lena"))
    staffroom.seat(HEAD, staffroom.person("Hetty"))
    raise_(as_actor(staffroom.person("Tess")), now, [LEAD, HEAD])
    passed = both(lambda: escalate_due_alerts(actor=WORKER, now=now + timedelta(hours=1)))
    assert sorted(passed) == [0, 1]
    assert Alert.objects.get().step == 1


def test_a_long_job_holds_up_no_alert_and_is_finished_before_the_worker_ends(
    no_jobs, staffroom: Staffroom, now
):
    let_go, ended = Event(), Event()

    def sweep(*, actor: SystemActor, now: datetime) -> None:
        assert let_go.wait(20)
        ended.set()

    jobs.register("sweep", jobs.Daily(time(2, 0)), sweep)
    staffroom.seat(LEAD, staffroom.person("Lena"))
    stop = Event()
    worker = Thread(target=lambda: work(read_clock=lambda: now, stop=stop, pause_seconds=0.01))
    worker.start()
    try:
        raise_(as_actor(staffroom.person("Tess")), now, [LEAD])
        for _ in range(500):
            if mail.outbox:
                break
            sleep(0.02)
        assert [message.to for message in mail.outbox] == [["lena@example.org"]]
        assert not ended.is_set()
        stop.set()
        worker.join(0.2)
        assert worker.is_alive(), "the job is still under way"
    finally:
        stop.set()
        let_go.set()
        worker.join(20)
    assert ended.is_set()
    assert JobRun.objects.get().state == "done"
