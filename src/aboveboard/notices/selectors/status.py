"""How the worker and the mail are doing, for those who look after the service. Says nothing of any matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aboveboard.notices import jobs
from aboveboard.notices.models import (
    Alert,
    Beat,
    Delivery,
    JobRun,
    JobRunState,
    Letter,
    MailState,
    Notice,
    NoticeState,
)
from aboveboard.rules.actor import AnyActor, Requester, Visitor
from aboveboard.rules.alerts import AlertState

MOST_TRIES = 3
ASKED_FOR = "asked for "


@dataclass(frozen=True, slots=True)
class LastDone:
    """When something was last tried, and how it went."""

    at: datetime
    well: bool
    words: str


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest run of a registered job; all but `job` empty when it has never run."""

    job: str
    slot: datetime | None
    state: str
    finished_at: datetime | None
    outcome: str
    error: str

    @property
    def words(self) -> str:
        """The name of the job as it is read: "Verify ledger"."""
        return self.job.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """Counts of what waits and of what did not get through."""

    mail_waiting: int
    mail_given_up: int
    notices_without_anybody: int
    open_alerts: int
    exhausted_alerts: int


def get_last_done(actor: AnyActor | Visitor) -> dict[str, LastDone]:
    """Everything that leaves a beat, by name: `worker`, `mail`, `mail failed`, `backup`, `verify` ..."""
    return {beat.name: LastDone(beat.at, beat.well, beat.words) for beat in Beat.objects.all()}


@dataclass(frozen=True, slots=True)
class AskedJob:
    """A job that somebody has asked for, and that has not ended yet."""

    at: datetime
    under_way: bool


def get_asked_job(actor: AnyActor | Visitor, job: str) -> AskedJob | None:
    """The job, if it has been asked for and waits or is under way; None if not, and when it has ended or given up."""
    asked = Beat.objects.filter(name=ASKED_FOR + job).first()
    if asked is None:
        return None
    latest = JobRun.objects.filter(job=job, slot__gte=asked.at).order_by("-slot").first()
    if latest is None:
        return AskedJob(asked.at, under_way=False)
    if latest.state == JobRunState.DONE or (
        latest.state == JobRunState.FAILED and latest.tries >= MOST_TRIES
    ):
        return None
    return AskedJob(asked.at, under_way=latest.state == JobRunState.RUNNING)


def list_last_runs(actor: Requester) -> list[LastRun]:
    """The latest run of each registered job, in the order of registration."""
    # One query a job, each for one row: a job that runs every minute leaves thousands.
    return [
        _last_run(job.name, JobRun.objects.filter(job=job.name).order_by("-slot").first())
        for job in jobs.registered()
    ]


def get_outbox_status(actor: Requester) -> OutboxStatus:
    """What waits in the outbox, and what has gone wrong there."""
    open_alerts = Alert.objects.exclude(state=AlertState.ACKNOWLEDGED)
    return OutboxStatus(
        mail_waiting=Delivery.objects.filter(mail=MailState.WAITING).count()
        + Letter.objects.filter(state=MailState.WAITING).count(),
        mail_given_up=Delivery.objects.filter(mail=MailState.FAILED).count()
        + Letter.objects.filter(state=MailState.FAILED).count(),
        notices_without_anybody=Notice.objects.filter(
            state__in=[NoticeState.FAILED, NoticeState.QUEUED], resolved_at__isnull=True, attempts__gt=0
        ).count(),
        open_alerts=open_alerts.count(),
        exhausted_alerts=open_alerts.filter(state=AlertState.EXHAUSTED).count(),
    )


def _last_run(name: str, run: JobRun | None) -> LastRun:
    if run is None:
        return LastRun(name, None, "", None, "", "")
    return LastRun(name, run.slot, run.state, run.finished_at, run.outcome, run.error)
