"""A school asks all of its staff whether there is anything to declare: a round."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.db import IntegrityError, transaction

from aboveboard.declarations.models import Round, RoundAnswer
from aboveboard.declarations.selectors.rounds import get_visible_round, may_ask_school
from aboveboard.declarations.services import kinds
from aboveboard.ledger.filing import Filed, Filing, Part, filing, make_reference
from aboveboard.notices.services.outbox import send_notice, withdraw_notices
from aboveboard.notices.targets import ToPerson
from aboveboard.people.selectors.staff import list_staff_at
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import date_text, uk_date
from aboveboard.rules.errors import NotAllowed, StaleState, WrongState

CLOSED = "This round is closed. Open a new one to ask again."
BEFORE_TODAY = Refused("due_in_the_past", "Give them at least until tomorrow.")


def open_round(*, actor: Actor, school_id: int, due_on: date, note: str = "", now: datetime) -> Filed:
    """Ask everybody who works at a school to declare, or to say that there is nothing; each of them is told.

    Raises NotAllowed unless the actor is of that school's office and `due_on` is to come, WrongState while another
    round of the school is open. Source: guidance S4.5, S8.10.
    """
    decision = may_ask_school(actor, school_id)
    if isinstance(decision, Refused):
        raise NotAllowed(decision)
    today = uk_date(now)
    if due_on <= today:
        raise NotAllowed(BEFORE_TODAY)
    reference = make_reference()
    with filing(actor=actor, now=now) as current:
        try:
            with transaction.atomic():
                asked = Round.objects.create(
                    school_id=school_id,
                    opened_by_id=actor.person_id,
                    opened_at=now,
                    due_on=due_on,
                    note=note.strip(),
                    reference=reference,
                )
        except IntegrityError:
            raise WrongState("A round is open at this school already. Close it first.") from None
        filed = _file(kinds.ROUND_OPENED, asked, now=now, filing=current, reference=reference)
        send_notice(
            actor=actor,
            now=now,
            to=[ToPerson(each.person_id) for each in list_staff_at(school_id, on=today)],
            kind="round_opened",
            key=reference,
            subject="Your school asks: is there anything to declare?",
            body=f"Please answer by {date_text(due_on)}, even when there is nothing. {asked.note}".strip(),
            link=f"/declarations/nothing/{reference}/",
            about=reference,
        )
    return filed


def remind_round(*, actor: Actor, reference: str, now: datetime) -> None:
    """Remind those who have not answered, once a day at most. Raises NotFound, WrongState or StaleState."""
    asked = _get_open(actor, reference)
    today = uk_date(now)
    answered = set(RoundAnswer.objects.filter(round=asked).values_list("person_id", flat=True))
    late = [each for each in list_staff_at(asked.school_id, on=today) if each.person_id not in answered]
    if not late:
        raise WrongState("Everybody has answered. There is nobody to remind.")
    with transaction.atomic():
        reminded = Round.objects.filter(pk=asked.pk, closed_at__isnull=True).exclude(reminded_on=today)
        if not reminded.update(reminded_on=today):
            raise StaleState("They have been reminded today.")
        send_notice(
            actor=actor,
            now=now,
            to=[ToPerson(each.person_id) for each in late],
            kind="round_reminded",
            key=f"{reference}-{today:%Y-%m-%d}",
            subject="Please answer: is there anything to declare?",
            body=f"Your school has not had your answer yet. It is due by {date_text(asked.due_on)}.",
            link=f"/declarations/nothing/{reference}/",
            about=reference,
        )


def close_round(*, actor: Actor, reference: str, now: datetime) -> Filed:
    """Stop asking; what was answered stays. Raises NotFound, WrongState or StaleState."""
    asked = _get_open(actor, reference)
    with filing(actor=actor, now=now) as current:
        filed = _file(kinds.ROUND_CLOSED, asked, now=now, filing=current)
        still_open = Round.objects.filter(pk=asked.pk, closed_at__isnull=True)
        if not still_open.update(closed_at=now, close_reference=filed.reference):
            raise StaleState("Somebody else has closed this round.")
        withdraw_notices(actor=actor, now=now, about=reference)
    return filed


def _get_open(actor: Actor, reference: str) -> Round:
    asked = get_visible_round(actor, reference)
    if asked.closed_at is not None:
        raise WrongState(CLOSED)
    return asked


def _file(
    kind: str,
    asked: Round,
    *,
    now: datetime,
    filing: Filing,
    reference: str | None = None,
) -> Filed:
    content = {
        "round": asked.reference,
        "school": asked.school_id,
        "due_on": asked.due_on.isoformat(),
        "note": asked.note,
        "at": now.isoformat(),
    }
    part = Part("record.json", "application/json", json.dumps(content, ensure_ascii=False).encode())
    return filing.file(kind=kind, parts=[part], reference=reference)
