"""Writing the Monday list into the outbox."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from aboveboard.notices import digest
from aboveboard.notices.digest import DigestItem
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import uk_date


def send_monday_lists(*, actor: SystemActor, now: datetime) -> str:
    """One notice to everybody for whom something waits, none to the others. Run again that day, it adds nothing."""
    on = uk_date(now)
    waiting: dict[int, list[DigestItem]] = defaultdict(list)
    for source in digest.sources():
        for person_id in sorted(set(source.person_ids(on))):
            waiting[person_id] += source.items_for(person_id, on)
    written = 0
    with transaction.atomic():
        for person_id, items in waiting.items():
            if items:
                _write(person_id, items, actor=actor, now=now)
                written += 1
    return f"{written} lists written"


def _write(person_id: int, items: list[DigestItem], *, actor: SystemActor, now: datetime) -> None:
    things = "1 thing waits" if len(items) == 1 else f"{len(items)} things wait"
    send_notice(
        actor=actor,
        now=now,
        to=ToPerson(person_id),
        kind="monday_list",
        key=uk_date(now).isoformat(),
        subject=f"Your list for this week: {things} for you",
        body="This is what waits for you this week:\n\n" + "\n".join(f"- {item.words}" for item in items),
        link="/",
    )
