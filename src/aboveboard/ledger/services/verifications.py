"""Looking at what is new in the ledger, and keeping what a look has found."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.models import Verification
from aboveboard.ledger.selectors.verifications import get_verified_places
from aboveboard.ledger.verification import Report, verify
from aboveboard.rules.actor import AnyActor


def verify_what_is_new(*, actor: AnyActor, now: datetime) -> Report:
    """Check what was filed after the last whole look that was sound, and keep what was found."""
    report = verify(now=now, since=get_verified_places(actor))
    keep_report(actor=actor, now=now, report=report)
    return report


def keep_report(*, actor: AnyActor, now: datetime, report: Report) -> None:
    """Write down what a look found, for the pages that show it."""
    Verification.objects.create(
        at=report.at,
        seconds=round(report.seconds, 3),
        whole=report.whole,
        finding_count=report.finding_count,
        findings=[[finding.assertion, finding.what, finding.mend] for finding in report.findings],
        figures=report.figures,
        months=report.months if report.whole else {},
        places={
            str(log): [frontier.size, frontier.to_bytes().hex()] for log, frontier in report.places.items()
        },
    )
