"""Who is told of what happens to a declaration. A notice names no pupil and no other person: only that, and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from aboveboard.declarations.models import Declaration, DeclarationMatter
from aboveboard.declarations.services.receive import get_concern
from aboveboard.ledger.filing import Filing
from aboveboard.notices.services.alerts import raise_alert
from aboveboard.notices.services.outbox import send_notice, withdraw_notices
from aboveboard.notices.targets import ToPerson, line_of_people
from aboveboard.people.selectors.seats import list_seats, list_subordinate_ids
from aboveboard.rules.actor import Actor, AnyActor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.routing import Bars, Matter, line_of_alert

SEEN_WITHIN = timedelta(hours=4)
"""How long each in the line has to take on what the safeguarding lead must see; then it goes further."""

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


def tell_who_asked(
    declaration: Declaration, *, asked: str, subject: str, body: str, actor: AnyActor, now: datetime
) -> None:
    """Tell whoever took the step `asked` last; if it is no longer theirs, everybody whose it is."""
    current = set(declaration.recipients.filter(until_at__isnull=True).values_list("person_id", flat=True))
    last = (
        declaration.events.filter(kind=asked).order_by("-at", "-pk").values_list("by_id", flat=True).first()
    )
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in ([last] if last in current else sorted(current))],
        kind="declaration_replied",
        key=f"{declaration.reference}-{declaration.version}",
        subject=subject,
        body=body,
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
    )


def tell_reviewers(declaration: Declaration, *, actor: AnyActor, now: datetime) -> None:
    """Tell those to whom a review has come, who may have seen the declaration before."""
    reviewers = declaration.recipients.filter(until_at__isnull=True, matter=Matter.REVIEW)
    send_notice(
        actor=actor,
        now=now,
        to=[ToPerson(person_id) for person_id in reviewers.values_list("person_id", flat=True)],
        kind="declaration_review",
        key=f"{declaration.reference}-{declaration.version}",
        subject="Please look again at a decision",
        body="A member of staff was asked to stop contact and would like another reviewer. Please read it and decide.",
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
    )


def alert_safeguarding_lead(declaration: Declaration, *, actor: Actor, now: datetime, filing: Filing) -> None:
    """Tell the safeguarding lead in a way that goes on until somebody has it. Source: guidance S4.3, S12.2."""
    concern = get_concern(declaration)
    bars = Bars(
        concerned=frozenset({actor.person_id}) | concern.left_out_ids,
        below=list_subordinate_ids(actor.person_id),
    )
    line = line_of_alert(
        Matter.REPORT_TO_SAFEGUARDING,
        school_id=declaration.school_id,
        seats=list_seats(school_id=declaration.school_id, on=uk_date(now)),
        bars=bars,
    )
    raise_alert(
        actor=actor,
        now=now,
        kind="tell_safeguarding_lead",
        subject="A member of staff has told us something that you need to see",
        happened=f"{actor.name} has filed something that the safeguarding lead must see. Please read it.",
        line=line_of_people(line),
        answer_within=SEEN_WITHIN,
        link=f"/desk/{declaration.reference}/",
        about=declaration.reference,
        excluding=sorted(bars.concerned),
        filing=filing,
    )
