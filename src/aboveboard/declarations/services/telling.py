"""Who is told of what happens to a declaration. A notice names no pupil and no other person: only that, and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aboveboard.declarations.models import Declaration, DeclarationMatter
from aboveboard.notices.services.outbox import send_notice, withdraw_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.rules.actor import AnyActor

_CAME: dict[DeclarationMatter, tuple[str, str]] = {
    DeclarationMatter.RELATIONSHIP: (
        "A declaration has come to you",
        "A member of staff has declared a relationship. Please read it and say that you have received it.",
    ),
    DeclarationMatter.REPORT: (
        "A member of staff has told you about contact that is not allowed",
        "They told you themselves, which counts for them. Please read it today.",
    ),
    DeclarationMatter.APPROACH: (
        "A member of staff has reported an approach",
        "They were approached on social media and have reported it. Please read it and say that you have received it.",
    ),
}


def tell_recipients(
    declaration: Declaration, person_ids: Iterable[int], *, actor: AnyActor, now: datetime
) -> None:
    """Tell those to whom a declaration has newly come; one notice each, however many hats they wear."""
    subject, body = _CAME[DeclarationMatter(declaration.matter)]
    urgent = declaration.matter == DeclarationMatter.REPORT
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in sorted(person_ids)],
        kind="declaration_came",
        key=f"{declaration.reference}-{declaration.version}",
        subject=subject,
        body=body,
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
        urgent=urgent,
    )


def tell_author(
    declaration: Declaration, *, subject: str, body: str, actor: AnyActor, now: datetime, urgent: bool = False
) -> None:
    """Tell the author that something has happened to what they declared, and what to do."""
    send_notice(
        actor=actor,
        now=now,
        to=ToPerson(declaration.person_id),
        kind="declaration_moved",
        key=f"{declaration.reference}-{declaration.version}",
        subject=subject,
        body=body,
        link=f"/declarations/{declaration.reference}/",
        about=declaration.reference,
        urgent=urgent,
    )


def tell_that_it_ended(declaration: Declaration, *, actor: AnyActor, now: datetime) -> None:
    """Tell those who still had something to do that they need not: its author says that it has ended."""
    withdraw_notices(actor=actor, now=now, about=declaration.reference)
    current = declaration.recipients.filter(until_at__isnull=True).values_list("person_id", flat=True)
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in sorted(set(current))],
        kind="declaration_ended",
        key=f"{declaration.reference}-{declaration.version}",
        subject="A declaration on your desk has ended",
        body="The member of staff says that the relationship has ended. You need do nothing more.",
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
    )
