"""Drafts that nobody has touched for long: their authors are warned, and then they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aboveboard.declarations.models import Draft
from aboveboard.declarations.services.drafts import WARNED_DAYS
from aboveboard.notices.services.outbox import ToSay, send_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import AnyActor
from aboveboard.rules.calendar import date_text, uk_date


@dataclass(frozen=True, slots=True)
class Expired:
    """How many drafts were warned of, and how many deleted."""

    warned: int
    deleted: int


def expire_drafts(*, actor: AnyActor, now: datetime) -> Expired:
    """Warn of drafts `WARNED_DAYS` before they expire, and delete those that have expired after a warning.

    After days off a late warning gives its author the whole of `WARNED_DAYS` still.
    """
    on = uk_date(now)
    with transaction.atomic():
        over = list(
            Draft.objects.filter(expires_on__lt=on, warned_at__isnull=False)
            .select_for_update()
            .values_list("pk", "person_id")
        )
        Draft.objects.filter(pk__in=[pk for pk, _ in over]).delete()
        unwarned = Draft.objects.filter(
            expires_on__lte=on + timedelta(days=WARNED_DAYS), warned_at__isnull=True
        )
        ids = list(unwarned.select_for_update().values_list("pk", flat=True))
        warned = Draft.objects.filter(pk__in=ids)
        warned.filter(expires_on__lt=on + timedelta(days=WARNED_DAYS)).update(
            expires_on=on + timedelta(days=WARNED_DAYS)
        )
        warned.update(warned_at=now)
        things = [
            ToSay(
                to=ToPerson(draft.person_id),
                kind="draft_expires",
                key=f"{draft.pk}-{draft.expires_on:%Y-%m-%d}",
                subject="A draft of yours will be deleted",
                body=f"You began a declaration and have not sent it. It is kept until {date_text(draft.expires_on)}. "
                "Finish it, or open it and save it to keep it longer.",
                link="/declarations/",
            )
            for draft in warned
        ]
        things += [
            ToSay(
                to=ToPerson(person_id),
                kind="draft_deleted",
                key=str(pk),
                subject="A draft of yours has been deleted",
                body="You began a declaration and did not send it. If there is still something to declare, please "
                "begin again.",
                link="/declarations/",
            )
            for pk, person_id in over
        ]
        send_notices(things=things, actor=actor, now=now)
    return Expired(warned=len(ids), deleted=len(over))
