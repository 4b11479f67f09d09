"""The ledger's key needs a copy somewhere offline. Somebody is reminded until they say that there is one."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.rotating import key_awaiting_backup
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToRole
from aboveboard.rules.actor import AnyActor, Role
from aboveboard.rules.calendar import uk_date


def remind_of_key_copy(*, actor: AnyActor, now: datetime) -> bool:
    """Remind the administrators, once a week for each key. Returns whether a copy is still to be made."""
    key = key_awaiting_backup()
    if key is None:
        return False
    year, week, _ = uk_date(now).isocalendar()
    send_notice(
        actor=actor,
        now=now,
        to=ToRole(Role.ADMINISTRATOR),
        kind="ledger_key_copy",
        key=f"{key.fingerprint[:9]}-{year}-{week}",
        subject="Please copy the key of the records",
        body="The key that receipts are signed with is on this server alone. If the server is lost, the key is lost. "
        "Copy it to somewhere offline, for example a stick in a safe. Then run “aboveboard ledger key backed-up” on "
        "the server.",
        link="/status/",
    )
    return True
