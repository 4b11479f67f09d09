"""Each slot of each job runs once: late if need be, never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from tests.notices.conftest import Staffroom
from tests.notices.test_alerts import LEAD
from tests.notices.test_outbox import say

from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Checkpoint
from aboveboard.notices import digest, jobs
from aboveboard.notices.digest import DigestItem
from aboveboard.notices.models import Beat, JobRun, JobRunState, Notice
from aboveboard.notices.selectors.status import get_last_done, get_outbox_status, list_last_runs
from aboveboard.notices.services.digest import send_monday_lists
from aboveboard.notices.services.jobs import MOST_TRIES, TRY_AGAIN_AFTER, run_due_jobs
from aboveboard.notices.services.keeping import delete_old_notices
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.notices.worker import work_once
from aboveboard.rules.actor import SystemActor, Visitor

WORKER = SystemActor("worker")
DAILY = jobs.Daily(time(2, 0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "moment", "slot"),
    [
        (jobs.EveryMinute(), "2026-11-23T10:00:59", "2026-11-23T10:00:00"),
        (jobs.Hourly(), "2026-11-23T10:59:59", "2026-11-23T10:00:00"),
        (jobs.Daily(time(2, 0)), "2026-11-23T02:00:00", "2026-11-23T02:00:00"),
        (jobs.Daily(time(2, 0)), "2026-11-23T01:59:59", "2026-11-22T02:00:00"),
        (jobs.Daily(time(2, 0)), "2026-07-01T00:59:00", "2026-06-30T01:00:00"),
        (jobs.Daily(time(2, 0)), "2026-07-01T01:00:00", "2026-07-01T01:00:00"),
        # 29 March 2026: 01:30 does not exist, and is taken at 02:30 summer time.
        (jobs.Daily(time(1, 30)), "2026-03-29T01:29:00", "2026-03-28T01:30:00"),
        (jobs.Daily(time(1, 30)), "2026-03-29T01:30:00", "2026-03-29T01:30:00"),
        # 25 October 2026: 01:30 comes twice, and counts the first time.
        (jobs.Daily(time(1, 30)), "2026-10-25T00:30:00", "2026-10-25T00:30:00"),
        (jobs.Daily(time(1, 30)), "2026-10-25T01:30:00", "2026-10-25T00:30:00"),
        (jobs.Mondays(time(7, 0)), "2026-11-23T06:59:00", "2026-11-16T07:00:00"),
        (jobs.Mondays(time(7, 0)), "2026-11-23T07:00:00", "2026-11-23T07:00:00"),
        (jobs.Mondays(time(7, 0)), "2026-11-29T23:00:00", "2026-11-23T07:00:00"),
        (jobs.Mondays(time(7, 0)), "2026-06-08T05:59:00", "2026-06-01T06:00:00"),
    ],
)
def test_a_slot_is_the_same_instant_whoever_asks(schedule: jobs.Schedule, moment: str, slot: str):
    assert schedule.last_slot(at(moment)) == at(slot)


class Job:
    def __init__(self, *faults: Exception) -> None:
        self.runs: list[datetime] = []
        self.faults = list(faults)

    def __call__(self, *, actor: SystemActor, now: datetime) -> str:
        assert actor == SystemActor("sweep")
        self.runs.append(now)
        if self.faults:
            raise self.faults.pop(0)
        return "3 swept"


@pytest.fixture
def sweep(db, no_jobs) -> Job:
    job = Job()
    jobs.register("sweep", DAILY, job)
    return job


def run(now: datetime) -> int:
    return run_due_jobs(actor=WORKER, now=now)


def test_a_slot_is_run_once(sweep, now):
    assert [run(now + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]
    done = JobRun.objects.get()
    assert (done.state, done.outcome, done.slot) == (JobRunState.DONE, "3 swept", at("2026-11-23T02:00:00"))
    assert run(now + timedelta(days=1)) == 1


def test_after_a_week_off_the_missed_slot_is_run_once(sweep, now):
    run(now)
    week_later = now + timedelta(days=7)
    assert (run(week_later), run(week_later)) == (1, 0)
    assert len(sweep.runs) == 2


def test_a_slot_that_another_worker_is_running_is_left_alone_until_its_lease_is_up(sweep, now):
    slot = DAILY.last_slot(now)
    JobRun.objects.create(
        job="sweep",
        slot=slot,
        state="running",
        started_at=now,
        claimed_until=now + timedelta(minutes=30),
    )
    assert run(now + timedelta(minutes=29)) == 0
    assert run(now + timedelta(minutes=30)) == 1
    assert JobRun.objects.get().tries == 2


def test_a_job_that_fails_is_tried_again_later_and_then_left(db, no_jobs, now):
    job = Job(*[ValueError("about Ravi Pupilson")] * 9)
    jobs.register("sweep", DAILY, job)
    assert run(now) == 1
    failed = JobRun.objects.get()
    assert (failed.state, failed.error) == (JobRunState.FAILED, "ValueError")
    assert run(now + TRY_AGAIN_AFTER - timedelta(seconds=1)) == 0
    for minutes in range(1, 120):
        run(now + timedelta(minutes=minutes))
    assert len(job.runs) == MOST_TRIES


def test_a_job_that_fails_stops_neither_the_others_nor_the_notices(staffroom: Staffroom, no_jobs, now):
    after = Job()
    jobs.register("broken", DAILY, Job())
    jobs.register("sweep", DAILY, after)
    say(now, [])
    work_once(read_clock=lambda: now)
    assert len(after.runs) == 1


def test_the_status_tells_of_every_job_even_one_that_never_ran(sweep, now):
    assert [(run.job, run.state) for run in list_last_runs(Visitor())] == [("sweep", "")]
    run(now)
    run(now + timedelta(days=1))
    last = list_last_runs(Visitor())[0]
    assert (last.state, last.slot, last.outcome) == ("done", at("2026-11-24T02:00:00"), "3 swept")


def test_the_status_tells_of_mail_and_of_what_did_not_get_through(staffroom: Staffroom, now):
    from tests.notices.test_alerts import LEAD

    from aboveboard.notices.targets import ToPerson

    say(now, [ToPerson(staffroom.person("Olive").pk), LEAD])
    send_due_notices(actor=WORKER, now=now)
    status = get_outbox_status(Visitor())
    assert (status.mail_waiting, status.mail_given_up, status.notices_without_anybody) == (0, 0, 1)
    assert get_last_done(Visitor())["mail"].at == now
    assert Beat.objects.get(name="mail").well


class Source:
    def __init__(self, items: dict[int, list[DigestItem]]) -> None:
        self.items = items

    def person_ids(self, on: date) -> list[int]:
        return list(self.items)

    def items_for(self, person_id: int, on: date) -> list[DigestItem]:
        return self.items[person_id]


def test_the_monday_list_has_only_what_needs_you_and_comes_once(staffroom: Staffroom, no_digest_sources, now):
    olive, idle = staffroom.person("Olive"), staffroom.person("Idle")
    digest.register(Source({olive.pk: [DigestItem("4 declarations to read", "/desk/")], idle.pk: []}))
    digest.register(Source({olive.pk: [DigestItem("Confirm your own declarations", "/mine/")]}))
    for _ in range(2):
        send_monday_lists(actor=SystemActor("monday_list"), now=now)
        send_due_notices(actor=WORKER, now=now)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["olive@example.org"], "Your list for this week: 2 things wait for you")
    ]
    assert "- 4 declarations to read" in mail.outbox[0].body
    assert "- Confirm your own declarations" in mail.outbox[0].body


def test_what_was_said_a_year_ago_is_deleted_and_what_waits_is_kept(staffroom: Staffroom, now):
    say(now, ToPerson(staffroom.person("Olive").pk))
    send_due_notices(actor=WORKER, now=now)
    say(now, LEAD, key="waits")
    delete_old_notices(actor=SystemActor("delete_old_notices"), now=now + timedelta(days=365))
    assert Notice.objects.count() == 2
    delete_old_notices(actor=SystemActor("delete_old_notices"), now=now + timedelta(days=366))
    assert [notice.key for notice in Notice.objects.all()] == ["waits"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_signs_what_was_filed_and_not_signed(no_jobs, now):
    work_once(read_clock=lambda: now)
    with filing(actor=WORKER, now=now) as current:
        current.file(kind="alert.raised", parts=[Part("alert.json", "application/json", b"{}")])
    work_once(read_clock=lambda: now)
    work_once(read_clock=lambda: now)
    assert [checkpoint.size for checkpoint in Checkpoint.objects.all()] == [1]
