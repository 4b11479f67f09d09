"""The job that has the witnesses asked, and raises its voice when one remembers another history."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.asking_witnesses import ask_witnesses
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToRole
from aboveboard.people.selectors.outside import list_contradicting_witnesses
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.calendar import uk_date


def have_witnesses_asked(*, actor: SystemActor, now: datetime) -> str:
    """Ask whoever is due. If one contradicts us, tell the administrators and the trust leader, once a day."""
    done = ask_witnesses(now=now)
    for name in list_contradicting_witnesses():
        send_notice(
            actor=actor,
            now=now,
            # Two, because either could be the one who has something to hide.
            to=[ToRole(Role.ADMINISTRATOR), ToRole(Role.TRUST_LEADER)],
            kind="witness.contradicts",
            key=f"{name[:80]}-{uk_date(now)}",
            subject="A witness remembers other records than there are here",
            body=f"The witness {name} has signed for records that are not the same as ours: some may have been lost "
            "or changed. Keep the database as it is. Has a backup been restored? Run “aboveboard ledger verify”, and "
            "ask the auditor to look with you.",
        )
    return done
