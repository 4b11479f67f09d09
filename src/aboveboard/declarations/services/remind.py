"""What has been waiting for somebody: said on a few set days, to whoever can do something about it.

Every function looks at the days after `since`, up to that of `now`, so that days off are made up for; a notice is
said once however often it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from aboveboard.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
    NamedPersonRequest,
    NamedPersonRequestState,
    Round,
    RoundAnswer,
)
from aboveboard.declarations.services import kinds
from aboveboard.notices.services.outbox import ToSay, send_notices
from aboveboard.notices.targets import ToPerson, ToRole
from aboveboard.people.selectors.staff import list_staff_ids_at
from aboveboard.rules.actor import AnyActor, Role
from aboveboard.rules.calendar import date_text, uk_date
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationState

CONFIRM_DAYS = (-14, 0, 14)
"""Days from the one by which a declaration is to be confirmed, on which its author is reminded."""

ROUND_DAYS = (-3, 0)
"""Days from the one by which a round is to be answered, on which those who have not are reminded."""

REQUEST_DAYS = -7
"""Days from the one by which a request is to be acknowledged, on which the data protection officer is reminded."""

OVERDUE = 1
"""The first day on which something is late."""


def remind_to_confirm(*, actor: AnyActor, now: datetime, since: date) -> int:
    """Remind authors to confirm what they declared, one notice for all that fall on the same day; how many notices.

    Source: guidance S4.5, S8.10.
    """
    on = uk_date(now)
    to_confirm = Declaration.objects.filter(
        state=DeclarationState.ACKNOWLEDGED, matter=DeclarationMatter.RELATIONSHIP
    ).order_by()
    latest: dict[tuple[int, date], int] = {}
    for offset in CONFIRM_DAYS:
        due = to_confirm.filter(**_reached("confirm_by_on", offset, since=since, on=on))
        for person_id, confirm_by_on in due.values_list("person_id", "confirm_by_on").distinct():
            if confirm_by_on is not None:
                latest[person_id, confirm_by_on] = offset
    send_notices(
        things=[
            ToSay(
                to=ToPerson(person_id),
                kind="confirm_due",
                key=f"{confirm_by_on:%Y-%m-%d}:{offset}",
                subject="Please confirm what you declared" if offset <= 0 else "You have not confirmed yet",
                body=f"Please say by {date_text(confirm_by_on)} whether it is still right. All of it is on one page."
                if offset <= 0
                else f"It was due by {date_text(confirm_by_on)}. Please say today whether it is still right.",
                link="/declarations/confirm/",
            )
            for (person_id, confirm_by_on), offset in sorted(latest.items())
        ],
        actor=actor,
        now=now,
    )
    return len(latest)


def put_back_unanswered_stops(*, actor: AnyActor, now: datetime, since: date) -> int:
    """Tell whoever asked for contact to stop that the time to respond is over; how many declarations.

    Nothing else happens by itself: what follows is a person's to decide. Source: guidance S8.7, S8.10.
    """
    on = uk_date(now)
    last_asked = DeclarationEvent.objects.filter(declaration=OuterRef("pk"), kind=kinds.STOP_ASKED).order_by(
        "-at", "-pk"
    )
    over = list(
        Declaration.objects.filter(state=DeclarationState.STOP_ASKED)
        .annotate(respond_by_on=Subquery(last_asked.values("by_on")[:1]))
        .filter(**_reached("respond_by_on", OVERDUE, since=since, on=on))
        .order_by("pk")
        .values_list("pk", "reference", "respond_by_on")
    )
    recipients: dict[int, list[int]] = defaultdict(list)
    asked = DeclarationRecipient.objects.filter(
        declaration__in=[pk for pk, _, _ in over], until_at__isnull=True, matter=Matter.COMPATIBILITY
    )
    for pk, person_id in asked.order_by("pk").values_list("declaration_id", "person_id"):
        recipients[pk].append(person_id)
    send_notices(
        things=[
            ToSay(
                to=[ToPerson(person_id) for person_id in recipients[pk]],
                kind="stop_unanswered",
                key=f"{reference}:{respond_by_on:%Y-%m-%d}",
                subject="The time to respond is over",
                body="You asked for contact to stop, and there has been no response. Please read it and decide.",
                link=f"/desk/{reference}/",
                about=reference,
            )
            for pk, reference, respond_by_on in over
        ],
        actor=actor,
        now=now,
    )
    return len(over)


def remind_of_requests(*, actor: AnyActor, now: datetime, since: date) -> int:
    """Remind the data protection officer of requests by people named; late ones go to the trust leader too; how many.

    Source: guidance S8.6.
    """
    on = uk_date(now)
    waiting = NamedPersonRequest.objects.filter(state=NamedPersonRequestState.RECEIVED)
    leader = ToRole(Role.TRUST_LEADER, otherwise=ToRole(Role.CHAIR))
    officer = ToRole(Role.DATA_PROTECTION_OFFICER, otherwise=leader)
    near = waiting.filter(**_reached("acknowledge_by_on", REQUEST_DAYS, since=since, on=on))
    late = waiting.filter(**_reached("acknowledge_by_on", OVERDUE, since=since, on=on))
    things = [
        ToSay(
            to=officer,
            kind="request_near",
            key=reference,
            subject="A request by somebody who may be named waits",
            body=f"Please acknowledge it by {date_text(by_on)}.",
            link=f"/named/requests/{reference}/",
            about=reference,
        )
        for reference, by_on in near.values_list("reference", "acknowledge_by_on")
    ]
    things += [
        ToSay(
            to=[officer, leader],
            kind="request_late",
            key=reference,
            subject="A request by somebody who may be named is late",
            body=f"It was to be acknowledged by {date_text(by_on)}. Please acknowledge it today.",
            link=f"/named/requests/{reference}/",
            about=reference,
            urgent=True,
        )
        for reference, by_on in late.values_list("reference", "acknowledge_by_on")
    ]
    send_notices(things=things, actor=actor, now=now)
    return len(things)


def remind_rounds(*, actor: AnyActor, now: datetime, since: date) -> int:
    """Remind whoever has not answered their school's round; once it is late, tell the office how many; how many rounds.

    Source: guidance S4.5, S8.10.
    """
    on = uk_date(now)
    open_rounds = Round.objects.filter(closed_at__isnull=True)
    near = {
        found.pk: (found, offset)
        for offset in ROUND_DAYS
        for found in open_rounds.filter(**_reached("due_on", offset, since=since, on=on))
        if found.due_on >= on and (found.reminded_on is None or found.reminded_on < on)
    }
    late = {
        found.pk: found for found in open_rounds.filter(**_reached("due_on", OVERDUE, since=since, on=on))
    }
    missing = _list_missing([*(found for found, _ in near.values()), *late.values()], on)
    things = list(_round_notices(near.values(), late.values(), missing))
    with transaction.atomic():
        Round.objects.filter(pk__in=near).update(reminded_on=on)
        send_notices(things=things, actor=actor, now=now)
    return len(near) + len(late)


def _round_notices(
    near: Iterable[tuple[Round, int]], late: Iterable[Round], missing: dict[int, list[int]]
) -> Iterator[ToSay]:
    for each, offset in near:
        yield ToSay(
            to=[ToPerson(person_id) for person_id in missing[each.pk]],
            kind="round_reminded",
            key=f"{each.reference}:{offset}",
            subject="Please answer: is there anything to declare?",
            body=f"Your school has not had your answer yet. It is due by {date_text(each.due_on)}.",
            link=f"/declarations/nothing/{each.reference}/",
            about=each.reference,
        )
    for each in late:
        if count := len(missing[each.pk]):
            yield ToSay(
                to=ToRole(
                    Role.SCHOOL_OPERATIONS_MANAGER,
                    each.school_id,
                    otherwise=ToRole(Role.HEADTEACHER, each.school_id),
                ),
                kind="round_late",
                key=each.reference,
                subject="Some have not answered your round",
                body=f"It was due by {date_text(each.due_on)}. {count} of those asked have not answered.",
                link=f"/declarations/nothing/{each.reference}/",
                about=each.reference,
            )


def _list_missing(rounds: Iterable[Round], on: date) -> dict[int, list[int]]:
    """Who has not answered each round, as the staff of its school stand on `on`. Two queries."""
    found = list(rounds)
    staff = list_staff_ids_at({each.school_id for each in found}, on=on)
    answered: dict[int, set[int]] = defaultdict(set)
    for pk, person_id in RoundAnswer.objects.filter(round__in=found).values_list("round_id", "person_id"):
        answered[pk].add(person_id)
    return {each.pk: sorted(staff[each.school_id] - answered[each.pk]) for each in found}


def _reached(column: str, offset: int, *, since: date, on: date) -> dict[str, date]:
    """The filter for rows whose `column`, moved by `offset` days, lies after `since` and not after `on`."""
    moved = timedelta(days=offset)
    return {f"{column}__gt": since - moved, f"{column}__lte": on - moved}
