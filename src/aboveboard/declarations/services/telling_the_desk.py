"""Who at the desk is told of what others did to a declaration. No notice names anybody in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aboveboard.declarations.models import Declaration
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import AnyActor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.routing import Matter


def tell_senior_leader(declaration: Declaration, *, actor: AnyActor, now: datetime) -> None:
    """Tell those who are to say whether a relationship goes with the guidance; they may have had a copy before."""
    asked = declaration.recipients.filter(until_at__isnull=True, matter=Matter.COMPATIBILITY)
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in asked.values_list("person_id", flat=True)],
        kind="declaration_referred",
        key=f"{declaration.reference}-{declaration.version}",
        subject="A declaration waits for your decision",
        body="It may not go with the guidance on contact outside school. Please read it and decide.",
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
    )


def tell_first_reviewers(
    declaration: Declaration, *, person_ids: Iterable[int], actor: AnyActor, now: datetime
) -> None:
    """Tell whoever had asked for the contact to stop, and may still read it, what the other reviewer decided."""
    may_read = declaration.recipients.filter(until_at__isnull=True, person_id__in=list(person_ids))
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in sorted(set(may_read.values_list("person_id", flat=True)))],
        kind="declaration_reviewed",
        key=f"{declaration.reference}-{declaration.version}",
        subject="Another reviewer has decided",
        body="They looked again at a declaration for which you had asked the contact to stop. Read what they decided.",
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
    )


def tell_of_older_ones(person_ids: Iterable[int], *, actor: AnyActor, now: datetime) -> None:
    """Tell those who have taken over a chair, once, that the declarations kept there are theirs to read now."""
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in sorted(person_ids)],
        kind="declarations_taken_over",
        key=f"{uk_date(now):%Y-%m-%d}",
        subject="Declarations have come to you with your role",
        body="They were received before. You need do nothing now; you can read them on your desk.",
        link="/desk/all/",
    )
