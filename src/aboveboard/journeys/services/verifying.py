"""Looking at the whole ledger: every night, after an unclean stop, and when somebody asks for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aboveboard.journeys.selectors.ledger import VERIFYING
from aboveboard.ledger.services.verifications import keep_report
from aboveboard.ledger.verification import Report, verify
from aboveboard.notices.services.jobs import ask_for_job, record_beat
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToRole
from aboveboard.rules.actor import Actor, AnyActor, Role, SystemActor

UNSOUND_SUBJECT = "The records do not fit together"
UNSOUND_BODY = (
    "The ledger was checked, and {count} thing{s} in it {are} not as they should be. Somebody may have changed or "
    "taken out records, or a disk may be failing.\n\n"
    "Do not mend anything yet. Keep the database as it is, stop the service if you can do without it, and ask "
    "trust HR and the auditor to look with you. {where}"
)
_WHERE = {
    Role.AUDITOR: "What was found, and what to do, is on the ledger's page.",
    Role.ADMINISTRATOR: 'Run "aboveboard ledger verify": it says what was found, and what to do.',
}
_LINKS = {Role.AUDITOR: "/ledger/", Role.ADMINISTRATOR: "/status/"}


def verify_ledger(*, actor: SystemActor, now: datetime) -> str:
    """Verify every entry, keep what was found, and tell auditors and administrators if anything was.

    Changes nothing in the ledger. Returns a few words for the status page.
    """
    report = verify(now=now)
    words = (
        f"{report.figures['entries']} entries, sound"
        if report.is_sound
        else f"{report.finding_count} findings: run ledger verify"
    )
    with transaction.atomic():
        keep_report(actor=actor, now=now, report=report)
        record_beat(actor=actor, now=now, name="verify", well=report.is_sound, words=words)
        if not report.is_sound:
            _tell(report, actor=actor, now=now)
    return words


def ask_to_verify_ledger(*, actor: Actor, now: datetime) -> bool:
    """Let the worker verify the ledger now; False if it is about to already."""
    return ask_for_job(actor=actor, now=now, job=VERIFYING)


def _tell(report: Report, *, actor: AnyActor, now: datetime) -> None:
    one = report.finding_count == 1
    for role, where in _WHERE.items():
        send_notice(
            actor=actor,
            now=now,
            to=ToRole(role),
            kind="ledger_not_sound",
            key=f"verified-{report.at.isoformat()}",
            subject=UNSOUND_SUBJECT,
            body=UNSOUND_BODY.format(
                count=report.finding_count, s="" if one else "s", are="is" if one else "are", where=where
            ),
            link=_LINKS[role],
            urgent=True,
        )
